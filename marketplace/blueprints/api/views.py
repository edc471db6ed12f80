"""The addresses for programs."""

from flask import Blueprint

from marketplace.blueprints.api import audit, methods

api = Blueprint("api", __name__, url_prefix="/api/v1")

api.add_url_rule("/selection-methods", "methods", methods.index)
api.add_url_rule("/audit/keys", "audit_keys", audit.keys)
api.add_url_rule("/audit/checkpoint", "audit_checkpoint", audit.checkpoint)
api.add_url_rule("/audit/proof", "audit_proof", audit.proof)

"""The selection methods for programs: codes, settings, fewest candidates and legal regimes."""

from flask import Response, jsonify

from marketplace.blueprints.web.methods import described


def index() -> Response:
    """``{"methods": […]}``, each as ``flask selection methods --json`` prints it."""
    return jsonify({"methods": described()})

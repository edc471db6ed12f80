"""What servers and the command line load."""

import sys

from marketplace.app import create_app
from marketplace.config import Misconfigured

try:
    app = create_app()
except Misconfigured as fault:
    sys.exit(f"market: {fault}")

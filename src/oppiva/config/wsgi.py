"""Entry point of the web server. It refuses to serve demonstration accounts to anyone but `oppiva demo`."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oppiva.config.settings")

application = get_wsgi_application()

from oppiva.core.demonstration import DemonstrationPresent, refuse_demonstration_accounts  # noqa: E402 - apps first

try:
    refuse_demonstration_accounts()
except DemonstrationPresent as trouble:
    sys.exit(f"oppiva: {trouble}")

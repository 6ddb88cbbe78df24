"""Entry point of the web server. It refuses to serve demonstration accounts to anyone but `oppiva demo`, and to
serve without a secret key: each of its processes would sign with a key of its own, and nobody could stay signed in."""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oppiva.config.settings")

application = get_wsgi_application()

from oppiva.core.demonstration import DemonstrationPresent, refuse_demonstration_accounts  # noqa: E402 - apps first

if settings.SECRET_KEY_IS_TEMPORARY:
    sys.exit("oppiva: set OPPIVA_SECRET_KEY; `oppiva serve` makes one and keeps it.")

try:
    refuse_demonstration_accounts()
except DemonstrationPresent as trouble:
    sys.exit(f"oppiva: {trouble}")

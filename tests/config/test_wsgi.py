"""The entry point of the web server says what is missing instead of serving without it."""

from __future__ import annotations

import os
import subprocess
import sys


def test_without_a_secret_key_the_web_server_does_not_start() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPPIVA_SECRET_KEY"}
    started = subprocess.run(
        [sys.executable, "-c", "import oppiva.config.wsgi"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert "set OPPIVA_SECRET_KEY" in started.stderr

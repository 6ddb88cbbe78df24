"""Public data that some tests read and the repository does not carry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_data(name: str) -> Path:
    """The file or folder `name` in OPPIVA_SHARED_DATA (default: `shared/data` beside the checkout); else skips."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    found = Path(os.environ.get("OPPIVA_SHARED_DATA", beside)) / name
    if not found.exists():
        pytest.skip(f"needs {name}: set OPPIVA_SHARED_DATA to the folder of public data")
    return found

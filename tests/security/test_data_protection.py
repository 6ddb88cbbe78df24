"""The page on data protection says what the models declare."""

from __future__ import annotations

from pathlib import Path

from oppiva.core.personal_data import declared_table

DOCUMENT = Path(__file__).parents[2] / "docs" / "explanation" / "data-protection.md"


def test_the_table_of_personal_data_is_fresh() -> None:
    """If not: `OPPIVA_SECRET_KEY=x python scripts/personal_data.py`."""
    assert declared_table() in DOCUMENT.read_text("utf-8")

"""Writes the table of declared personal data into docs/explanation/data-protection.md.

OPPIVA_SECRET_KEY=x python scripts/personal_data.py
"""

from __future__ import annotations

import os
from pathlib import Path

import django

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "data-protection.md"
BEGIN, END = "<!-- declared personal data: begin -->\n", "<!-- declared personal data: end -->\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oppiva.config.settings")
    django.setup()
    from oppiva.core.personal_data import declared_table

    before, rest = DOCUMENT.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{declared_table()}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()

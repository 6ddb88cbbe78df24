"""Where one installation keeps its own: the embedded database, its secret key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from oppiva.runtime.trouble import RuntimeTrouble

ADVICE = "set OPPIVA_HOME to a folder of yours."


def home_folder(environment: Mapping[str, str]) -> Path:
    """OPPIVA_HOME, or `oppiva` in the user's data folder (XDG_DATA_HOME, ~/.local/share)."""
    if named := environment.get("OPPIVA_HOME"):
        return Path(named).expanduser().absolute()
    shared = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(shared) / "oppiva"


def make_home(home: Path) -> None:
    """Makes the folder. Raises RuntimeTrouble where that is not allowed."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeTrouble(f"{home} cannot be made ({error.strerror}): {ADVICE}") from None


def secret_key(home: Path) -> str:
    """The key that signs sessions: made once, readable by its owner only.

    Raises RuntimeTrouble when the file is there and cannot be read."""
    file = home / "secret_key"
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:  # noqa: PTH123  (its mode)
            made.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise RuntimeTrouble(f"{file} cannot be written ({error.strerror}): {ADVICE}") from None
    try:
        key = file.read_text().strip()
    except OSError as error:
        raise RuntimeTrouble(f"{file} cannot be read ({error.strerror}).") from None
    if len(key) < 50:  # a disk that was full, or a kill between making and writing
        file.unlink()
        return secret_key(home)
    return key

"""Reference data of this room, as dated files with their sources: kinds of organisation, and areas."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class KindName:
    """The names of a kind during a period, both days included."""

    fi: str
    sv: str
    en: str
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of organisation."""

    code: str
    valid_from: date | None
    valid_to: date | None
    source: str
    names: tuple[KindName, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An employment area or a region."""

    kind: str
    code: str
    name_fi: str
    name_sv: str
    name_en: str
    valid_from: date | None
    source: str


def kinds() -> tuple[Kind, ...]:
    """The kinds of data/kinds.toml, in the order of lists. A name without dates holds for the kind's whole life."""
    document = tomllib.loads((DATA / "kinds.toml").read_text(encoding="utf-8"))
    return tuple(_kind(entry) for entry in document["kind"])


def _kind(entry: dict[str, Any]) -> Kind:
    names = tuple(
        KindName(
            fi=name["fi"],
            sv=name["sv"],
            en=name["en"],
            valid_from=name.get("valid_from", entry.get("valid_from")),
            valid_to=name.get("valid_to", entry.get("valid_to")),
            source=name.get("source", entry["source"]),
        )
        for name in entry["name"]
    )
    return Kind(entry["code"], entry.get("valid_from"), entry.get("valid_to"), entry["source"], names)


def areas() -> tuple[AreaRow, ...]:
    """The areas of data/areas.csv: 45 employment areas and Åland from 2025, and the 19 regions."""
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            AreaRow(
                kind=row["kind"],
                code=row["code"],
                name_fi=row["name_fi"],
                name_sv=row["name_sv"],
                name_en=row["name_en"],
                valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )

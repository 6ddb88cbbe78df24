"""The portfolio as a file: semicolons and a byte-order mark, so that a Finnish spreadsheet opens it as it is."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from django.utils.translation import gettext as _

from oppiva.portfolio.models import Programme
from oppiva.web.portfolio.rows import PilotRow

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(programme: Programme, rows: Sequence[PilotRow]) -> bytes:
    """One row a pilot, days in ISO form."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Programme"),
            _("Pilot"),
            _("Kind"),
            _("Owner"),
            _("Area"),
            _("Starts"),
            _("Planned to end"),
            _("Ended"),
            _("Phase"),
            _("Goals reworded"),
            _("Studies"),
            _("Missing"),
        ]
    )
    for row in rows:
        pilot = row.pilot
        cells = [
            programme.name,
            pilot.name,
            pilot.kind.name,
            pilot.owner.name,
            ", ".join(row.areas),
            pilot.starts_on or "",
            pilot.ends_on or "",
            pilot.ended_on or "",
            pilot.get_status_display(),
            row.last_turn or "",
            row.studies.studies,
            ", ".join(str(door.name) for door in row.gaps),
        ]
        writer.writerow([plain(str(cell)) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def plain(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is made text."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell

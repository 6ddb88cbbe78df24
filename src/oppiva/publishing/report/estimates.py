"""The estimates, table and figure in one, and what each estimator's name means."""

from __future__ import annotations

from oppiva.impact.errors import message
from oppiva.impact.result import Estimate
from oppiva.publishing.report import words
from oppiva.publishing.report.forest import forest
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Block, Heading, KeyValues, Paragraph, Section


def estimates(source: Source) -> Section:
    heading = source.say("estimates.heading")
    rows = source.result.estimates
    if not rows:
        return Section("estimates", heading, (Paragraph(source.say("estimates.none"), "lede"),))
    blocks: list[Block] = [forest(source, group) for group in _by_unit(source)]
    if notes := _notes(source):
        blocks.append(Paragraph(" ".join(notes), "note"))
    blocks += [Heading(source.say("estimates.how_to_read")), KeyValues(tuple(_glosses(source)))]
    return Section("estimates", heading, tuple(blocks))


def _by_unit(source: Source) -> list[list[Estimate]]:
    """Estimates that can share an axis, those with a primary outcome first; amounts without a unit stand alone."""
    groups: dict[str, list[Estimate]] = {}
    for estimate in sorted(source.result.estimates, key=lambda item: not item.primary):
        outcome = source.outcome(estimate.outcome)
        key = source.unit_of(outcome) or f"\N{NULL}{outcome.name}"
        groups.setdefault(key, []).append(estimate)
    return list(groups.values())


def _notes(source: Source) -> list[str]:
    """What the codes in `note` of the estimates mean, each once with the estimators that it belongs to."""
    notes: dict[str, list[str]] = {}
    for row in source.result.estimates:
        if row.note:
            notes.setdefault(row.note, []).append(row.estimator)
    sentences = []
    for code, names in notes.items():
        try:
            text = message(f"note_{code}").in_(source.language)
        except KeyError:  # a note made for programs, without words of its own
            continue
        sentences.append(f"{', '.join(dict.fromkeys(names))}: {text}")
    return sentences


def _glosses(source: Source) -> list[tuple[str, str]]:
    rows = source.result.estimates
    glosses = []
    names = [row.estimator for row in rows] + (["lee"] if any(row.lower is not None for row in rows) else [])
    for name in dict.fromkeys(names):
        if words.known(f"estimates.gloss_{name}"):
            glosses.append((source.say(f"estimates.name_{name}"), source.say(f"estimates.gloss_{name}")))
    for estimand in dict.fromkeys(row.estimand for row in rows):
        if words.known(f"estimates.estimand_{estimand.lower()}"):
            glosses.append((estimand, source.say(f"estimates.estimand_{estimand.lower()}")))
    for kind in dict.fromkeys(row.std_error_type for row in rows if row.std_error_type):
        glosses.append((kind, source.say("estimates.errors_cr" if kind.startswith("CR") else "estimates.errors_hc")))
    return glosses

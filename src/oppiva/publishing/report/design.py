"""How the groups came to be, and what was locked when: exactly that, and no more."""

from __future__ import annotations

from oppiva.impact.text import day
from oppiva.publishing.report import words
from oppiva.publishing.report.record import StudyRecord
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Heading, KeyValues, Paragraph, Section


def design(source: Source) -> Section:
    blocks = (
        KeyValues(tuple(_facts(source))),
        Heading(source.say("design.lock_heading")),
        Paragraph(" ".join(lock_sentences(source))),
    )
    return Section("design", source.say("design.heading"), blocks)


def _facts(source: Source) -> list[tuple[str, str]]:
    plan = source.plan.design
    reference = plan.reference or source.say("frame.missing")
    drawn_singly = source.say("design.drawn_singly", unit=source.say(f"frame.unit_{source.unit}"))
    facts = [
        (source.say("design.draw"), source.say(f"design.drawn_by_{plan.drawn_by}", reference=reference)),
        (
            source.say("design.drawn_unit"),
            source.say("design.drawn_clusters", cluster=plan.cluster) if plan.cluster else drawn_singly,
        ),
    ]
    if plan.strata:
        facts.append((source.say("design.strata"), ", ".join(plan.strata)))
    facts.append((source.say("design.sizes"), source.say(f"design.draw_{plan.draw}")))
    if plan.cluster:
        facts.append((source.say("design.recruited"), source.say(f"design.recruited_{plan.recruited}")))
    facts += [
        (source.say("design.measured"), source.say(f"design.measured_{plan.measured}")),
        (source.say("design.analysed"), source.say(f"design.analysed_{plan.analysed_as}")),
    ]
    return facts


def lock_sentences(source: Source) -> list[str]:
    """What the system saw of the lock, then what the plan's author says of it."""
    sentences = []
    if source.record is None:
        sentences.append(source.say("design.lock_terminal"))
    else:
        sentences.append(_seen_lock(source, source.record))
    # A lock that the system saw says more than the author's word for the same thing.
    if source.record is None or source.plan.lock.written != "before_opened_here":
        sentences.append(source.say(f"design.written_{source.plan.lock.written}"))
    lock = source.plan.lock
    if lock.registered and lock.registered_on:
        when = day(lock.registered_on, source.language)
        sentences.append(source.say("design.registered_on", reference=lock.registered, day=when))
    elif lock.registered:
        sentences.append(source.say("design.registered", reference=lock.registered))
    return sentences


def _seen_lock(source: Source, record: StudyRecord) -> str:
    """What the system itself saw: when the plan was locked, and when outcomes were first opened by arm."""
    own = source.locked_version
    if own is None or own.locked_at is None:
        return source.say("design.lock_none")
    locked = words.moment(own.locked_at, source.language)
    if record.opened_at is None:
        return source.say("design.lock_not_opened", locked=locked)
    code = "design.lock_before_opened_here" if own.locked_at < record.opened_at else "design.lock_after_opened"
    return source.say(code, locked=locked, opened=words.moment(record.opened_at, source.language))

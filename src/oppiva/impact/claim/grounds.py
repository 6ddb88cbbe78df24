"""Why nothing stronger may be said: clauses with a code, and how several of them are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oppiva.impact.claim.catalogue import each, entry, fill
from oppiva.impact.text import Text


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason. `clause` stands after a colon or "but", `because` after *koska*, *eftersom*, because."""

    code: str
    clause: Text
    because: Text


def ground(code: str, **fields: object) -> Ground:
    """The reason `code` of rules.toml with its numbers filled in."""
    return _ground(code, ("reasons", code), fields)


def cap_ground(key: str, **fields: object) -> Ground:
    """The cap `key` of rules.toml; its code is the rule's (T3 for T3_beyond)."""
    return _ground(key.partition("_")[0], ("caps", key), fields)


def _ground(code: str, path: tuple[str, ...], fields: dict[str, object]) -> Ground:
    templates = entry("rules", *path)
    return Ground(code, fill(templates, **fields), fill(templates, "_because", **fields))


def sentence(clause: Text) -> Text:
    """A clause as a sentence of its own."""
    return each(lambda language: _capital(clause.in_(language)) + ".")


def _capital(clause: str) -> str:
    return clause[:1].upper() + clause[1:]


def joined(grounds: Sequence[Ground]) -> Text:
    """Clauses one after another: "a", "a, ja b", "a; b; ja c"."""

    def one(language: str) -> str:
        word = entry("sentences", "words", "and")[language][0]
        clauses = [item.clause.in_(language) for item in grounds]
        if len(clauses) <= 1:
            return "".join(clauses)
        if len(clauses) == 2:
            return f"{clauses[0]}, {word} {clauses[1]}"
        return "; ".join([*clauses[:-1], f"{word} {clauses[-1]}"])

    return each(one)


def joined_because(grounds: Sequence[Ground]) -> Text:
    """Clauses after *koska*, which is said again before each: "a, ja koska b"."""

    def one(language: str) -> str:
        word, because = entry("sentences", "words", "and")[language]
        first, *others = [item.because.in_(language) for item in grounds] or [""]
        links = [f", {because} "] * (len(others) - 1) + [f", {word} {because} "]
        return first + "".join(link + clause for link, clause in zip(links, others, strict=False))

    return each(one)

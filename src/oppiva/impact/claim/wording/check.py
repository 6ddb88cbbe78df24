"""Words of cause in a text, and whether the level allows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oppiva.impact.claim.catalogue import load
from oppiva.impact.claim.wording.lexicon import Entry, Lexicon, lemma, lexicon
from oppiva.impact.plan.model import Better
from oppiva.impact.result import Level, Verdict
from oppiva.impact.text import Text

Answer = Literal["fits", "look_again", "too_strong"]
_ORDER: tuple[Answer, ...] = ("fits", "look_again", "too_strong")

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\w)[^.!?\n]*)*[.!?]*")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_CLAUSE_END = re.compile(r"[,;:–—()]")
_QUOTED = re.compile(r"[“”\"«»][^“”\"«»]+[“”\"«»]|(?<!\w)['‘][^'‘’]+['’](?!\w)")
_SUBJECT_REACH = 5
"""How many words may stand between a pilot and the word of cause whose subject it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A word or phrase of cause: where it stands in the text (characters), and why it was not passed over."""

    words: str
    start: int
    end: int
    answer: Answer
    reason: str
    """cause, pilot, direction, small, negation, hedge, quotation, intransitive or disclaimer."""

    @property
    def because(self) -> Text:
        """The reason as a clause in three languages."""
        return Text.from_mapping(load("wording/reasons")[self.reason])


@dataclass(frozen=True, slots=True)
class WordingVerdict:
    """The strictest answer over all words found; words that fit are not listed."""

    answer: Answer
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    """In lower case; the same length as in the original."""
    start: int
    words: tuple[re.Match[str], ...]


def check_wording(
    text: str, language: str, level: Level, *, verdict: Verdict | None = None, better: Better | None = None
) -> WordingVerdict:
    """Whether `text` stays within `level`.

    "fits": nothing found that the level does not carry. "look_again": a word of cause with a negation, a hedge, a
    quotation or an intransitive verb; a second person confirms. "too_strong": cannot be published. With `verdict`
    (and `better`) a word of cause at level effect must also go the way the result went. Raises ValueError for a
    language other than fi, sv and en.
    """
    words = lexicon(language)
    lowered = _lower(text)
    quoted = [match.span() for match in _QUOTED.finditer(lowered)]
    found = []
    for sentence in _sentences(lowered):
        exempt = [match.span() for match in words.exempt.finditer(sentence.text)]
        for entry, start, end in _causes(sentence, words, language):
            if any(low <= start < high for low, high in exempt):
                continue
            at = sentence.start + start
            inside = any(low <= at < high for low, high in quoted)
            answer, reason = _weigh(sentence, words, language, entry, start, end, level, verdict, better, quoted=inside)
            if answer != "fits":
                found.append(Found(text[at : sentence.start + end], at, sentence.start + end, answer, reason))
    return WordingVerdict(max((item.answer for item in found), key=_ORDER.index, default="fits"), tuple(found))


def _lower(text: str) -> str:
    """Lower case without moving any character: a letter whose lower case is longer stays as it is."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _sentences(text: str) -> Iterator[_Sentence]:
    for match in _SENTENCE.finditer(text):
        yield _Sentence(match.group(), match.start(), tuple(_WORD.finditer(match.group())))


def _causes(sentence: _Sentence, words: Lexicon, language: str) -> Iterator[tuple[Entry, int, int]]:
    """Each word of cause with its place in the sentence; a word that stands in a phrase is told once."""
    spans: list[tuple[int, int]] = []
    for entry in words.entries:
        for match in entry.phrase.finditer(sentence.text) if entry.phrase else ():
            spans.append(match.span())
            yield entry, *match.span()
    for match in sentence.words:
        word = match.group()
        if any(low <= match.start() < high for low, high in spans):
            continue
        base = lemma(word, language)
        for entry in words.entries:
            if base in entry.lemmas or word in entry.lemmas or (entry.form is not None and entry.form.match(word)):
                yield entry, *match.span()
                break
        else:
            if word in words.intransitive or base in words.intransitive:
                yield _INTRANSITIVE, *match.span()


_INTRANSITIVE = Entry("intransitive", "none", frozenset(), None, None)


def _weigh(
    sentence: _Sentence,
    words: Lexicon,
    language: str,
    entry: Entry,
    start: int,
    end: int,
    level: Level,
    verdict: Verdict | None,
    better: Better | None,
    *,
    quoted: bool,
) -> tuple[Answer, str]:
    if quoted:
        return "look_again", "quotation"
    before, after = _clause(sentence, start, end)
    if _aimed_at(before, sentence.text[:end], words, language):
        return "fits", ""
    intransitive = entry.kind == "intransitive" or _without_object(sentence, words, start, end)
    indicated = level == "indication" and (match := words.indication.search(sentence.text)) and match.start() < end
    if level == "effect" or indicated:
        return _allowed(before, after, words, entry, verdict, better, intransitive=intransitive)
    if words.disclaimer.search(sentence.text):
        return ("fits", "") if entry.kind in ("noun", "connective", "intransitive") else ("look_again", "disclaimer")
    near = [*before, *after]
    if any(word in words.negations for word in near):
        return "look_again", "negation"
    if sentence.text.rstrip().endswith("?") or any(word.group() in words.hedges for word in sentence.words):
        return "look_again", "hedge"
    if intransitive:
        return "look_again", "intransitive"
    return "too_strong", "cause"


def _clause(sentence: _Sentence, start: int, end: int) -> tuple[list[str], list[str]]:
    """The words of the same clause before and after a place."""
    cuts = [match.start() for match in _CLAUSE_END.finditer(sentence.text)]
    low = max((cut for cut in cuts if cut < start), default=-1)
    high = min((cut for cut in cuts if cut >= end), default=len(sentence.text))
    before = [match.group() for match in sentence.words if low < match.start() < start]
    return before, [match.group() for match in sentence.words if end <= match.start() < high]


def _aimed_at(before: list[str], until: str, words: Lexicon, language: str) -> bool:
    """Whether the word is what somebody aims for: an infinitive after *pyrkiä*, *syfta till att*, aim to."""
    if not any(word in words.aims or lemma(word, language) in words.aims for word in before):
        return False
    return any(match.end() == len(until) for match in words.aimed.finditer(until))


def _without_object(sentence: _Sentence, words: Lexicon, start: int, end: int) -> bool:
    """A change with nobody who made it: agentless passives, and verbs such as *ökade* without an object after them."""
    word = sentence.text[start:end]
    if words.agentless is not None and words.agentless.match(word):
        return True
    if word not in words.ambitransitive:
        return False
    rest = sentence.text[end:].lstrip()
    following = _WORD.match(rest)
    return following is None or following.group() in words.not_an_object or following.group().isdigit()


def _allowed(
    before: list[str],
    after: list[str],
    words: Lexicon,
    entry: Entry,
    verdict: Verdict | None,
    better: Better | None,
    *,
    intransitive: bool,
) -> tuple[Answer, str]:
    """At a level that carries cause: not of a pilot, not the other way round, not more than small."""
    near = before[-_SUBJECT_REACH:]
    owned = entry.kind in ("noun", "connective") and any(words.pilot_owner.match(word) for word in near[-2:])
    if owned or (entry.kind in ("verb", "adjective") and any(words.pilot_subject.match(word) for word in near)):
        return "too_strong", "pilot"
    if any(word in words.negations for word in (*before, *after)):
        return "look_again", "negation"
    if intransitive or verdict is None:
        return "fits", ""
    if verdict == "small_at_most" and entry.kind in ("verb", "connective"):
        return "too_strong", "small"
    return _against(entry.direction, verdict, better)


def _against(direction: str, verdict: Verdict, better: Better | None) -> tuple[Answer, str]:
    """Whether a word goes another way than the result. A word of amount may speak of the outcome's opposite (*vähensi
    työttömyyttä* where employment rose), so that it is only looked at again when the result is favourable."""
    if (direction, verdict) in {("good", "unfavourable"), ("bad", "favourable")}:
        return "too_strong", "direction"
    rose = {"higher": True, "lower": False}.get(verdict)
    if rose is None and better is not None and verdict in ("favourable", "unfavourable"):
        rose = (verdict == "favourable") == (better == "higher")
    if direction not in ("up", "down") or rose is None or (direction == "up") == rose:
        return "fits", ""
    return ("look_again" if verdict == "favourable" else "too_strong"), "direction"

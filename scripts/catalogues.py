"""Message catalogues without xgettext: read every string of code and templates, keep fi and sv complete and fresh.

    python scripts/catalogues.py update     adds new strings to the catalogues, drops those gone, compiles
    python scripts/catalogues.py check      exit 1 and say what is missing, stale or uncompiled

English is the language of the strings themselves. A room is an app (`oppiva/portfolio`) or an area of the web
(`oppiva/web/studies`); each has its own `locale/` folder, so that two people seldom meet in one file. Python is
read through `ast`, templates through Django's own parser, so what is found is what will be asked for.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "oppiva"
LANGUAGES = {"fi": "nplurals=2; plural=(n != 1);", "sv": "nplurals=2; plural=(n != 1);"}
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
IN_EXPRESSION = re.compile(r"""_\(\s*(["'])(?P<text>.*?)\1\s*\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Message:
    """One string as it will be looked up."""

    text: str
    plural: str = ""
    context: str = ""


def rooms() -> dict[Path, list[Path]]:
    """Room → its Python files and templates."""
    found: dict[Path, list[Path]] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" in parts or parts[0] in {"impact", "runtime", "cli"}:
            continue
        found.setdefault(_room(parts), []).append(path)
    return found


def _room(parts: tuple[str, ...]) -> Path:
    if parts[0] != "web":
        return PACKAGE / parts[0]
    area = parts[2] if parts[1] == "templates" and len(parts) > 3 else parts[1]
    areas = {"account": "accounts", "mfa": "accounts"}
    folder = PACKAGE / "web" / areas.get(area, area)
    return folder if folder.is_dir() and area != "templates" else PACKAGE / "web" / "frame"


def in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [
            argument.value
            for argument in node.args
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if name in SINGULAR and texts:
            yield Message(texts[0])
        elif name in PLURAL and len(texts) > 1:
            yield Message(texts[0], texts[1])
        elif name in CONTEXT and len(texts) > 1:
            yield Message(texts[1], context=texts[0])
        elif name in CONTEXT_PLURAL and len(texts) > 2:
            yield Message(texts[1], texts[2], texts[0])


def in_template(path: Path) -> Iterator[Message]:
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    source = path.read_text("utf-8")
    template = engines["django"].engine.from_string(source)
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        yield Message(str(node.filter_expression.var.literal), context=_context(node.message_context))
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        plural = node.render_token_list(node.plural)[0] if node.plural else ""
        yield Message(singular, plural, _context(node.message_context))
    for found in IN_EXPRESSION.finditer(source):
        yield Message(found["text"])


def _context(expression: object) -> str:
    literal = getattr(getattr(expression, "var", None), "literal", None)
    return str(literal) if literal else ""


def messages_of(files: list[Path]) -> set[Message]:
    found: set[Message] = set()
    for path in files:
        found |= set(in_python(path) if path.suffix == ".py" else in_template(path))
    return {message for message in found if message.text}


def _catalogue(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def _load(path: Path, language: str) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }
    return catalogue


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def update() -> None:
    """Write every catalogue anew: kept translations, empty new ones, nothing stale; then compile."""
    for room, files in rooms().items():
        wanted = messages_of(files)
        for language in LANGUAGES:
            path = _catalogue(room, language)
            old = {_key(entry): entry for entry in _load(path, language)}
            if not wanted and not old:
                continue
            fresh = _load(path, language)
            fresh.clear()
            for message in sorted(wanted):
                fresh.append(old.get(message) or _empty(message))
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.save(str(path))
            fresh.save_as_mofile(str(path.with_suffix(".mo")))


def _empty(message: Message) -> polib.POEntry:
    plurals = {"msgid_plural": message.plural, "msgstr_plural": {0: "", 1: ""}} if message.plural else {}
    return polib.POEntry(msgid=message.text, msgstr="", msgctxt=message.context or None, **plurals)


def check() -> list[str]:
    """Everything wrong with the catalogues, a line each."""
    faults: list[str] = []
    for room, files in rooms().items():
        wanted = messages_of(files)
        for language in LANGUAGES:
            path = _catalogue(room, language)
            name = path.relative_to(ROOT)
            catalogue = _load(path, language)
            present = {_key(entry) for entry in catalogue}
            faults += [f"{name}: no entry for {message.text!r}" for message in sorted(wanted - present)]
            faults += [f"{name}: {message.text!r} is no longer asked for" for message in sorted(present - wanted)]
            for entry in catalogue:
                faults += [f"{name}: {fault}" for fault in _faults_of(entry)]
            compiled = path.with_suffix(".mo")
            if present and (not compiled.exists() or compiled.read_bytes() != catalogue.to_binary()):
                faults.append(f"{name}: the compiled catalogue is not fresh")
    return faults


def _faults_of(entry: polib.POEntry) -> Iterator[str]:
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy or not all(translations):
        yield f"{entry.msgid!r} is not translated"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for translation in translations:
        if not set(PLACEHOLDER.findall(translation)) <= wanted or (
            not entry.msgid_plural and set(PLACEHOLDER.findall(translation)) != wanted
        ):
            yield f"{entry.msgid!r} and its translation differ in what is filled in"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oppiva.config.settings")
    import django

    django.setup()
    if sys.argv[1:] == ["update"]:
        update()
    elif sys.argv[1:] != ["check"]:
        print(__doc__)
        return 2
    faults = check()
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults in the catalogues" if faults else "The catalogues are complete and fresh.")
    return 1 if faults and sys.argv[1:] == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main())

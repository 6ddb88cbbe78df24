"""What the result can be traced back to and made again from: hashes and versions, on the report's last page."""

from __future__ import annotations

from oppiva.publishing.report import words
from oppiva.publishing.report.source import Source
from oppiva.publishing.report.tree import Hashes, Paragraph, Section


def versions(source: Source) -> Section:
    result = source.result
    missing = source.say("frame.missing")
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(result.libraries.items()))
    made = words.moment(result.made_at, source.language)
    facts = (
        ("versions.plan", result.plan_sha256),
        ("versions.plan_file", result.plan_file_sha256 or missing),
        ("versions.data", result.data_sha256 or missing),
        ("versions.program", f"oppiva {result.oppiva_version}, Python {result.python}"),
        ("versions.libraries", libraries or words.DASH),
        ("versions.made", source.say("versions.made_value", moment=made) if result.made_at.tzinfo else made),
        (
            "versions.formats",
            source.say("versions.formats_value", plan=source.plan.format, result=result.result_format),
        ),
    )
    blocks = (
        Paragraph(source.say("versions.lede"), "lede"),
        Hashes(tuple((source.say(code), value) for code, value in facts)),
    )
    return Section("versions", source.say("versions.heading"), blocks)

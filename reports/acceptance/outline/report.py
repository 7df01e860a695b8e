"""The acceptance report as a document (试点工作总结/验收报告)."""

from __future__ import annotations

from typing import Any

from reports.acceptance.outline import (
    annexes,
    closing,
    overview,
    practice,
    satisfaction,
    summary,
    system,
    timeliness,
)
from reports.acceptance.outline.source import Source
from reports.figures.rounding import date_text
from typesetting.blocks import Cover, Document, numbered

MARK = "演示数据"
_CHAPTERS = (
    summary.chapter,
    overview.situation,
    overview.organisation,
    overview.programme,
    system.chapter,
    practice.implementation,
    practice.training,
    satisfaction.chapter,
    timeliness.chapter,
    closing.rectification,
    closing.problems,
    closing.next_steps,
    annexes.standards,
    annexes.calculations,
    annexes.evidence,
    annexes.notes,
)


def report_document(snapshot: dict[str, Any], *, version: int, digest: str) -> Document:
    """The document that a stored snapshot prints as. Nothing is computed here but
    sums and sentences: every number is the snapshot's."""
    source = Source(snapshot, version, digest)
    pilot = source["pilot"]
    return Document(
        cover=_cover(source),
        chapters=numbered([write(source) for write in _CHAPTERS]),
        running=f"{pilot['name']}验收报告　{source.as_of.isoformat()}",
        keywords=(pilot["code"], f"第{version}版", digest),
    )


def _cover(source: Source) -> Cover:
    pilot = source["pilot"]
    facts = (
        ("试点代码", pilot["code"]),
        ("依据文件", pilot["document"] or "—"),
        ("数据截至", date_text(source.as_of)),
        ("报告版本", f"第{source.version}版"),
        ("快照摘要", source.digest),
    )
    return Cover(
        title=pilot["name"],
        subtitle="验收报告",
        facts=facts,
        footer=("标准化办公室　编制",),
        mark=MARK if pilot["is_demonstration"] else "",
    )

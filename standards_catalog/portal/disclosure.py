"""政府信息公开: the fields that stand above a document of the government's web site.

Their names and order are those of the header of 澄政发〔2018〕121号 as it was published.
What follows from the record is filled in; a column of the loaded file with the name of
a field takes precedence; everything else is left open as “—”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from standards_catalog.drafting.document import Clause, StandardText
from standards_catalog.models import Standard, StandardEdition
from standards_catalog.portal.selectors import public_word, standing_of

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the header; ``is_wide`` asks for a line of its own."""

    label: str
    value: str
    is_wide: bool = False


def disclosure(
    standard: Standard,
    edition: StandardEdition,
    text: StandardText | None,
    day: date,
) -> tuple[Field, ...]:
    """The header of ``edition`` as it is on ``day``."""
    derived = _derived(standard, edition, text, day)
    given: Mapping[str, object] = standard.extra or {}
    return tuple(
        Field(label, str(given.get(label) or value or NOTHING), label == "内容概述")
        for label, value in derived.items()
    )


def _derived(
    standard: Standard,
    edition: StandardEdition,
    text: StandardText | None,
    day: date,
) -> dict[str, str]:
    return {
        "信息索引号": "",
        "生成日期": _day(edition.published_on),
        "公开日期": _day(edition.opened_on),
        "文件编号": edition.number,
        "公开时限": "",
        "发布机构": issuer_of(edition, text),
        "公开形式": "网站",
        "公开方式": "主动公开" if standard.must_publish else "",
        "公开范围": "面向社会",
        "有效期": _validity(edition),
        "公开程序": "",
        "体裁": "标准",
        "主题(一级)": "",
        "主题(二级)": "",
        "关键词": "",
        "效力状况": public_word(standing_of(edition, day)),
        "内容概述": summary_of(text) or standard.title,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _validity(edition: StandardEdition) -> str:
    """From 实施 to 废止; an edition that has no end yet is in force until further
    notice."""
    if edition.effective_on is None:
        return ""
    if edition.abolished_on is None:
        return f"自 {edition.effective_on.isoformat()} 起"
    return f"{edition.effective_on.isoformat()} 至 {edition.abolished_on.isoformat()}"


def issuer_of(edition: StandardEdition, text: StandardText | None) -> str:
    """Who issued the edition: as recorded, else as its cover says."""
    if edition.issuer or text is None:
        return edition.issuer
    return "、".join(text.cover.issuing_bodies)


def summary_of(text: StandardText | None) -> str:
    """What the standard is about: the first paragraph of 范围 (GB/T 1.1—2020, 8.5)."""
    if text is None:
        return ""
    chapters = (block for block in text.blocks if isinstance(block, Clause))
    scope = next((c for c in chapters if c.level == 1 and c.title == "范围"), None)
    return scope.paragraphs[0] if scope is not None and scope.paragraphs else ""

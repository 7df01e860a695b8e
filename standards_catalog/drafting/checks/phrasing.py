"""Rules on modal verbs and on what a text calls itself (GB/T 1.1—2020, annex C, 9.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from standards_catalog.drafting.checks.draft import Draft, Passage, Role
from standards_catalog.drafting.checks.report import Remark

MODAL_VERBS = {
    "必须": "应",
    "应当": "应",
    "务必": "应",
    "须": "应",
    "不得": "不应",
    "禁止": "不应",
    "严禁": "不应",
    "不可": "不应",
    "不许": "不应",
}
"""What external law says (必须, 不得 …) and what a standard says instead (annex C)."""

# Left out: words in which the characters mean something else (不可抗力, 必不可少,
# 无须, 须知, 不得不 …).
_ON_THE_SPOT = "场|面(?!向)|日(?!常)|天|月|众|即(?!时|刻)"  # 应 + 当场, 当面 …
_WRONG_MODAL = re.compile(
    rf"必须|应当(?!{_ON_THE_SPOT})|务必|严禁|(?<![被令])禁止(?!令|性)"
    r"|(?<![必无毋不])须(?!知|臾|发|眉)"
    r"|(?<![迫舍由见])不得(?!不|已|力|当|了)"
    r"|(?<!必)不可(?![能抗或分逆避控持再缺少预撤替估思知])|不许(?!可)"
)
_REQUIREMENT = re.compile(
    r"(?<![相对适反响供效感照呼顺因理答报])应"
    rf"(?!当(?!{_ON_THE_SPOT})|[用急对答届付邀聘激变力景酬允]|(?P<each>.)尽(?P=each))"
    r"|应对(?=[^，。；]{1,40}(?:进行|予以|作出|实施|开展|加以|给予))"
    r"|(?<![适事便合权时相制])宜(?![宾昌兴居])"
)
_OWN_NAME = re.compile(
    r"(?<![基成资样版文日根课书底])本(?:标准(?!化)|规范(?!性|化)|规程|指南|导则)"
)
_PLACEHOLDER = re.compile(r"……|×{2,}|[XxＸ]{3,}")
_QUOTED = re.compile(r"[“‘「](?P<word>[^”’」]{1,6})[”’」]")


def _speaking(passage: Passage) -> str:
    """The prose with short quotations blanked out: words that are only spoken of."""
    return _QUOTED.sub(lambda found: "□" * len(found[0]), passage.prose)


def wrong_modal_verb(draft: Draft) -> Iterator[Remark]:
    """Provisions use 应, 宜, 可, 能 and their negatives."""
    for passage in draft.passages:
        if passage.role in (Role.NORMATIVE, Role.INFORMATIVE, Role.TERMS):
            for found in _WRONG_MODAL.finditer(_speaking(passage)):
                yield passage.remark(
                    f"“{found[0]}”应改为“{MODAL_VERBS[found[0]]}”", found.start()
                )


def placeholder(draft: Draft) -> Iterator[Remark]:
    """What a template left to be filled in is filled in; forms may stay blank."""
    for passage in draft.passages:
        if passage.role not in (Role.INFORMATIVE, Role.EXAMPLE):
            for found in _PLACEHOLDER.finditer(_speaking(passage)):
                yield passage.remark(f"“{found[0]}”还没有填写", found.start())


def wrong_own_name(draft: Draft) -> Iterator[Remark]:
    """A text calls itself 本文件."""
    for passage in draft.passages:
        if passage.role is not Role.SOURCE:
            for found in _OWN_NAME.finditer(_speaking(passage)):
                yield passage.remark(f"“{found[0]}”应改为“本文件”", found.start())


def _requirements(
    draft: Draft, roles: tuple[Role, ...], element: str
) -> Iterator[Remark]:
    """The first requirement or recommendation of each passage in one of ``roles``."""
    for passage in draft.passages:
        if passage.role not in roles:
            continue
        text = _speaking(passage)
        found = [m for m in (_REQUIREMENT.search(text), _WRONG_MODAL.search(text)) if m]
        if found:
            first = min(found, key=lambda match: match.start())
            yield passage.remark(
                f"{element}只作陈述，不应含有要求或推荐（“{first[0]}”）", first.start()
            )


def requirement_in_scope(draft: Draft) -> Iterator[Remark]:
    """The scope states and does not require (8.5)."""
    return _requirements(draft, (Role.SCOPE,), "“范围”")


def requirement_in_front(draft: Draft) -> Iterator[Remark]:
    """Foreword and introduction state and do not require (8.3, 8.4)."""
    return _requirements(draft, (Role.FOREWORD, Role.INTRODUCTION), "前言和引言")


def requirement_in_note(draft: Draft) -> Iterator[Remark]:
    """Notes and examples give information and do not require (9.10, 9.11)."""
    return _requirements(draft, (Role.NOTE, Role.EXAMPLE), "注和示例")

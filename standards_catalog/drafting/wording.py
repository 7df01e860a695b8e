"""The fixed wording of GB/T 1.1—2020, and a draft that begins with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from standards_catalog.drafting.document import Clause, Cover, StandardText

SCOPE, REFERENCES, TERMS = "范围", "规范性引用文件", "术语和定义"
FIRST_CHAPTERS = (SCOPE, REFERENCES, TERMS)
"""Chapters 1 to 3 of every standard, by title (GB/T 1.1—2020, 6.2)."""

REFERENCES_LEAD = (
    "下列文件中的内容通过文中的规范性引用而构成本文件必不可少的条款。其中，注日期的引用文件，"
    "仅该日期对应的版本适用于本文件；不注日期的引用文件，其最新版本（包括所有的修改单）适用于本文件。"
)
NO_REFERENCES = "本文件没有规范性引用文件。"
TERMS_LEAD = "下列术语和定义适用于本文件。"
NO_TERMS = "本文件没有需要界定的术语和定义。"
DRAFTING_BASIS = "本文件按照GB/T 1.1—2020《标准化工作导则  第1部分：标准化文件的结构和起草规则》的规定起草。"
PATENT_NOTICE = (
    "请注意本文件的某些内容可能涉及专利。本文件的发布机构不承担识别专利的责任。"
)

SCOPE_VERBS = ("规定", "确立", "描述", "提供", "给出", "界定")


def folded(text: str) -> str:
    """``text`` without spaces and with punctuation in half width, to compare by."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".")
    return re.sub(r"\s", "", re.sub("[–—-]+", "-", plain))


def new_draft(
    title: str, body: str, new_id: Callable[[], str], cover: Cover | None = None
) -> StandardText:
    """A draft that has every compulsory element in its fixed wording.

    ``body`` is the unit that proposes and administers it, ``new_id`` makes the ids of
    the blocks. What is in the chapters is for the author to complete.
    """
    chapters = (
        (SCOPE, (f"本文件规定了{title}的要求。", "本文件适用于……。")),
        (REFERENCES, (NO_REFERENCES,)),
        (TERMS, (NO_TERMS,)),
        ("总体要求", ()),
    )
    return StandardText(
        cover=cover or Cover(title=title),
        foreword=(
            DRAFTING_BASIS,
            PATENT_NOTICE,
            f"本文件由{body}提出并归口。",
            f"本文件起草单位：{body}。",
            "本文件首次发布。",
        ),
        blocks=tuple(
            Clause(id=new_id(), level=1, title=name, paragraphs=paragraphs)
            for name, paragraphs in chapters
        ),
    )

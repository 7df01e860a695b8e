"""The rules of the drafting check and the check itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from standards_catalog.drafting.checks import (
    elements,
    lists,
    mentions,
    phrasing,
    references,
    structure,
)
from standards_catalog.drafting.checks.draft import Draft, ValidityLookup
from standards_catalog.drafting.checks.report import (
    DraftingReport,
    Problem,
    Remark,
    Severity,
    in_reading_order,
)
from standards_catalog.drafting.document import StandardText
from standards_catalog.numbering.internal_pattern import InternalPattern

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_OWN_RULE = "系统要求"


def _clause(number: str) -> str:
    return f"GB/T 1.1—2020，{number}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, what it is called, where it comes from, how much it binds
    unless an office says otherwise, and the function that looks for breaches."""

    code: str
    title: str
    source: str
    severity: Severity
    check: Callable[[Draft], Iterator[Remark]]


RULES = (
    Rule("D01", "单独的条", _clause("7.3"), _ERROR, structure.single_subclause),
    Rule("D02", "悬置段", _clause("7.4"), _WARNING, structure.hanging_paragraph),
    Rule("D03", "有无标题不一致", _clause("7.3"), _ERROR, structure.mixed_titles),
    Rule("D04", "层次过深", _clause("7.3"), _ERROR, structure.too_deep),
    Rule("D05", "层次跳跃", _clause("7.3"), _ERROR, structure.skipped_level),
    Rule(
        "D06",
        "无标题条再分条",
        _clause("7.3"),
        _ERROR,
        structure.divided_untitled_clause,
    ),
    Rule("D07", "空的条", _clause("7.3"), _ERROR, structure.empty_clause),
    Rule("D08", "章没有标题", _clause("7.2"), _ERROR, structure.untitled_chapter),
    Rule("D09", "内部编号重复", _OWN_RULE, _ERROR, structure.repeated_id),
    Rule("D10", "交叉引用失效", _clause("9.5"), _ERROR, structure.unknown_reference),
    Rule("D11", "缺少必备要素", _clause("6.2"), _ERROR, elements.missing_element),
    Rule("D12", "要素位置不对", _clause("6.2"), _ERROR, elements.misplaced_element),
    Rule("D13", "封面不完整", _clause("8.1"), _WARNING, elements.incomplete_cover),
    Rule("D14", "前言的起草依据", _clause("8.3"), _WARNING, elements.foreword_wording),
    Rule("D15", "范围的表述", _clause("8.5"), _ERROR, elements.scope_wording),
    Rule(
        "D16",
        "规范性引用文件的引导语",
        _clause("8.6"),
        _ERROR,
        elements.references_wording,
    ),
    Rule("D17", "术语和定义的引导语", _clause("8.7"), _ERROR, elements.terms_wording),
    Rule("D21", "附录未被提及", _clause("9.6"), _ERROR, mentions.uncited_annex),
    Rule(
        "D22",
        "图或表未被提及",
        _clause("9.7、9.8"),
        _ERROR,
        mentions.uncited_figure_or_table,
    ),
    Rule("D23", "附录次序", _clause("9.6"), _ERROR, mentions.annex_out_of_order),
    Rule("D24", "提及的内容不存在", _clause("9.5"), _ERROR, mentions.dangling_mention),
    Rule(
        "D31", "未注日期引用具体内容", _clause("9.5"), _ERROR, references.undated_locus
    ),
    Rule("D32", "引用而未列出", _clause("8.6"), _ERROR, references.unlisted_reference),
    Rule("D33", "列出而未引用", _clause("8.6"), _WARNING, references.uncited_reference),
    Rule(
        "D34",
        "引用文件的次序",
        _clause("8.6"),
        _WARNING,
        references.references_out_of_order,
    ),
    Rule("D35", "引用的标准不是现行", _clause("9.5"), _ERROR, references.not_in_force),
    Rule(
        "D36", "注日期与清单不一致", _clause("8.6"), _WARNING, references.unequal_date
    ),
    Rule("D41", "能愿动词", _clause("附录C"), _ERROR, phrasing.wrong_modal_verb),
    Rule("D42", "文件的自称", _clause("9.5"), _ERROR, phrasing.wrong_own_name),
    Rule("D43", "范围中的要求", _clause("8.5"), _ERROR, phrasing.requirement_in_scope),
    Rule(
        "D44",
        "前言、引言中的要求",
        _clause("8.3、8.4"),
        _ERROR,
        phrasing.requirement_in_front,
    ),
    Rule(
        "D45",
        "注、示例中的要求",
        _clause("9.10、9.11"),
        _ERROR,
        phrasing.requirement_in_note,
    ),
    Rule("D51", "列项的引语", _clause("7.5"), _WARNING, lists.lead_punctuation),
    Rule("D52", "列项的标点", _clause("7.5"), _WARNING, lists.item_punctuation),
    Rule("D53", "只有一项的列项", _clause("7.5"), _WARNING, lists.single_item),
    Rule("D54", "列项层次过多", _clause("7.5"), _WARNING, lists.deep_item),
    Rule("D91", "导入待核", _OWN_RULE, _ERROR, structure.doubtful_import),
    Rule("D92", "占位文字", _OWN_RULE, _ERROR, phrasing.placeholder),
)


def check_draft(
    text: StandardText,
    *,
    internal: InternalPattern | None = None,
    validity: ValidityLookup | None = None,
    severities: Mapping[str, Severity] | None = None,
) -> DraftingReport:
    """Every breach of the rules of GB/T 1.1—2020 that can be seen from ``text``.

    ``internal`` lets the office's own numbers be recognised in the text, ``validity``
    says whether a cited standard is in force on the day that matters (without it the
    rule D35 finds nothing), ``severities`` overrides the rules' own by code.
    """
    chosen = severities or {}
    draft = Draft(text, internal, validity)
    return in_reading_order(
        problem
        for rule in RULES
        for problem in _problems(draft, rule, chosen.get(rule.code, rule.severity))
    )


def _problems(draft: Draft, rule: Rule, severity: Severity) -> Iterable[Problem]:
    if severity is Severity.OFF:
        return
    for remark in rule.check(draft):
        block_id, number = draft.where(remark.place)
        yield Problem(
            code=rule.code,
            severity=severity,
            place=remark.place,
            block_id=block_id,
            number=number,
            # It may quote the text; a problem is one line.
            message=" ".join(remark.message.split()),
            source=rule.source,
        )

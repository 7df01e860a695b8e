"""What each rule asks and how its gap closes, in the words of the office."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.gaps.models import Gap
from assessment.gaps.rules.facts import Rule


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is a gap, and when it is none any more."""

    asks: str
    closes: str


_BY_RULE = {
    Rule.UNCOVERED: Explanation(
        "适用且需要标准的环节，在所选日期没有任何现行标准覆盖；与标准覆盖率的未覆盖环节逐条一致。",
        "覆盖本环节的标准实施之日起即为“已覆盖”，下一次分析写入关闭日期和标准名称。",
    ),
    Rule.NO_LIMIT: Explanation(
        "来源文件或办理时限给出了时限，而覆盖本环节的现行标准没有可度量的时限。",
        "标准修订后写明时限，或为标准的条款配置了规则限值。",
    ),
    Rule.WEAKER: Explanation(
        "覆盖标准写的时限宽于来源文件的办理时限；工作日与日、小时与日不互相换算，标为待核对。",
        "标准的时限不再宽于来源要求。",
    ),
    Rule.BELOW: Explanation(
        "同一起点、同一终点的限值，低于法律法规或上级标准的规定。",
        "标准的限值不再低于上位文件。",
    ),
    Rule.CITATION: Explanation(
        "覆盖标准的现行文本引用了已被代替或废止的文件（见“失效文件”）。",
        "新版次不再引用，或办公室在“失效文件”中决定继续参照。",
    ),
    Rule.AGE: Explanation(
        "覆盖标准的现行版次自实施或上次复审起已满复审年限（标准化法第二十九条，一般不超过五年）。",
        "作出继续有效的复审结论，或新版次实施。",
    ),
    Rule.OVERLAP: Explanation(
        "同一分体系的两项现行标准以同样的范围覆盖同一环节：都以整项标准覆盖而名称所指相同或相含，"
        "或者点名的条款所指相同。由人判断是否真的重复。",
        "合并、废止其中一项，或在工作环节中写明各自的覆盖条款。",
    ),
    Rule.CONTRADICTION: Explanation(
        "同一环节、同一起止的限值在两项同级现行标准之间，或标准与来源文件、法律法规之间不一致；"
        "计量单位不同的标为待核对。",
        "限值改为一致。",
    ),
}
_BY_HAND = Explanation(
    "由人工提出。",
    "类型为“缺”并写明环节的，环节被现行标准覆盖后由分析关闭；其他的由办公室关闭。",
)


def explanation_of(gap: Gap) -> Explanation:
    """The rule of ``gap`` explained."""
    return _BY_RULE[Rule(gap.rule)] if gap.rule else _BY_HAND

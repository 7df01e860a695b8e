"""A published draw as a file that anybody can check, and the check itself. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.supervision.drawing import (
    Candidates,
    CandidateStandard,
    DrawnUnit,
    Inspector,
    Quota,
    candidates_text,
    draw,
    result_text,
    seed_of,
    sha256_of,
)

FORMAT = "准绳双随机抽查 1"


class DrawFileError(ValueError):
    """The file is no published draw; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class PublishedDraw:
    """All that is public about a draw. What is not known yet is an empty text."""

    pilot: str
    code: str
    name: str
    quota: Quota
    witness_rule: str
    announced_at: str
    commitment: str
    candidates: Candidates
    candidates_digest: str
    drawn_at: str = ""
    secret: str = ""
    witness: str = ""
    witness_post: str = ""
    seed: str = ""
    drawn: tuple[DrawnUnit, ...] = ()
    result_digest: str = ""
    voided_at: str = ""
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of doing the draw again: what is published, and what comes out."""

    name: str
    published: str
    computed: str

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.published == self.computed


def recomputed(published: PublishedDraw) -> tuple[Step, ...]:
    """The draw done again, step by step."""
    listed = sha256_of(candidates_text(published.candidates))
    steps = [Step("候选清单的摘要", published.candidates_digest, listed)]
    if not published.drawn_at:
        return tuple(steps)
    seed = seed_of(published.secret, published.witness)
    drawn = draw(published.candidates, published.quota, seed)
    stated = sha256_of(result_text(published.drawn))
    return (
        *steps,
        Step("密钥的摘要", published.commitment, sha256_of(published.secret)),
        Step("种子", published.seed, seed),
        Step("抽取结果的摘要", published.result_digest, sha256_of(result_text(drawn))),
        Step("所列结果的摘要", published.result_digest, stated),
    )


def differences(published: PublishedDraw) -> tuple[str, ...]:
    """What does not agree, one Chinese line each; nothing if everything does."""
    return tuple(
        f"{step.name}：公布的是 {step.published or '（空）'}，重算得 {step.computed}"
        for step in recomputed(published)
        if not step.agrees
    )


def draw_file(published: PublishedDraw) -> bytes:
    """The draw as JSON, with Chinese keys and in a fixed order."""
    candidates = published.candidates
    content: dict[str, Any] = {
        "格式": FORMAT,
        "试点": published.pilot,
        "编号": published.code,
        "名称": published.name,
        "抽取单位数": published.quota.units,
        "每单位标准数": published.quota.standards,
        "每单位检查人数": published.quota.inspectors,
        "见证文字的来源": published.witness_rule,
        "公布时间": published.announced_at,
        "密钥摘要": published.commitment,
        "候选清单摘要": published.candidates_digest,
        "候选单位": list(candidates.units),
        "候选标准": [
            {"体系编号": one.code, "标准名称": one.title, "适用单位": list(one.units)}
            for one in candidates.standards
        ],
        "候选检查人": [_inspector(one) for one in candidates.inspectors],
        "抽取时间": published.drawn_at,
        "密钥": published.secret,
        "见证文字": published.witness,
        "见证人岗位": published.witness_post,
        "种子": published.seed,
        "抽取结果": [
            {
                "单位": one.unit,
                "标准": list(one.standards),
                "检查人": [_inspector(who) for who in one.inspectors],
            }
            for one in published.drawn
        ],
        "结果摘要": published.result_digest,
        "作废时间": published.voided_at,
        "作废理由": published.void_reason,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _inspector(one: Inspector) -> dict[str, str]:
    return {"单位": one.unit, "岗位": one.post}


def read_draw_file(content: bytes) -> PublishedDraw:
    """The draw of a file that :func:`draw_file` wrote.

    :class:`DrawFileError` if it is anything else.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except ValueError as error:
        raise DrawFileError("不是 JSON 文件") from error
    if not isinstance(data, dict) or data.get("格式") != FORMAT:
        raise DrawFileError(f"不是“{FORMAT}”的文件")
    try:
        return _published(_Reader(data))
    except (KeyError, TypeError, ValueError) as error:
        raise DrawFileError(f"缺少内容或内容不对：{error}") from error


class _Reader:
    """Reads one JSON object, whose values must be of the kind asked for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        if not isinstance(data, Mapping):
            raise TypeError("应为一组名称和值")
        self._data = data

    def text(self, key: str) -> str:
        return str(self._of(key, str))

    def number(self, key: str) -> int:
        return int(self._of(key, int))

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._of(key, list)
        if not all(isinstance(one, str) for one in found):
            raise TypeError(key)
        return tuple(found)

    def objects(self, key: str) -> Iterator[_Reader]:
        return map(_Reader, self._of(key, list))

    def _of(self, key: str, kind: type) -> Any:
        value = self._data[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise TypeError(key)
        return value


def _published(data: _Reader) -> PublishedDraw:
    return PublishedDraw(
        pilot=data.text("试点"),
        code=data.text("编号"),
        name=data.text("名称"),
        quota=Quota(
            data.number("抽取单位数"),
            data.number("每单位标准数"),
            data.number("每单位检查人数"),
        ),
        witness_rule=data.text("见证文字的来源"),
        announced_at=data.text("公布时间"),
        commitment=data.text("密钥摘要"),
        candidates=_candidates(data),
        candidates_digest=data.text("候选清单摘要"),
        drawn_at=data.text("抽取时间"),
        secret=data.text("密钥"),
        witness=data.text("见证文字"),
        witness_post=data.text("见证人岗位"),
        seed=data.text("种子"),
        drawn=tuple(
            DrawnUnit(one.text("单位"), one.texts("标准"), _inspectors(one, "检查人"))
            for one in data.objects("抽取结果")
        ),
        result_digest=data.text("结果摘要"),
        voided_at=data.text("作废时间"),
        void_reason=data.text("作废理由"),
    )


def _candidates(data: _Reader) -> Candidates:
    return Candidates(
        data.texts("候选单位"),
        tuple(
            CandidateStandard(
                one.text("体系编号"), one.text("标准名称"), one.texts("适用单位")
            )
            for one in data.objects("候选标准")
        ),
        _inspectors(data, "候选检查人"),
    )


def _inspectors(data: _Reader, key: str) -> tuple[Inspector, ...]:
    return tuple(
        Inspector(one.text("单位"), one.text("岗位")) for one in data.objects(key)
    )

"""A published draw done again from its file or its number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessment.supervision.models import Draw
from assessment.supervision.publishing import (
    DrawFileError,
    draw_file,
    read_draw_file,
)
from assessment.supervision.selectors import (
    published_draw,
)
from standards_catalog.models import Standard
from tests.factories import Cast
from tests.supervision_records import (
    candidates_of,
    make_drawn,
    make_plan,
)


def _file(draw: Draw, folder: Path, **changes: Any) -> str:
    content = json.loads(draw_file(published_draw(draw)))
    path = folder / "draw.json"
    path.write_text(json.dumps({**content, **changes}), "utf-8")
    return str(path)


@pytest.fixture
def example(cast: Cast, standards: list[Standard]) -> Draw:
    units = candidates_of(cast.own_unit, cast.other_unit, standards=tuple(standards))
    return make_drawn(cast.pilot, units, code="CC2021-77")


def test_verify_draw_says_that_a_draw_agrees(
    example: Draw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wanted in (example.code, _file(example, tmp_path)):
        call_command("verify_draw", wanted)
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == f"{example.code} {example.name}"
        assert lines[-1] == "一致"
        assert example.seed in "".join(lines)


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"见证文字": "上证综合指数 3568.18"}, "种子"),
        ({"密钥": "f" * 32}, "密钥的摘要"),
        ({"候选单位": ["测试民政局"]}, "候选清单的摘要"),
        ({"抽取单位数": 2}, "抽取结果的摘要"),
        ({"抽取结果": []}, "所列结果的摘要"),
    ],
)
def test_verify_draw_names_what_does_not_agree(
    example: Draw,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    step: str,
) -> None:
    with pytest.raises(CommandError, match="不一致"):
        call_command("verify_draw", _file(example, tmp_path, **changes))
    assert f"不一致\t{step}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not json", "不是 JSON 文件"),
        (b"[]", "不是“准绳双随机抽查 1”的文件"),
        (b'{"\xe6\xa0\xbc\xe5\xbc\x8f": "1"}', "不是“准绳双随机抽查 1”的文件"),
        ('{"格式": "准绳双随机抽查 1"}'.encode(), "缺少内容或内容不对"),
    ],
)
def test_a_file_that_is_no_draw_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DrawFileError, match=reason):
        read_draw_file(content)


def test_verify_draw_knows_announced_draws_only(cast: Cast) -> None:
    plan = make_plan(cast.pilot, code="CC2021-88")
    with pytest.raises(CommandError, match="没有编号为“CC2021-88”的已公布抽查"):
        call_command("verify_draw", plan.code)

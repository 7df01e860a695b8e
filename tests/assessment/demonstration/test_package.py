import csv
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment.demonstration.generator import make_demonstration
from assessment.demonstration.package_folder import (
    DemonstrationError,
    marked_description,
)
from assessment.packages.reading import read_package

Rows = list[dict[str, str]]
PROJECT = Path(__file__).parents[3]
SCRIPT = (
    "import sys; from pathlib import Path;"
    "from assessment.demonstration.generator import make_demonstration;"
    "make_demonstration(Path(sys.argv[1]), Path(sys.argv[2]))"
)
# Written out from the interface, not taken from the code under test.
HEADERS = {
    "staff": "单位 工号 姓名 岗位 在册起 在册止",
    "trainings": "培训编号 主题 日期 方式 学时 涉及标准 应训范围 需考核 合格分",
    "sign_ins": "培训编号 工号 签到时间 方式 成绩",
    "exemptions": "培训编号 工号 理由 批准人岗位",
    "implementation": (
        "单位 体系编号 日期 类型 条款 说明 核实日期 已填报 填报日期 填报人岗位 "
        "审阅日期 审阅人岗位 退回日期 退回人岗位 退回说明 核实人岗位"
    ),
    "surveys": "测评编号 名称 开始 结束 题号 题目 维度 权重",
    "answers": (
        "测评编号 答卷编号 渠道 单位 事项 评价日期 "
        "Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12 意见 有效 无效理由"
    ),
    "self_evaluations": "单位 体系编号 条款 评价 说明 评价日期 提交日期",
    "findings": (
        "编号 来源 单位 体系编号 条款 事实 程度 提出日期 期限 原因 措施 "
        "整改人岗位 完成日期 验证人岗位 验证日期 验证结论 关闭日期"
    ),
    "cases": (
        "案件编号 单位 事项 渠道 受理时间 转办时间 接收部门 办结时间 结果 "
        "反馈申请人时间 反馈窗口时间 一次性告知次数 书面通知 不予理由 申请人标识"
    ),
}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_another_process_locale_and_time_zone_give_the_same_bytes(
    base_folder: Path, demonstration_folder: Path, tmp_path: Path
) -> None:
    surroundings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "PYTHONHASHSEED": "4711",
        "TZ": "America/New_York",
        "LC_ALL": "C",
    }
    target = tmp_path / "again"

    subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", SCRIPT, str(base_folder), str(target)],
        env=surroundings,
        check=True,
    )

    assert digests(target) == digests(demonstration_folder)


def test_another_seed_gives_other_records_of_the_same_pilot(
    base_folder: Path, demonstration_folder: Path, tmp_path: Path
) -> None:
    make_demonstration(base_folder, tmp_path / "other", seed=7)

    ours, other = digests(demonstration_folder), digests(tmp_path / "other")
    assert ours.keys() == other.keys()
    differing = {name for name in ours if ours[name] != other[name]}
    assert {"cases.csv", "answers.csv", "sign_ins.csv", "staff.csv"} <= differing
    assert differing.isdisjoint({"units.csv", "laws.csv", "posts.csv", "pilot.toml"})


@pytest.mark.parametrize("table", HEADERS)
def test_headers_are_those_of_the_interface(
    table: str, demonstration_folder: Path
) -> None:
    with (demonstration_folder / f"{table}.csv").open(encoding="utf-8") as stream:
        assert next(csv.reader(stream)) == HEADERS[table].split()


def test_files_are_plain_utf8_with_line_feeds(demonstration_folder: Path) -> None:
    for path in demonstration_folder.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name
        content.decode("utf-8")


def test_the_package_says_that_it_is_a_demonstration(
    base_folder: Path, demonstration_folder: Path
) -> None:
    base = tomllib.loads((base_folder / "pilot.toml").read_text(encoding="utf-8"))
    ours = tomllib.loads(
        (demonstration_folder / "pilot.toml").read_text(encoding="utf-8")
    )

    assert ours == {**base, "demonstration": True}


def test_the_mark_stands_above_the_first_section() -> None:
    assert marked_description('code = "x"\n\n[targets]\na = "1%"\n') == (
        'code = "x"\ndemonstration = true\n\n[targets]\na = "1%"\n'
    )


def test_a_description_without_sections_is_marked_at_its_end() -> None:
    assert marked_description('code = "x"\n') == 'code = "x"\ndemonstration = true\n'


def test_facts_about_real_standards_are_left_as_they_are(
    base_folder: Path, tables: Mapping[str, Rows]
) -> None:
    with (base_folder / "standards.csv").open(encoding="utf-8", newline="") as stream:
        real = [row for row in csv.DictReader(stream) if row["标准级别"] != "内部标准"]

    ours = [row for row in tables["standards"] if row["标准级别"] != "内部标准"]
    assert len(real) > 20
    assert [{name: row[name] for name in real[0]} for row in ours] == real
    # The demonstration has a further column, which is about own standards alone.
    assert {row["上升日期"] for row in ours} == {""}


def test_nothing_looks_like_an_identity_number(demonstration_folder: Path) -> None:
    for path in demonstration_folder.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\d{15}|\d{14}[\dXx]{3,}", text), path.name


def test_people_are_plainly_synthetic(tables: Mapping[str, Rows]) -> None:
    short_names = {row["单位名称"]: row["简称"] for row in tables["units"]}
    for person in tables["staff"]:
        expected = rf"{re.escape(short_names[person['单位']])}人员\d{{3}}"
        assert re.fullmatch(expected, person["姓名"])


def test_the_reader_of_packages_finds_nothing_wrong(
    demonstration_folder: Path,
) -> None:
    reading = read_package(demonstration_folder)

    assert reading.errors == ()
    assert reading.row_counts["cases"] == 50_000


def test_an_earlier_demonstration_is_replaced(
    base_folder: Path, demonstration_folder: Path, tmp_path: Path
) -> None:
    target = tmp_path / "package"
    make_demonstration(base_folder, target, seed=7)
    (target / "left_over.csv").write_text("x\n", encoding="utf-8")

    make_demonstration(base_folder, target)

    assert digests(target) == digests(demonstration_folder)


def test_a_folder_with_other_files_is_left_alone(
    base_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("重要", encoding="utf-8")

    with pytest.raises(DemonstrationError, match="文件夹非空"):
        make_demonstration(base_folder, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_base_itself_is_never_overwritten(base_folder: Path) -> None:
    before = digests(base_folder)

    with pytest.raises(DemonstrationError, match="不能是试点数据包本身"):
        make_demonstration(base_folder, base_folder)

    assert digests(base_folder) == before


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemonstrationError, match=r"缺少 pilot\.toml"):
        make_demonstration(tmp_path, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_the_command_writes_the_package_and_says_what_it_wrote(
    demonstration_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_demonstration", str(tmp_path / "package"))

    assert digests(tmp_path / "package") == digests(demonstration_folder)
    assert "cases：50000 行" in capsys.readouterr().out


def test_the_command_names_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="缺少"):
        call_command(
            "make_demonstration", str(tmp_path / "out"), "--base", str(tmp_path)
        )

"""Each kind of bad input is one line: file, row, column, value and reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.packages.reading import Known, PackageReading
from assessment.packages.units import KnownUnits

Read = Callable[..., PackageReading]
Errors = Callable[[dict[str, str | bytes]], list[str]]
Files = dict[str, str | bytes]

IDENTITY = "320281199003071234"

# file, text to replace, replacement, the whole line expected
SPOILED = [
    ("standards.csv", ",TY101,标", ",FW101,标", "standards.csv 第4行 体系编号“FW101”：与第2行重复"),
    ("laws.csv", "2014-05-01", "2014-05-01\nTY101,另一部法", "laws.csv 第3行 体系编号“TY101”：与 standards.csv 第4行重复"),
    ("staff.csv", "东镇,D001", "北镇,D001", "staff.csv 第4行 单位“北镇”：单位不存在"),
    ("standards.csv", "民政局;教育局", "民政局;公安局", "standards.csv 第2行 责任单位“公安局”：单位不存在"),
    ("implementation.csv", "2020-11-10", "2020-11-31", "implementation.csv 第2行 日期“2020-11-31”：没有这一天"),
    ("findings.csv", "2021-06-10", "3021-06-10", "findings.csv 第2行 提出日期“3021-06-10”：年份不在1949—2100之间"),
    ("work_items.csv", "FW101;TY001", "FW101;FW999", "work_items.csv 第2行 覆盖标准“FW999”：不在标准体系目录中"),
    ("posts.csv", "民政局,GW101", "民政局,TY001", "posts.csv 第2行 岗位标准“TY001”：不在标准目录中"),
    ("trainings.csv", "4,FW101", "4,FW102", "trainings.csv 第2行 涉及标准“FW102”：不在标准目录中"),
    ("tasks.csv", "FW101", "FW777", "tasks.csv 第2行 应制定标准“FW777”：不在标准目录中"),
    ("implementation.csv", "东镇,TY001", "东镇,TY009", "implementation.csv 第3行 体系编号“TY009”：不在标准体系目录中"),
    ("self_evaluations.csv", "东镇,FW101", "东镇,FW1O1", "self_evaluations.csv 第3行 体系编号“FW1O1”：不在标准体系目录中"),
    ("rules.csv", "临时救助,FW101", "临时救助,FW0", "rules.csv 第2行 体系编号“FW0”：不在标准体系目录中"),
    ("findings.csv", "东镇,FW101", "东镇,ZZ1", "findings.csv 第2行 体系编号“ZZ1”：不在标准体系目录中"),
    ("answers.csv", "2021-05-03,5,4", "2021-05-03,6,4", "answers.csv 第2行 Q1“6”：应为1—5的整数"),
    ("answers.csv", "2021-05-03,5,4", "2021-05-03,4.5,4", "answers.csv 第2行 Q1“4.5”：应为1—5的整数"),
    ("answers.csv", "MY1,A1", "MY2,A1", "answers.csv 第2行 测评编号“MY2”：不在测评清单中"),
    ("sign_ins.csv", "T02,D001", "T09,D001", "sign_ins.csv 第4行 培训编号“T09”：不在培训清单中"),
    ("exemptions.csv", "T02,M002", "T02,X999", "exemptions.csv 第2行 工号“X999”：不在名册中"),
    ("exemptions.csv", "T02,", "T03,", "exemptions.csv 第2行 培训编号“T03”：不在培训清单中"),
    ("staff.csv", "D001", "M001", "staff.csv 第4行 工号“M001”：与第2行重复"),
    ("staff.csv", "2021-06-30", "2020-06-30", "staff.csv 第3行 在册止“2020-06-30”：早于在册起（2020-07-01）"),
    ("trainings.csv", "窗口,否,", "窗口,否,\nT01,又一次,2021-05-01", "trainings.csv 第4行 培训编号“T01”：与第2行重复"),
    ("surveys.csv", "总体是否满意,总体", "总体,总体,\nMY1,第一次测评,2021-05-01,2021-05-31,1,又一题,总体", "surveys.csv 第4行 测评编号+题号“MY1 / 1”：与第2行重复"),
    ("surveys.csv", "2021-05-31,Q2", "2021-06-30,Q2", "surveys.csv 第3行 结束“2021-06-30”：与第2行不一致（同一“MY1”）"),
    ("deliverables.csv", "2020-07-31,2", "2020-08-31,2", "deliverables.csv 第3行 阶段结束“2020-08-31”：与第2行不一致（同一“启动”）"),
    ("deliverables.csv", "2020-07-31,2", "2020-07-31,1", "deliverables.csv 第3行 阶段+序号“启动 / 1”：与第2行重复"),
    ("deliverables.csv", "2021-11-30", "2020-07-30", "deliverables.csv 第4行 阶段结束“2020-07-30”：早于阶段开始（2020-08-01）"),
    ("work_items.csv", ",归档,", ",受理,", "work_items.csv 第3行 领域+事项+环节“救助 / 临时救助 / 受理”：与第2行重复"),
    ("posts.csv", "窗口,东镇", "窗口,民政局", "posts.csv 第3行 岗位+单位“窗口 / 测试市民政局”：与第2行重复"),
    ("rules.csv", "R04", "R01", "rules.csv 第3行 规则编号“R01”：与第2行重复"),
    ("rules.csv", ",2,工作日", ",两,工作日", "rules.csv 第2行 限值“两”：应为不小于0的数"),
    ("rules.csv", ",2,工作日", ",2,小时", "rules.csv 第2行 单位“小时”：应为工作日/日/百分比之一"),
    ("calendar.csv", "2021-02-20", "2021-02-11", "calendar.csv 第3行 日期“2021-02-11”：与第2行重复"),
    ("cases.csv", "C002,西镇", "C001,西镇", "cases.csv 第3行 案件编号“C001”：与第2行重复"),
    ("cases.csv", "C002,西镇", "C002,南镇", "cases.csv 第3行 单位“南镇”：单位不存在"),
    ("cases.csv", "2021-01-05 10:00,2021-01-04", "2021-01-05 25:00,2021-01-04", "cases.csv 第3行 受理时间“2021-01-05 25:00”：没有这一时刻"),
    ("cases.csv", ",准予,", ",同意,", "cases.csv 第2行 结果“同意”：应为准予/不予/终止之一"),
    ("cases.csv", ",1,是,", ",一次,是,", "cases.csv 第2行 一次性告知次数“一次”：应为不小于0的整数"),
    ("standards.csv", "内部标准,CSSJZ FW", "部门标准,CSSJZ FW", "standards.csv 第2行 标准级别“部门标准”：应为国家标准/行业标准/省级地方标准/市级地方标准/团体标准/企业标准/内部标准之一"),
    ("standards.csv", "服务提供,平台建设", "服务提供,平台运营", "standards.csv 第2行 子体系“平台运营”：不在子体系表中，或名称不唯一"),
    ("sections.csv", "平台建设,FW1", "平台建设,FW7", "sections.csv 第3行 上级子体系“FW7”：不在子体系表中，或名称不唯一"),
    ("units.csv", "教育督导室", "民政处", "units.csv 第3行 别名“民政处”：已是单位“测试市民政局”的名称"),
    ("units.csv", "西镇人民政府,西镇,镇街园", "西镇人民政府,西镇,乡镇", "units.csv 第5行 类别“乡镇”：应为部门/镇街园/机构之一"),
    ("units.csv", "西镇人民政府,西镇,", "东镇人民政府,西镇,", "units.csv 第5行 单位名称“东镇人民政府”：与第4行重复"),
    ("units.csv", "成员,,,\n西镇", "成员,,,镇政府\n西镇", "units.csv 第4行 继任单位“镇政府”：单位不存在"),
    ("staff.csv", "东镇人员001", "", "staff.csv 第4行 姓名：不能为空"),
    ("trainings.csv", "4,FW101", "四,FW101", "trainings.csv 第2行 学时“四”：应为不小于0的数"),
    ("trainings.csv", "全员,是", "全员,对", "trainings.csv 第2行 需考核“对”：应为是或否"),
    ("laws.csv", "体系编号,名称", "体系编号,标题", "laws.csv 第1行 名称：缺少必需的列"),
    ("laws.csv", "文号,发布机关", "文号,文号", "laws.csv 第1行 文号：列名重复"),
    ("laws.csv", "2014-05-01", "2014-05-01,多余", "laws.csv 第2行 “多余”：单元格右侧超出表头"),
    ("findings.csv", "未一次性告知", f"未告知{IDENTITY}", "findings.csv 第2行 事实“未告知320281********1234”：含疑似身份证号；个人身份信息不得导入"),
    ("laws.csv", "国务院令第649号", '"国务院令""第649号"x', "laws.csv 第2行：引号不配对，CSV 格式错误"),
    ("staff.csv", "D001,", "M" + "0" * 50 + ",", f"staff.csv 第4行 工号“M{'0' * 50}”：超过50字"),
    ("pilot.toml", '"96%"', '"101%"', "pilot.toml targets.standard_coverage“101%”：标准覆盖率的目标值“101%”超过100%"),
    ("pilot.toml", "standard_coverage", "coverage", "pilot.toml targets.coverage“96%”：没有指标“coverage”"),
    ("pilot.toml", "test-pilot", "Test_Pilot", "pilot.toml code“Test_Pilot”：只能用小写字母、数字和连字符，且不以连字符开头"),
    ("pilot.toml", '"2021-12-31"', '"2020-06-30"', "pilot.toml ends“2020-06-30”：早于 starts（2020-07-01）"),
    ("pilot.toml", '"2021-12-31"', '"2021-02-30"', "pilot.toml ends“2021-02-30”：没有这一天"),
    ("pilot.toml", "answers_per_unit = 10", 'answers_per_unit = "10"', "pilot.toml settings.minimum_answers_per_unit“10”：应为不小于0的整数"),
    ("pilot.toml", 'name = "测试试点"', "", "pilot.toml name：缺少或为空"),
    ("pilot.toml", "starts = 2020-07-01", "starts = 2020-07-", "pilot.toml 第5行：TOML 格式错误（第14列）"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line"), SPOILED)
def test_a_spoiled_cell_is_one_line(
    files: Files, errors: Errors, file: str, old: str, new: str, line: str
) -> None:
    assert old in str(files[file])
    files[file] = str(files[file]).replace(old, new, 1)
    assert errors(files) == [line]


def test_an_answer_to_no_question_is_an_error_and_an_empty_column_is_not(
    files: Files, errors: Errors
) -> None:
    files["answers.csv"] = str(files["answers.csv"]).replace("无效理由", "无效理由,Q3")
    assert errors(files) == []
    files["answers.csv"] = str(files["answers.csv"]).replace("Q1,Q2", "Q1,Q4")
    assert errors(files) == [
        "answers.csv 第2行 Q4“4”：测评“MY1”没有这一题",
        "answers.csv 第3行 Q4“2”：测评“MY1”没有这一题",
    ]


def test_all_problems_are_found_in_one_run(files: Files, read: Read) -> None:
    for file, old, new in (
        ("staff.csv", "东镇,D001", "北镇,D001"),
        ("answers.csv", "2021-05-03,5,4", "2021-05-03,0,9"),
        ("pilot.toml", '"96%"', '"196%"'),
    ):
        files[file] = str(files[file]).replace(old, new)
    reading = read(files)
    assert reading.package is None
    assert reading.error_count == 4
    assert [p.file for p in reading.errors] == [
        "pilot.toml",
        "staff.csv",
        "answers.csv",
        "answers.csv",
    ]


def test_every_error_is_counted_though_few_are_kept(files: Files, read: Read) -> None:
    header = str(files["calendar.csv"]).split("\n")[0]
    files["calendar.csv"] = "\n".join([header, *["2021-02-30,节假日"] * 5_000])
    reading = read(files)
    assert reading.error_count == 5_000
    assert 0 < len(reading.errors) <= 200


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            "体系编号,名称\nTY001,社会救助".encode() + b"\xff\xfe",
            "laws.csv 第2行 “0xFF”：编码错误：第39个字节既不是有效的 UTF-8，也不是有效的 GB18030",
        ),
        (
            "体系编号,名称\nTY001,救助".encode("gb18030") + b"\xff\n",
            "laws.csv 第2行 “0xFF”：编码错误：第25个字节既不是有效的 UTF-8，也不是有效的 GB18030",
        ),
        (
            "體系編號,名稱\nTY001,救助\n".encode("big5"),
            "laws.csv 第1行 “0xC5”：编码错误：第1个字节既不是有效的 UTF-8，也不是有效的 GB18030",
        ),
        (
            "体系编号,名称\n".encode("utf-16"),
            "laws.csv：编码是 UTF-16；请另存为 UTF-8 或 GB18030（GBK）",
        ),
        (
            "体系编号,名称\n".encode("utf-16-be"),
            "laws.csv：编码是 UTF-16；请另存为 UTF-8 或 GB18030（GBK）",
        ),
        (b"", "laws.csv 第1行 体系编号：缺少必需的列"),
    ],
)
def test_a_wrong_encoding_names_the_byte(
    files: Files, errors: Errors, content: bytes, line: str
) -> None:
    files["laws.csv"] = content
    # Without the laws nothing may complain that a law is missing.
    assert errors(files)[0] == line
    assert all(found.startswith("laws.csv") for found in errors(files))


def test_truncated_utf8_is_not_taken_for_gb18030(files: Files, errors: Errors) -> None:
    text = str(files["notes.csv"]).encode()
    files["notes.csv"] = text.replace("晚于".encode(), "晚于".encode()[:-1])
    (line,) = errors(files)
    assert line.startswith("notes.csv 第2行")
    assert "编码错误" in line


def test_two_files_for_one_table_are_refused(
    files: Files, errors: Errors, workbook: Callable[..., bytes]
) -> None:
    files["calendar.xlsx"] = workbook([["日期", "类型"], ["2021-05-01", "节假日"]])
    assert errors(files) == ["calendar.xlsx：与 calendar.csv 是同一张表，只能有一个"]


def test_a_ledger_file_beside_a_ledger_folder_is_refused(
    files: Files, errors: Errors
) -> None:
    files["cases/1.csv"] = files["cases.csv"]
    assert errors(files) == ["cases/1.csv：与 cases.csv 是同一张表，只能有一个"]


def test_a_case_repeated_in_another_part_names_that_part(
    files: Files, errors: Errors
) -> None:
    text = str(files.pop("cases.csv"))
    files |= {"cases/a.csv": text, "cases/b.csv": text.replace("C002", "C003")}
    assert errors(files) == [
        "cases/b.csv 第2行 案件编号“C001”：与 cases/a.csv 第2行重复"
    ]


def test_formats_of_another_age_are_refused_by_name(
    files: Files, errors: Errors
) -> None:
    files["staff.xls"] = files.pop("staff.csv")
    files["laws.parquet"] = b"PAR1"
    found = errors(files)
    assert "laws.parquet：不支持的文件格式，应为.csv、.xlsx" in found
    assert "staff.xls：不支持的文件格式，应为.csv、.xlsx" in found


def test_a_missing_pilot_toml_is_said(files: Files, errors: Errors) -> None:
    del files["pilot.toml"]
    assert errors(files) == ["pilot.toml：包中没有这个文件"]


def test_sections_above_one_another_are_a_cycle(files: Files, errors: Errors) -> None:
    files["sections.csv"] = str(files["sections.csv"]).replace(
        "平台管理,,", "平台管理,FW1.1,"
    )
    assert errors(files) == [
        "sections.csv 第2行 上级子体系“FW1.1”：上级子体系成环",
        "sections.csv 第3行 上级子体系“FW1”：上级子体系成环",
    ]


def test_another_kind_for_an_installed_unit_is_a_contradiction(
    files: Files, read: Read
) -> None:
    units = KnownUnits({"东镇人民政府": "东镇人民政府"}, {"东镇人民政府": "机构"})
    reading = read(files, known=lambda code: Known(units=units))
    assert [str(p) for p in reading.errors] == [
        "units.csv 第4行 类别“镇街园”：单位“东镇人民政府”已登记为“机构”，类别不能更改"
    ]


def test_an_alias_of_another_installed_unit_is_a_contradiction(
    files: Files, read: Read
) -> None:
    units = KnownUnits(
        {"救助办": "救助中心", "救助中心": "救助中心"}, {"救助中心": "机构"}
    )
    reading = read(files, known=lambda code: Known(units=units))
    assert [str(p) for p in reading.errors] == [
        "units.csv 第2行 别名“救助办”：已是单位“救助中心”的名称"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("sign_ins.csv", "T02,D001", "T02,W999", "sign_ins.csv 工号：1条签到的工号不在名册上（W999），保留但不计入"),
        ("answers.csv", "MY1,A2", "MY1,A1", "answers.csv 第3行 答卷编号“A1”：与第2行重复，以前者为准"),
        ("standards.csv", "2020-10-01,,民政局;", "2020-08-01,,民政局;", "standards.csv 第2行 实施日期“2020-08-01”：早于发布日期（2020-09-01）"),
        ("standards.csv", "现行,2020-09-01,2020-10-01,,民政局,各", "废止,2020-09-01,2020-10-01,,民政局,各", "standards.csv 第3行 废止日期：已废止而没有废止日期，将按未废止计算"),
        ("standards.csv", "CSSJZ GW 101", "DB32/T 101", "standards.csv 第3行 标准编号“DB32/T 101—2020”：与标准级别“内部标准”不符"),
        ("trainings.csv", "GW101,窗口", "GW101,网格员", "trainings.csv 第3行 应训范围“网格员”：名册上没有这一岗位的人员"),
        ("rules.csv", ",,工作日", ",CONFIG(及时),工作日", "rules.csv 第3行 限值“CONFIG(及时)”：没有数值，按未配置处理"),
        ("cases.csv", ",k1", f",{IDENTITY}", "cases.csv 第2行 申请人标识“320281********1234”：像身份证号，入库时替换为密钥摘要"),
        ("pilot.toml", "answers_per_unit", "sheets", "pilot.toml settings.minimum_sheets“10”：未知的项，原样保留"),
        ("pilot.toml", "[targets]", "region = '江苏'\n[targets]", "pilot.toml region“江苏”：未知的项，原样保留"),
    ],
)  # fmt: skip
def test_what_is_odd_is_a_warning_and_still_loads(
    files: Files, read: Read, file: str, old: str, new: str, line: str
) -> None:
    assert old in str(files[file])
    files[file] = str(files[file]).replace(old, new, 1)
    reading = read(files)
    assert [str(p) for p in reading.problems] == [line]
    assert reading.package is not None


def test_unknown_files_are_reported_and_system_files_are_not(
    files: Files, read: Read
) -> None:
    files |= {"附件.docx": b"x", ".DS_Store": b"x", "~$units.xlsx": b"x"}
    files["readme.md"] = "说明"
    assert [str(p) for p in read(files).problems] == ["附件.docx：未知的文件，未读取"]

"""A pilot small enough to compute by hand, with a trap in nearly every row.

The numbers in :data:`EXPECTED` and :data:`EXPECTED_OF_TOWN` were worked out with
pencil and paper from the text of the pilot package page; the comments say why a row
counts or does not on :data:`AS_OF`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

Files = dict[str, str | bytes]

CODE = "worked-example"
AS_OF = "2021-12-31"
TOWN = "甲镇"

MANIFEST = """
code = "worked-example"
name = "手算试点"
document = "示例〔2020〕1号"
starts = 2020-07-01
ends = 2021-12-31
[targets]
standard_coverage = "40%"
training_participation = "100%"
"""

TABLES: Mapping[str, str] = {
    # 乙镇 is closed on the day, so two member units are active.
    "units": """单位名称,简称,类别,别名,成员角色,启用日期,停用日期,继任单位
手算市民政局,民政局,部门,民政部门;救助办,牵头,,,
甲镇,,镇街园,甲街道,成员,,,
乙镇,,镇街园,,成员,,2021-06-30,甲镇
""",
    # In force: FW101, FW104, GW101. FW102 is abolished on the very day.
    "standards": """分体系,体系编号,标准名称,标准级别,状态,实施日期,废止日期,上升为,责任单位,适用单位,应公开,公开日期
服务提供,FW101,受理规范,内部标准,现行,2021-01-01,,DB32/T 4000—2021,民政局,,是,2021-02-01
服务提供,FW102,旧规范,内部标准,现行,2021-06-01,2021-12-31,,民政局,,是,2021-07-01
服务提供,FW103,新规范,内部标准,即将实施,2022-01-01,,,民政局;甲镇,,是,
服务提供,FW104,转办规范,内部标准,现行,2021-04-01,,T/CAS 100—2021,民政局,民政局;甲镇,是,2022-01-05
岗位工作,GW101,窗口岗位规范,内部标准,现行,2021-03-01,,,甲镇,甲镇,否,
通用基础,TY101,导则,国家标准,待制定,2021-01-01,,,,,,
""",
    "laws": "体系编号,名称\nTY001,社会救助暂行办法\n",
    # Of the five that count, 受理 and 转办 have a standard in force.
    "work_items": """领域,事项,环节,责任单位,需要标准,适用性,覆盖标准
救助,低保,受理,民政局,是,适用,FW101
救助,低保,审核,甲镇,是,适用,FW102;FW103
救助,低保,公示,甲镇,是,适用,TY001
救助,低保,发放,民政局,是,适用,
救助,低保,转办,民政局;甲镇,是,适用,FW102;GW101
救助,低保,归档,民政局,否,适用,
救助,低保,回访,民政局,是,参考,FW101
""",
    "posts": """岗位,单位,岗位标准
窗口,民政局,FW102;GW101
窗口,甲镇,
网格员,甲镇,FW103
""",
    "deliverables": """阶段,阶段开始,阶段结束,序号,交付物,完成日期,确认日期
实施,2021-01-01,2021-12-31,1,体系框架,2021-12-01,2021-12-31
实施,2021-01-01,2021-12-31,2,培训记录,2021-12-01,
验收,2022-01-01,2022-03-31,1,验收报告,,
""",
    # On the roster: M1, M2 (last day) and J1.
    "staff": """单位,工号,姓名,岗位,在册起,在册止
民政局,M1,民政局人员001,窗口,2020-07-01,
民政局,M2,民政局人员002,科员,2020-07-01,2021-12-31
甲镇,J1,甲镇人员001,网格员,2021-08-01,
甲镇,J2,甲镇人员002,网格员,2020-07-01,2021-12-30
甲镇,J3,甲镇人员003,网格员,2022-01-01,
""",
    "trainings": """培训编号,主题,日期,应训范围,需考核,合格分
PX1,标准化知识,2021-03-01,全员,是,60
PX2,窗口规范,2021-09-01,窗口;网格员,否,
PX3,来年培训,2022-01-10,全员,是,60
PX4,审核规范,2021-10-01,科员,是,80
""",
    # J1 owes PX1, held before joining; PX4 was attended without being due.
    "sign_ins": """培训编号,工号,签到时间,成绩
PX1,M1,2021-03-01 08:50,55
PX1,M1,2021-03-15 08:50,60
PX2,M1,2021-09-01 08:50,
PX1,M2,2021-03-01 08:55,59.5
PX2,J1,2021-09-01 09:00,
PX4,J1,2021-10-01 09:00,90
PX1,J1,2022-01-05 09:00,100
PX1,X9,2021-03-01 09:00,100
""",
    "exemptions": "培训编号,工号,理由,批准人岗位\nPX4,M2,产假,分管领导\n",
    # FW101 lacks 甲镇: 宣贯 does not count, and the check was verified too late.
    "implementation": """单位,体系编号,日期,类型,核实日期
民政局,FW101,2021-05-01,执行,2021-05-02
甲镇,FW101,2021-05-01,宣贯,2021-05-02
甲镇,FW101,2021-05-03,检查,2022-01-01
甲镇,GW101,2021-05-03,记录,2021-05-04
民政局,FW104,2021-06-01,检查,2021-06-02
甲镇,FW104,2021-06-01,执行,2021-12-31
""",
    "surveys": """测评编号,名称,开始,结束,题号,题目,维度,权重
MY1,满意度测评,2021-05-01,2021-12-31,1,办理准确,服务质量,2
MY1,满意度测评,2021-05-01,2021-12-31,2,态度耐心,服务方式,
MY1,满意度测评,2021-05-01,2021-12-31,3,困难缓解,服务效果,1
MY1,满意度测评,2021-05-01,2021-12-31,4,了解政策,政策知晓,0.5
MY1,满意度测评,2021-05-01,2021-12-31,5,总体评价,总体,1
""",
    # Valid: the first A1 (overall 2), A2 (mean 2.5 is 3, exactly 80 %), A6 (4).
    "answers": """测评编号,答卷编号,渠道,单位,评价日期,Q1,Q2,Q3,Q4,Q5,有效
MY1,A1,现场评价,民政局,2021-05-10,5,5,5,5,2,是
MY1,A2,网络测评,甲镇,2021-05-11,3,3,2,2,,
MY1,A3,网络测评,甲镇,2021-05-11,5,5,5,,,是
MY1,A1,现场评价,民政局,2021-05-12,5,5,5,5,5,是
MY1,A4,电话回访,民政局,2021-05-12,5,5,5,5,5,否
MY1,A5,电话回访,民政局,2022-01-01,4,4,4,4,4,是
MY1,A6,电话回访,民政局,2021-12-31,4,4,,4,4,是
""",
    # 甲镇 has a row not yet submitted; 乙镇 is no longer a member.
    "self_evaluations": """单位,体系编号,评价,说明,评价日期,提交日期
民政局,FW101,符合,,2021-09-01,2021-10-08
民政局,FW104,部分符合,缺记录,2021-09-01,2021-10-08
甲镇,FW101,符合,,2021-09-02,2021-10-08
甲镇,GW101,不适用,,2021-09-02,2021-10-08
甲镇,FW104,符合,,2021-09-02,2022-01-03
乙镇,FW101,不适用,没有窗口,2021-05-02,2021-06-01
""",
    "findings": """编号,来源,单位,事实,程度,提出日期,期限,整改人岗位,验证人岗位,验证日期,验证结论,关闭日期
ZG1,检查,民政局,公示不全,一般,2021-06-01,2021-07-01,窗口,科长,2021-06-20,通过,2021-06-21
ZG2,检查,甲镇,记录缺失,一般,2021-06-01,2021-07-01,窗口,窗口,2021-06-20,通过,2021-06-21
ZG3,自评,甲镇,未告知,严重,2021-06-01,2021-07-01,窗口,科长,2021-06-20,不通过,
ZG4,测评,甲镇,等候过久,一般,2021-12-01,2022-01-01,窗口,科长,2021-12-30,通过,2022-01-01
ZG5,反馈,甲镇,来年问题,一般,2022-01-02,2022-02-01,,,,,
""",
    "rules": """规则编号,条款原文,起点事件,终点事件,限值,单位,适用事项
R01,2个工作日内转办,受理登记,转交相关部门,2,工作日,
R02,2日内反馈申请人,办结,反馈申请人,2,日,
R03,3个工作日内反馈窗口,办结,反馈服务窗口,3,工作日,低保
""",
    # C1 waits out National Day; C3 has the make-up Saturday 10-09 counted; C4 is not
    # yet due; C5 and C7 are accepted later; C6 was transferred before it came.
    # C8 was closed two days before the make-up Saturday 09-18, which does not roll.
    "cases": """案件编号,单位,事项,受理时间,转办时间,办结时间,结果,反馈申请人时间,反馈窗口时间,申请人标识
C1,民政局,低保,2021-09-29 09:00,2021-10-08 23:59,2021-10-14 10:00,准予,2021-10-18 10:00,2021-10-19 17:00,p1
C2,甲镇,医疗,2021-09-29 09:00,2021-10-09 00:00,2021-10-20 10:00,准予,2021-10-25 09:00,,p2
C3,甲镇,低保,2021-10-08 09:00,,,,,,p3
C4,甲镇,低保,2021-12-30 09:00,,,,,,p4
C5,甲镇,低保,2022-01-01 09:00,2022-01-02 09:00,,,,,p4
C6,甲镇,低保,2021-11-05 09:00,2021-11-04 09:00,2021-11-10 09:00,不予,,2021-11-16 09:00,p1
C7,民政局,低保,2022-01-05 09:00,,2021-12-01 09:00,准予,2021-12-02 09:00,2021-12-02 09:00,p1
C8,民政局,医疗,2021-09-13 09:00,2021-09-14 09:00,2021-09-16 09:00,准予,2021-09-22 09:00,2021-09-22 09:00,p2
C9,民政局,低保,2020-10-01 09:00,2020-10-09 09:00,2020-10-14 23:00,准予,2020-10-15 09:00,2020-10-16 09:00,p1
""",
}

EXPECTED: Mapping[str, tuple[int, int, str]] = {
    "standard_coverage": (2, 5, "0.4000000000"),
    "system_completeness": (3, 5, "0.6000000000"),
    "post_coverage": (1, 3, "0.3333333333"),
    "implementation_rate": (2, 3, "0.6666666667"),
    "publication_rate": (1, 2, "0.5000000000"),
    "training_participation": (2, 3, "0.6666666667"),
    "training_pass_rate": (2, 3, "0.6666666667"),
    "satisfaction_rate": (2, 3, "0.6666666667"),
    "satisfaction_index": (2180, 29, "75.1724137931"),
    "transfer_timeliness": (4, 6, "0.6666666667"),
    "applicant_feedback_timeliness": (2, 5, "0.4000000000"),
    "window_feedback_timeliness": (2, 3, "0.6666666667"),
    "duplicate_assistance": (2, 1, "2.0000000000"),
    "self_evaluation_submission": (1, 2, "0.5000000000"),
    "clause_conformity": (2, 4, "0.5000000000"),
    "rectification_closure": (1, 4, "0.2500000000"),
    "deliverable_completion": (1, 2, "0.5000000000"),
    "promoted_standards": (1, 1, "1.0000000000"),
}

EXPECTED_OF_TOWN: Mapping[str, tuple[int, int, str | None]] = {
    "standard_coverage": (1, 3, "0.3333333333"),
    "system_completeness": (1, 2, "0.5000000000"),
    "post_coverage": (0, 2, "0.0000000000"),
    "implementation_rate": (2, 3, "0.6666666667"),
    "publication_rate": (0, 0, None),
    "training_participation": (0, 1, "0.0000000000"),
    "training_pass_rate": (1, 1, "1.0000000000"),
    "satisfaction_rate": (1, 1, "1.0000000000"),
    "satisfaction_index": (160, 3, "53.3333333333"),
    "transfer_timeliness": (1, 3, "0.3333333333"),
    "applicant_feedback_timeliness": (0, 2, "0.0000000000"),
    "window_feedback_timeliness": (0, 1, "0.0000000000"),
    "self_evaluation_submission": (0, 1, "0.0000000000"),
    "clause_conformity": (1, 2, "0.5000000000"),
    "rectification_closure": (0, 3, "0.0000000000"),
    "deliverable_completion": (0, 0, None),
    "promoted_standards": (0, 1, "0.0000000000"),
}


def worked_files() -> Files:
    """The package's files by name, to be changed by the test."""
    files: Files = {"pilot.toml": MANIFEST}
    return files | {f"{name}.csv": text for name, text in TABLES.items()}


def written(folder: Path, files: Files) -> Path:
    """Write files below a folder, which is returned."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder

"""A small package without errors, and the means to spoil it file by file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.apps import apps

from accounts.models import Role, Unit, UnitAlias
from assessment.packages.reading import PackageReading, read_package
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import ImportReport, load_package
from assessment.packages.views import checks, guarded
from assessment.packages.views.reader import _manifest
from tests.assessment.packages.desk import Desk, SignIn
from tests.factories import make_user

Files = dict[str, str | bytes]

PACKAGE_APPS = {
    "standards_catalog",
    "coverage",
    "gaps",
    "implementation",
    "programme",
    "products",
    "rectification",
    "supervision",
    "satisfaction",
    "self_evaluation",
    "training",
}

GOOD: Mapping[str, str] = {
    "pilot.toml": """
code = "test-pilot"
name = "测试试点"
document = "测发〔2020〕1号"
starts = 2020-07-01
ends = "2021-12-31"
[targets]
standard_coverage = "96%"
[settings]
minimum_answers_per_unit = 10
""",
    "units.csv": """单位名称,简称,类别,别名,成员角色,启用日期,停用日期,继任单位
测试市民政局,民政局,部门,民政处;救助办,牵头,,,
测试市教育局,教育局,部门,教育督导室,责任,,,
东镇人民政府,东镇,镇街园,,成员,,,
西镇人民政府,西镇,镇街园,,成员,,,
""",
    "sections.csv": """分体系,子体系编号,子体系名称,上级子体系,排序,来源条款
服务提供,FW1,平台管理,,1,
服务提供,FW1.1,平台建设,FW1,2,
""",
    "standards.csv": """分体系,子体系,体系编号,标准名称,标准级别,标准编号,状态,发布日期,实施日期,废止日期,责任单位,适用单位,应公开
服务提供,平台建设,FW101,临时救助服务规范,内部标准,CSSJZ FW 101-2020,现行,2020-09-01,2020-10-01,,民政局;教育局,,是
岗位工作,,GW101,窗口岗位规范,内部标准,CSSJZ GW 101—2020,现行,2020-09-01,2020-10-01,,民政局,各镇街园,否
通用基础,,TY101,标准化工作导则,国家标准,GB/T 1.1－2020,现行,2020-03-31,2020-10-01,,民政局,各成员单位,否
""",
    "editions.csv": """体系编号,标准编号,发布日期,实施日期,废止日期,代替标准,公开日期,公开网址
FW101,CSSJZ FW 101-2016,2016-01-05,2016-02-01,2020-10-01,,2016-02-01,
""",
    "laws.csv": """体系编号,名称,文号,发布机关,实施日期
TY001,社会救助暂行办法,国务院令第649号,国务院,2014-05-01
""",
    "work_items.csv": """领域,事项,环节,责任单位,需要标准,不需要理由,办理时限,适用性,覆盖标准(体系编号),覆盖条款
救助,临时救助,受理,民政局;各镇街园,是,,2个工作日,适用,FW101;TY001,5.1
救助,临时救助,归档,民政局,否,内部事务,,适用,,
""",
    "posts.csv": """岗位,单位,岗位标准(体系编号)
窗口,民政局,GW101
窗口,东镇,
""",
    "deliverables.csv": """阶段,阶段开始,阶段结束,序号,交付物,佐证要求,责任单位,完成日期,确认日期
启动,2020-07-01,2020-07-31,1,工作方案,文件,民政局,2020-07-10,2020-07-12
启动,2020-07-01,2020-07-31,2,动员会,照片,民政局,,
实施,2020-08-01,2021-11-30,1,体系框架,文件,民政局,,
""",
    "tasks.csv": """任务编号,任务名称,任务内容,责任单位,应制定标准(体系编号),来源文件,来源条款,备注
1,联动机制,建立联动机制,民政局;各镇街园,FW101,plan.txt,四、1,
""",
    "notes.csv": """编号,主题,内容,来源文件,来源条款
1,日期,印发晚于开始,plan.txt,五
""",
    "compilation_notes.csv": """要点序号,内容
2,"目标：{{试点名称}}。
依据：GB/T 13016—2018。"
10,其他。
""",
    "staff.csv": """单位,工号,姓名,岗位,在册起,在册止
民政局,M001,民政局人员001,窗口,2020-07-01,
民政局,M002,民政局人员002,窗口,2020-07-01,2021-06-30
东镇,D001,东镇人员001,窗口,2020-08-01,
""",
    "trainings.csv": """培训编号,主题,日期,方式,学时,涉及标准,应训范围,需考核,合格分
T01,标准化知识,2020-11-05,专家授课,4,FW101,全员,是,60
T02,窗口规范,2021-03-05,线上,1.5,GW101,窗口,否,
""",
    "sign_ins.csv": """培训编号,工号,签到时间,方式,成绩
T01,M001,2020-11-05 08:55,扫码,88.5
T01,M001,2020-11-05 08:55,扫码,90
T02,D001,2021-03-05,线上,
""",
    "exemptions.csv": """培训编号,工号,理由,批准人岗位
T02,M002,产假,主任
""",
    "implementation.csv": """单位,体系编号,日期,类型,条款,说明,核实日期
民政局,FW101,2020-11-10,执行,5.1,“按流程”办理,2020-11-20
东镇,TY001,2020-11-11,宣贯,,"第一行
第二行",
""",
    "implementation_plans.csv": """体系编号,序号,阶段,准备类别,内容,责任单位,责任岗位,计划开始,完成期限,完成日期,完成说明,填报岗位
FW101,1,准备,宣贯,组织宣贯,教育局;民政局,联络员,2020-09-01,2020-09-30,2020-09-20,"第一行
第二行",民政局联络员
FW101,2,实施,,按标准办理,各镇街园,窗口,2020-10-01,2020-12-31,,,
GW101,1,检查,,自查,东镇,,2021-01-01,2021-01-31,,,
""",
    "surveys.csv": """测评编号,名称,开始,结束,题号,题目,维度,权重
MY1,第一次测评,2021-05-01,2021-05-31,1,服务态度如何,服务方式,2
MY1,第一次测评,2021-05-01,2021-05-31,Q2,总体是否满意,总体,
""",
    "answers.csv": """测评编号,答卷编号,渠道,单位,事项,评价日期,Q1,Q2,意见,有效,无效理由
MY1,A1,现场评价,民政局,临时救助,2021-05-03,5,4,很好,是,
MY1,A2,电话回访,东镇,,2021-05-04,,2,,否,重复来电
""",
    "self_evaluations.csv": """单位,体系编号,条款,评价,说明,评价日期,提交日期
民政局,FW101,5.1,符合,,2021-06-01,2021-06-05
东镇,FW101,5.1,不适用,没有窗口,2021-06-01,
""",
    "findings.csv": """编号,来源,单位,体系编号,条款,事实,程度,提出日期,期限,整改人岗位,验证人岗位,验证日期,验证结论,关闭日期
F1,检查,东镇,FW101,5.1,未一次性告知,一般,2021-06-10,2021-07-10,窗口,科长,2021-07-01,通过,2021-07-02
""",
    "rules.csv": """规则编号,条款原文,起点事件,终点事件,限值,单位(工作日/日/百分比),适用事项,体系编号
R01,2个工作日内转办,受理登记,转交相关部门,2,工作日,临时救助,FW101
R04,及时办结,受理登记,办结,,工作日,,
""",
    "calendar.csv": "日期,类型\n2021-02-11,节假日\n2021-02-20,调休上班\n",
    "cases.csv": """案件编号,单位(受理窗口),事项,渠道,受理时间,转办时间,接收部门,办结时间,结果,反馈申请人时间,反馈窗口时间,一次性告知次数,书面通知(是/否),不予理由,申请人标识
C001,东镇,临时救助,窗口,2021-01-04 09:30,2021-01-05 10:00,民政局,2021-01-08 16:00,准予,2021-01-09 09:00,2021-01-09 09:05,1,是,,k1
C002,西镇,临时救助,12345热线,2021-01-05 10:00,2021-01-04 10:00,,,,,,,,,
""",
}


@pytest.fixture
def files() -> Files:
    """The files of a good package, to be changed by the test."""
    return dict(GOOD)


@pytest.fixture
def read(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., PackageReading]:
    """Write the files as a folder and read it."""

    def read_files(files: Files, **options: object) -> PackageReading:
        folder = written(tmp_path_factory.mktemp("package"), files)
        return read_package(folder, **options)  # type: ignore[arg-type]

    return read_files


@pytest.fixture
def errors(read: Callable[..., PackageReading]) -> Callable[[Files], list[str]]:
    """The error lines of a package."""
    return lambda files: [str(problem) for problem in read(files).errors]


def written(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def write_folder() -> Callable[[Path, Files], Path]:
    """Write files below a folder, which is returned."""
    return written


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Write the files as a zip, optionally inside a top folder."""

    def write(files: Files, top: str = "") -> Path:
        path = tmp_path / "package.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(top + name, content)
        return path

    return write


@pytest.fixture
def workbook() -> Callable[[list[list[object]]], bytes]:
    """The bytes of an .xlsx whose first sheet has these rows."""

    def make(rows: list[list[object]]) -> bytes:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    return make


@pytest.fixture
def data_root(settings: Any, tmp_path: Path) -> Path:
    """The folder of everything the program writes, empty for this test."""
    settings.DATA_ROOT = tmp_path / "data"
    return tmp_path / "data"


@pytest.fixture
def load(
    db: None, data_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Files], ImportReport]:
    """Write the files as a folder and load it into the database."""

    def load_files(files: Files) -> ImportReport:
        folder = written(tmp_path_factory.mktemp("package"), files)
        reading = read_package(folder, known=known_to_installation)
        assert reading.package is not None, [str(p) for p in reading.errors]
        return load_package(package=reading.package, source_name="测试包")

    return load_files


@pytest.fixture
def state(db: None) -> Callable[[], dict[str, list[dict[str, Any]]]]:
    """Every row that a package can touch, by model."""

    def rows() -> dict[str, list[dict[str, Any]]]:
        models = [
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.app_label in PACKAGE_APPS
        ] + [Unit, UnitAlias]
        found = {m._meta.label: list(m.objects.order_by("pk").values()) for m in models}
        for pilot in found["standards_catalog.Pilot"]:
            del pilot["data_version"]
        return found

    return rows


@pytest.fixture
def desk(
    db: None,
    data_root: Path,
    zipped: Callable[..., Path],
    signed_in: SignIn,
    reading_here: None,
) -> Desk:
    user = make_user(Role.STANDARDS_OFFICE, username="office")
    return Desk(user, signed_in(user), zipped)


@pytest.fixture
def real_reader() -> None:
    """Read in the program of its own, as the site does; that takes a second or two."""


@pytest.fixture
def reading_here(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_here(path: Path, *, known: Any, turn: Path) -> guarded.GuardedReading:
        return guarded.GuardedReading(read_package(path, known=known), _manifest(path))

    if "real_reader" not in request.fixturenames:
        monkeypatch.setattr(checks, "read_guarded", read_here)

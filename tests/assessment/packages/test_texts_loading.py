"""Texts in the database: minted as publishing mints, drafted as the editor drafts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page, Revision

from accounts.models import Role, Unit
from assessment.packages.reading import read_package
from assessment.packages.selectors import known_to_installation
from assessment.packages.services import ImportReport, preview_package
from assessment.packages.synchronising import LoadRefusedError
from assessment.packages.undoing import UndoRefusedError, undo_import
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.selectors import draft_text, edition_text
from standards_catalog.authoring.services import (
    close_text,
    freeze_text,
    mint_edition,
    open_draft,
    replace_text,
)
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition
from standards_catalog.procedure.models import DraftingProject
from tests.assessment.packages.packaged_texts import DRAFT, FW101, with_texts
from tests.factories import make_user

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]
State = Callable[[], dict[str, list[dict[str, Any]]]]
ALL = ("FW101", "draft", "earlier")
FIELDS = ("block_id", "position", "level", "number", "title", "content",
          "is_measurable", "rule_code")  # fmt: skip


def texts_of(report: ImportReport) -> tuple[int, int, int, int]:
    found = {table.name: table for table in report.tables}["texts"]
    return found.rows, found.created, found.changed, found.removed


def edition(number: str = "CSSJZ FW 101—2020") -> StandardEdition:
    return StandardEdition.objects.get(number=number)


def changed_text(source: str, old: str = "一次性告知", new: str = "当场告知") -> str:
    assert old in source
    return source.replace(old, new)


def test_a_published_row_s_text_is_frozen_as_publishing_freezes_it(
    files: Files, load: Load
) -> None:
    assert texts_of(load(with_texts(files))) == (2, 2, 0, 0)
    loaded = edition()
    text = edition_text(loaded)
    assert text is not None
    assert loaded.issuer == "测试市民政局、测试市市场监管局"
    # The same text, frozen by the service that publishing calls.
    other = freeze_text(
        edition=StandardEdition(standard=Standard.objects.get(code="GW101")), text=text
    )
    assert (loaded.text, loaded.text_digest) == (other.text, other.text_digest)
    clauses = list(loaded.clauses.values_list(*FIELDS))
    assert clauses == list(other.clauses.values_list(*FIELDS))
    measured = loaded.clauses.filter(is_measurable=True).values_list(
        "number", "rule_code"
    )
    assert list(measured) == [("4.1 b)", "R04"), ("4.2", "R01")]


def test_a_planned_row_s_text_is_a_draft_in_the_editor(
    files: Files, load: Load
) -> None:
    load(with_texts(files))
    page = StandardPage.objects.get(standard__code="FW102")
    assert draft_text(page) == read_text(DRAFT)
    assert not page.locked and not page.live
    assert page.get_parent().specific.__class__.__name__ == "StandardsIndexPage"
    assert not page.standard.editions.exists()


def test_a_second_load_changes_nothing(files: Files, load: Load, state: State) -> None:
    changed = with_texts(files, ALL)
    load(changed)
    before, revisions = state(), list(Revision.objects.values())
    assert not load(changed).changes_anything
    assert (state(), list(Revision.objects.values())) == (before, revisions)


def test_a_text_may_come_later_than_its_row(
    files: Files, load: Load, state: State
) -> None:
    load(with_texts(files, ()))
    before = state()
    report = load(with_texts(files, ALL))
    assert texts_of(report) == (3, 3, 0, 0)
    assert edition().is_minted and edition("CSSJZ FW 101—2016").is_minted
    undo_import(pilot_code="test-pilot")
    assert state() == before
    assert not StandardEdition.objects.exclude(text__isnull=True).exists()
    assert not StandardPage.objects.exists()


def test_a_check_counts_texts_and_writes_nothing(
    files: Files, load: Load, state: State, tmp_path: Path, write_folder: Any
) -> None:
    load(with_texts(files, ("FW101",)))
    before, pages = state(), Page.objects.count()
    changed = with_texts(files, ALL)
    folder = write_folder(tmp_path / "package", changed)
    package = read_package(folder, known=known_to_installation).package
    assert package is not None
    preview = preview_package(package=package)
    assert texts_of(preview) == (3, 2, 0, 0)
    assert (state(), Page.objects.count()) == (before, pages)
    assert load(changed).tables == preview.tables


def test_another_text_of_a_published_edition_is_refused(
    files: Files, load: Load, state: State
) -> None:
    changed = with_texts(files)
    load(changed)
    before = state()
    changed["texts/FW101.txt"] = changed_text(FW101)
    changed["notes.csv"] = "编号,内容\n"
    with pytest.raises(LoadRefusedError) as refusal:
        load(changed)
    assert str(refusal.value) == (
        "texts/FW101.txt 标准编号“CSSJZ FW 101—2020”：这一版次已发布，文本与包中的不同；"
        "已发布的版次不能修改，改动应作为新版次"
    )
    assert state() == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("101-2020", "101-2021", "标准编号“CSSJZ FW 101—2021”：版次“CSSJZ FW 101—2020”已发布"),
        ("2020-09-01,2020-10-01,,民政局;教育局", "2020-09-01,2020-11-01,,民政局;教育局", "实施日期“2020-11-01”：版次“CSSJZ FW 101—2020”已发布（“2020-10-01”），不能修改"),
        ("CSSJZ FW 101-2020,现行,2020-09-01,2020-10-01", ",待制定,,", "标准编号“”：版次“CSSJZ FW 101—2020”已发布"),
        ("服务提供,平台建设,FW101,临时救助服务规范,内部标准,CSSJZ FW 101-2020,现行,2020-09-01,2020-10-01,,民政局;教育局,,是\n", "", "包中不再有的“标准”“CSSJZ FW 101—20"),
    ],
)  # fmt: skip
def test_what_a_published_edition_says_stays(
    old: str, new: str, message: str, files: Files, load: Load, state: State
) -> None:
    load(with_texts(files, ("FW101",)))
    before = state()
    assert old in str(files["standards.csv"])
    changed = {
        "pilot.toml": files["pilot.toml"],
        "standards.csv": str(files["standards.csv"]).replace(old, new),
    }
    if not new:
        for name in ("work_items", "tasks", "trainings", "implementation", "findings",
                     "self_evaluations", "rules", "sign_ins", "exemptions",
                     "implementation_plans"):  # fmt: skip
            changed[f"{name}.csv"] = str(files[f"{name}.csv"]).split("\n")[0] + "\n"
        message = "其版次已发布并存有文本，不能由导入删除"
    with pytest.raises(LoadRefusedError, match=message):
        load(changed)
    assert state() == before


def test_when_an_edition_ends_and_opens_may_follow(files: Files, load: Load) -> None:
    changed = with_texts(files)
    load(changed)
    changed["standards.csv"] = (
        str(changed["standards.csv"])
        .replace("101-2020,现行,2020-09-01,2020-10-01,,", "101-2020,废止,2020-09-01,2020-10-01,2021-05-01,")
    )  # fmt: skip
    load(changed)
    assert str(edition().abolished_on) == "2021-05-01"
    assert edition().clauses.count() == 10


def test_a_new_edition_leaves_the_old_one_as_it_was(
    files: Files, load: Load, state: State
) -> None:
    load(with_texts(files, ALL))
    before = state()
    old = list(edition().clauses.values())
    changed = with_texts(files, ALL)
    changed["standards.csv"] = str(changed["standards.csv"]).replace(
        "101-2020,现行,2020-09-01,2020-10-01", "101-2025,现行,2025-01-01,2025-02-01"
    )
    changed["editions.csv"] = str(changed["editions.csv"]) + (
        "FW101,CSSJZ FW 101—2020,2020-09-01,2020-10-01,2025-02-01,,,\n"
    )
    changed["texts/FW101@2020.txt"] = changed["texts/FW101.txt"]
    changed["texts/FW101.txt"] = changed_text(FW101).replace("101-2020", "101-2025")
    report = load(changed)
    assert texts_of(report) == (4, 1, 0, 0)
    assert list(edition().clauses.values()) == old
    assert str(edition().abolished_on) == "2025-02-01"
    new = edition("CSSJZ FW 101—2025")
    assert "当场告知" in new.clauses.get(block_id="c42").content
    assert not load(changed).changes_anything
    undo_import(pilot_code="test-pilot")
    assert state() == before


def test_a_published_edition_that_is_not_listed_is_not_removed(
    files: Files, load: Load
) -> None:
    load(with_texts(files, ALL))
    files["editions.csv"] = "体系编号,标准编号\n"
    with pytest.raises(LoadRefusedError, match="包中不再有版次“CSSJZ FW 101—2016”"):
        load(with_texts(files))


def test_earlier_editions_without_text_come_and_go(files: Files, load: Load) -> None:
    load(files)
    standard = Standard.objects.get(code="FW101")
    assert standard.editions.count() == 2
    del files["editions.csv"]
    assert not load(files).changes_anything
    files["editions.csv"] = "体系编号,标准编号\n"
    report = load(files)
    assert {t.name: t.removed for t in report.tables}["editions"] == 1
    assert [e.number for e in standard.editions.all()] == ["CSSJZ FW 101—2020"]


def test_a_changed_draft_is_a_new_revision(files: Files, load: Load) -> None:
    changed = with_texts(files)
    load(changed)
    page = StandardPage.objects.get()
    first = page.latest_revision
    changed["texts/FW102.txt"] = changed_text(DRAFT)
    assert texts_of(load(changed)) == (2, 0, 1, 0)
    page.refresh_from_db()
    assert page.revisions.count() == 2
    undo_import(pilot_code="test-pilot")
    page.refresh_from_db()
    assert page.latest_revision == first
    assert draft_text(page) == read_text(DRAFT)
    assert not load(with_texts(files)).changes_anything


def test_a_closed_draft_is_not_replaced(files: Files, load: Load) -> None:
    changed = with_texts(files)
    load(changed)
    close_text(page=StandardPage.objects.get(), reason="正在征求意见", actor=None)
    assert not load(changed).changes_anything
    changed["texts/FW102.txt"] = changed_text(DRAFT)
    with pytest.raises(LoadRefusedError, match=r"^texts/FW102\.txt：.*正在征求意见"):
        load(changed)


def test_undoing_removes_what_was_minted_and_drafted(
    files: Files, load: Load, state: State
) -> None:
    before = state()
    load(with_texts(files, ALL))
    undo_import(pilot_code="test-pilot")
    assert state() == before
    assert not StandardPage.objects.exists()
    assert not Clause.objects.exists() and not Pilot.objects.exists()


def test_undoing_is_refused_once_a_draft_was_edited(
    files: Files, load: Load, state: State
) -> None:
    load(with_texts(files))
    page = StandardPage.objects.get()
    text = read_text(changed_text(DRAFT))
    replace_text(page=page, text=text, actor=None, note="改")
    before = state()
    with pytest.raises(
        UndoRefusedError, match="“FW102 新的工作规范”的草案在导入后已被"
    ):
        undo_import(pilot_code="test-pilot")
    assert state() == before
    assert draft_text(StandardPage.objects.get()) == text


def test_undoing_is_refused_after_an_autosave_into_the_same_revision(
    files: Files, load: Load
) -> None:
    load(with_texts(files))
    page = StandardPage.objects.get()
    revision = page.latest_revision
    assert revision is not None
    revision.content["title"] = "改过的名称"
    revision.save()
    with pytest.raises(UndoRefusedError, match="在导入后已被修改"):
        undo_import(pilot_code="test-pilot")


def test_undoing_is_refused_while_a_project_works_on_the_draft(
    files: Files, load: Load
) -> None:
    load(with_texts(files, ()))
    load(with_texts(files))
    standard = Standard.objects.get(code="FW102")
    DraftingProject.objects.create(
        standard=standard,
        kind="制定",
        lead_unit=Unit.objects.first(),
        stage_since="2021-01-01",
        purpose="测试",
        proposed_on="2021-01-01",
        proposed_by=make_user(Role.STANDARDS_OFFICE),
    )
    with pytest.raises(
        UndoRefusedError, match="正由制修订项目“制定《新的工作规范》”使用"
    ):
        undo_import(pilot_code="test-pilot")
    assert StandardPage.objects.exists()


def test_a_draft_of_the_next_edition_stands_beside_the_published_text(
    files: Files, load: Load
) -> None:
    changed = with_texts(files, ("FW101",))
    changed["texts/FW101@草案.txt"] = changed_text(FW101)
    assert texts_of(load(changed)) == (2, 2, 0, 0)
    page = StandardPage.objects.get(standard__code="FW101")
    assert draft_text(page) != edition_text(edition())
    assert not load(changed).changes_anything


def test_what_was_published_here_is_the_same_as_what_is_loaded(
    files: Files, load: Load
) -> None:
    """Published through the editor first, then loaded from a package."""
    load(with_texts(files, ()))
    standard = Standard.objects.get(code="FW102")
    page = open_draft(standard=standard, actor=None, text=read_text(DRAFT))
    assert page.latest_revision is not None
    mint_edition(
        standard=standard,
        revision=page.latest_revision,
        number="CSSJZ FW 102—2021",
        published_on=edition().published_on,
        effective_on=edition().effective_on,
        issuer="测试市民政局",
        actor=None,
    )
    Standard.objects.filter(pk=standard.pk).update(status="现行")
    row = "FW102,新的工作规范,内部标准,CSSJZ FW 102-2021,现行,2020-09-01,2020-10-01,"
    changed = with_texts(files, ("draft",))
    changed["standards.csv"] = str(changed["standards.csv"]).replace(
        "FW102,新的工作规范,内部标准,,待制定,,,", row
    )
    changed["texts/FW102.txt"] = DRAFT.replace(
        "\n+++\n\n", '\nissuing_bodies = ["测试市民政局"]\n+++\n\n'
    )
    assert not load(changed).changes_anything

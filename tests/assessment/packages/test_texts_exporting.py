"""Export, load into an empty database, export: the same texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from assessment.packages.exporting import (
    ExportRefusedError,
    export_pilot,
    package_files,
)
from assessment.packages.services import ImportReport
from assessment.packages.undoing import undo_import
from standards_catalog.authoring.loading import as_kept
from standards_catalog.authoring.models import StandardPage
from standards_catalog.authoring.services import (
    mint_edition,
    next_revision_draft,
    open_draft,
)
from standards_catalog.drafting.document import Block, Cover, StandardText
from standards_catalog.drafting.json_form import from_json, to_json
from standards_catalog.drafting.text_reader import read_text
from standards_catalog.drafting.text_writer import write_text
from standards_catalog.models import Pilot, Standard, StandardEdition
from tests.assessment.packages.packaged_texts import DRAFT, FW101, with_texts
from tests.standards_catalog.drafting.strategies import TEXTS

Files = dict[str, str | bytes]
Load = Callable[[Files], ImportReport]
ALL = ("FW101", "draft", "earlier")


def exported() -> dict[str, bytes]:
    return package_files(Pilot.objects.get())


def texts_in(files: dict[str, bytes]) -> set[str]:
    return {name for name in files if name.startswith("texts/")}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is forgotten by the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_comes_back(load: Load, files: dict[str, bytes]) -> None:
    """Loading ``files`` into the empty database and exporting gives the same."""
    while Pilot.objects.exists():
        undo_import(pilot_code="test-pilot")
    load(dict(files))
    again = exported()
    assert again.keys() == files.keys()
    assert [name for name in again if again[name] != files[name]] == []
    assert not load(dict(files)).changes_anything


def test_texts_of_editions_and_drafts_come_back(files: Files, load: Load) -> None:
    load(with_texts(files, ALL))
    found = exported()
    assert texts_in(found) == {
        "texts/FW101.txt",
        "texts/FW101@2016.txt",
        "texts/FW102.txt",
    }
    assert read_text(found["texts/FW102.txt"].decode()) == read_text(DRAFT)
    published = found["texts/FW101.txt"].decode()
    assert 'number = "CSSJZ FW 101—2020"\n' in published
    assert "published_on = 2020-09-01\neffective_on = 2020-10-01\n" in published
    assert_comes_back(load, found)


def test_a_package_without_texts_exports_none(files: Files, load: Load) -> None:
    load(files)
    assert texts_in(exported()) == set()


def test_two_editions_of_one_year_and_a_draft_of_the_next_come_back(
    files: Files, load: Load
) -> None:
    changed = with_texts(files, ALL)
    changed["editions.csv"] = str(changed["editions.csv"]) + (
        "FW101,旧字101—2016,2016-05-05,2016-06-01,2020-10-01,,,\n"
    )
    changed["texts/FW101@另一.txt"] = FW101.replace("CSSJZ FW 101-2020", "旧字101—2016")
    changed["texts/FW101@草案.txt"] = FW101.replace("一次性告知", "当场告知")
    load(changed)
    found = exported()
    assert texts_in(found) == {
        "texts/FW101.txt",
        "texts/FW101@2016.txt",
        "texts/FW101@2016-2.txt",
        "texts/FW101@草案.txt",
        "texts/FW102.txt",
    }
    assert "旧字101—2016" in found["texts/FW101@2016-2.txt"].decode()
    assert_comes_back(load, found)


def test_what_was_published_is_not_exported_as_a_draft_too(
    files: Files, load: Load
) -> None:
    load(with_texts(files, ()))
    standard = Standard.objects.get(code="FW102")
    page = open_draft(standard=standard, actor=None, text=read_text(DRAFT))
    assert page.latest_revision is not None
    dates = StandardEdition.objects.get(number="CSSJZ FW 101—2020")
    mint_edition(
        standard=standard,
        revision=page.latest_revision,
        number="CSSJZ FW 102—2021",
        published_on=dates.published_on,
        effective_on=dates.effective_on,
        issuer="测试市民政局",
        actor=None,
    )
    Standard.objects.filter(pk=standard.pk).update(status="现行")
    assert texts_in(exported()) == {"texts/FW102.txt"}
    next_revision_draft(standard=standard, actor=None)
    found = exported()
    assert texts_in(found) == {"texts/FW102.txt", "texts/FW102@草案.txt"}
    draft = read_text(found["texts/FW102@草案.txt"].decode())
    assert draft.cover.replaces == ("CSSJZ FW 102—2021",)


def test_a_draft_beside_an_edition_without_number_comes_back(
    files: Files, load: Load
) -> None:
    changed = with_texts(files, ())
    changed["standards.csv"] = str(changed["standards.csv"]).replace(
        "CSSJZ GW 101—2020", ""
    )
    changed["texts/GW101@草案.txt"] = DRAFT.replace("新的工作规范", "窗口岗位规范")
    load(changed)
    found = exported()
    assert texts_in(found) == {"texts/GW101@草案.txt"}
    assert_comes_back(load, found)


def test_a_published_text_stays_one_while_the_standard_is_drafted_again(
    files: Files, load: Load
) -> None:
    changed = with_texts(files, ("FW101",))
    changed["standards.csv"] = str(changed["standards.csv"]).replace(
        "101-2020,现行", "101-2020,制定中"
    )
    load(changed)
    assert Standard.objects.get(code="FW101").status == "制定中"
    found = exported()
    assert texts_in(found) == {"texts/FW101.txt"}
    assert_comes_back(load, found)
    assert StandardEdition.objects.minted().count() == 1


def test_an_export_into_a_folder_leaves_no_stale_text(
    files: Files, load: Load, tmp_path: Path
) -> None:
    load(with_texts(files, ALL))
    pilot, target = Pilot.objects.get(), tmp_path / "export"
    export_pilot(pilot, target)
    assert len(list((target / "texts").iterdir())) == 3
    StandardPage.objects.get().delete()
    names = export_pilot(pilot, target)
    assert "texts/FW102.txt" not in names
    assert not (target / "texts" / "FW102.txt").exists()
    (target / "texts" / "README.md").write_text("# 我的说明", encoding="utf-8")
    with pytest.raises(ExportRefusedError, match=r"其中有 texts/README\.md"):
        export_pilot(pilot, target)


def test_a_text_without_a_portable_form_is_named(files: Files, load: Load) -> None:
    load(with_texts(files))
    page = StandardPage.objects.get()
    assert page.latest_revision is not None
    body = page.latest_revision.content["body"]
    assert '"id": "c41"' in body
    page.latest_revision.content["body"] = body.replace('"id": "c41"', '"id": "c 41"')
    page.latest_revision.save()
    with pytest.raises(ExportRefusedError, match=r"FW102 新的工作规范.*“c 41”"):
        exported()


def keepable(text: StandardText, cover: Cover) -> StandardText:
    """A random text with ids of its own and no character that no database keeps."""
    blocks: list[Block] = [
        replace(block, id=f"b{place}") for place, block in enumerate(text.blocks)
    ]
    cover = replace(
        cover,
        english_title=text.cover.english_title,
        ics=text.cover.ics,
        ccs=text.cover.ccs,
        issuing_bodies=text.cover.issuing_bodies,
    )
    whole = replace(text, cover=cover, blocks=tuple(blocks))
    return from_json(to_json(whole).replace("\\u0000", ""))


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(edition=TEXTS, draft=TEXTS)
def test_any_text_comes_back(
    edition: StandardText, draft: StandardText, files: Files, load: Load
) -> None:
    number = Cover(title="临时救助服务规范", number="CSSJZ FW 101—2020")
    planned = keepable(draft, Cover(title="新的工作规范"))
    changed = with_texts(
        {name: files[name] for name in ("pilot.toml", "units.csv", "standards.csv",
                                        "sections.csv")},
        (),
    )  # fmt: skip
    changed["texts/FW101.txt"] = write_text(keepable(edition, number))
    changed["texts/FW102.txt"] = write_text(planned)
    with undone():
        load(changed)
        found = exported()
        assert read_text(found["texts/FW102.txt"].decode()) == as_kept(planned)
        assert_comes_back(load, found)


def test_the_random_texts_reach_the_database(files: Files, load: Load) -> None:
    """Guards the test above against a rollback that hides everything."""
    with undone():
        load(with_texts(files))
        assert StandardEdition.objects.minted().exists()
    assert not Pilot.objects.exists()


def test_the_state_is_exported_as_one_zip(
    files: Files, load: Load, tmp_path: Path, data_root: Any
) -> None:
    load(with_texts(files, ALL))
    pilot = Pilot.objects.get()
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert "texts/FW101@2016.txt" in export_pilot(pilot, first)
    export_pilot(pilot, second)
    assert first.read_bytes() == second.read_bytes()

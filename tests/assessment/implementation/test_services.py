"""From a draft to a verified record, and every way back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEvent
from assessment.clause_records import clause_numbers
from assessment.evidence.files import path_of
from assessment.implementation.models import ImplementationRecord, RecordState
from assessment.implementation.readiness import readiness_of
from assessment.implementation.selectors import implementation_facts
from assessment.implementation.services import (
    RecordContent,
    RecordRefusedError,
    change_record,
    discard_record,
    file_record,
    return_record,
    sign_off_record,
    start_record,
    verify_records,
    withdraw_record,
)
from standards_catalog.procedure.models import Notice
from tests.evidence_records import make_evidence
from tests.factories import Cast, make_standard
from tests.records import make_record

DAY = date(2021, 5, 6)


def content(**fields: Any) -> RecordContent:
    words = {"done_on": DAY, "kind": "执行", "clause": "5.2", "description": "已执行"}
    return RecordContent(**{**words, **fields})


@pytest.fixture
def draft(cast: Cast) -> ImplementationRecord:
    """A draft of the own unit with a file."""
    record = start_record(
        pilot=cast.pilot,
        standard=make_standard(cast.pilot),
        content=content(),
        actor=cast.liaison,
        address="",
    )
    make_evidence(record, cast.liaison)
    return record


def filed(draft: ImplementationRecord, cast: Cast) -> ImplementationRecord:
    return file_record(record=draft, actor=cast.liaison, address="")


def by(actor: Any) -> dict[str, Any]:
    return {"actor": actor, "address": ""}


def test_a_draft_is_no_fact_and_a_filed_record_is_one(
    cast: Cast, draft: ImplementationRecord
) -> None:
    assert draft.state is RecordState.DRAFT
    assert implementation_facts(cast.pilot) == ()
    record = filed(draft, cast)
    assert record.state is RecordState.FILED
    assert record.filed_on == timezone.localdate()
    assert [fact.record_id for fact in implementation_facts(cast.pilot)] == [draft.pk]


def test_a_record_of_a_package_counts_as_filed(cast: Cast) -> None:
    record = make_record(cast.pilot, cast.own_unit, make_standard(cast.pilot))
    assert record.is_filed
    assert len(implementation_facts(cast.pilot)) == 1
    assert record.state is RecordState.FILED


def test_filing_renews_the_numbers_and_a_draft_does_not(
    cast: Cast, draft: ImplementationRecord
) -> None:
    cast.pilot.refresh_from_db()
    before = cast.pilot.data_version
    change_record(
        record=draft,
        mark=draft.mark(),
        content=content(kind="检查"),
        **by(cast.liaison),
    )
    cast.pilot.refresh_from_db()
    assert cast.pilot.data_version == before
    filed(draft, cast)
    cast.pilot.refresh_from_db()
    assert cast.pilot.data_version > before


FUTURE = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"done_on": FUTURE}, "还没有到"),
        ({"done_on": date(2021, 3, 31)}, "不是现行标准"),
        ({"clause": "", "description": " "}, "请至少选择一条条款"),
    ],
    ids=["future", "not in force", "empty"],
)
def test_what_is_missing_stands_in_the_way(
    cast: Cast, draft: ImplementationRecord, fields: dict[str, Any], told: str
) -> None:
    change_record(
        record=draft, mark=draft.mark(), content=content(**fields), **by(cast.liaison)
    )
    with pytest.raises(RecordRefusedError) as caught:
        file_record(record=draft, is_confirmed=True, **by(cast.liaison))
    assert any(told in reason for reason in caught.value.reasons)
    draft.refresh_from_db()
    assert not draft.is_filed


def test_publicity_may_go_before_the_standard(
    cast: Cast, draft: ImplementationRecord
) -> None:
    early = content(kind="宣贯", done_on=date(2021, 3, 20))
    changed = change_record(
        record=draft, mark=draft.mark(), content=early, **by(cast.liaison)
    )
    missing = readiness_of(changed, timezone.localdate())
    assert missing.errors == ()
    assert any("实施前的宣贯" in line for line in missing.warnings)


def test_a_standard_of_other_units_cannot_be_filed_about(
    cast: Cast, draft: ImplementationRecord
) -> None:
    assert draft.standard is not None
    draft.standard.applicable_units.set([cast.other_unit])
    errors = readiness_of(draft, timezone.localdate()).errors
    assert any("不适用于本单位" in line for line in errors)


def test_doubts_have_to_be_confirmed(cast: Cast, draft: ImplementationRecord) -> None:
    draft.evidence.all().delete()
    with pytest.raises(RecordRefusedError, match="没有佐证材料"):
        filed(draft, cast)
    file_record(record=draft, is_confirmed=True, **by(cast.liaison))
    draft.refresh_from_db()
    assert draft.is_filed


def test_a_double_is_pointed_out(cast: Cast, draft: ImplementationRecord) -> None:
    make_record(
        cast.pilot,
        cast.own_unit,
        draft.standard,
        done_on=DAY,
        kind="执行",
        clause="5.2",
    )
    warnings = readiness_of(draft, timezone.localdate()).warnings
    assert any("是否重复" in line for line in warnings)


def test_a_filed_record_is_withdrawn_while_nobody_verified_it(
    cast: Cast, draft: ImplementationRecord
) -> None:
    record = filed(draft, cast)
    back = withdraw_record(record=record, mark=record.mark(), **by(cast.liaison))
    assert back.state is RecordState.DRAFT
    assert (back.filed_on, back.filer_post) == (None, "")


def test_a_verified_record_is_fixed(cast: Cast, draft: ImplementationRecord) -> None:
    record = filed(draft, cast)
    verify_records(
        pilot=cast.pilot, marks={record.pk: record.mark()}, **by(cast.office)
    )
    record.refresh_from_db()
    mark = record.mark()
    for attempt in (
        lambda: withdraw_record(record=record, mark=mark, **by(cast.liaison)),
        lambda: return_record(record=record, mark=mark, note="改", **by(cast.leader)),
        lambda: change_record(
            record=record, mark=mark, content=content(), **by(cast.liaison)
        ),
        lambda: discard_record(record=record, **by(cast.liaison)),
    ):
        with pytest.raises(RecordRefusedError, match="核实"):
            attempt()
    record.refresh_from_db()
    assert record.state is RecordState.VERIFIED


def test_the_office_verifies_what_it_saw_and_nothing_else(
    cast: Cast, draft: ImplementationRecord
) -> None:
    record = filed(draft, cast)
    other = make_record(cast.pilot, cast.other_unit, draft.standard)
    third = make_record(cast.pilot, cast.other_unit, draft.standard)
    marks = {row.pk: row.mark() for row in (record, other, third)}
    withdraw_record(record=record, mark=record.mark(), **by(cast.liaison))
    ImplementationRecord.objects.filter(pk=third.pk).update(description="改过了")
    outcome = verify_records(pilot=cast.pilot, marks=marks, **by(cast.office))
    assert [row.pk for row in outcome.verified] == [other.pk]
    assert [line for line in outcome.refused if "撤回" in line]
    assert [line for line in outcome.refused if "有改动" in line]
    verified = ImplementationRecord.objects.exclude(verified_on=None)
    assert [row.pk for row in verified] == [other.pk]
    other.refresh_from_db()
    assert (other.verified_on, other.verifier_post) == (
        timezone.localdate(),
        "标准化办公室",
    )


def test_a_returned_record_is_mended_and_filed_again(
    cast: Cast, draft: ImplementationRecord
) -> None:
    record = filed(draft, cast)
    returned = return_record(
        record=record, mark=record.mark(), note="缺签到表", **by(cast.office)
    )
    assert returned.state is RecordState.RETURNED
    notice = Notice.objects.get(recipient=cast.liaison)
    assert "缺签到表" in notice.text
    assert str(record.pk) in notice.url
    with pytest.raises(RecordRefusedError, match=r"缺签到表.*照办"):
        filed(returned, cast)
    again = file_record(
        record=returned, actor=cast.liaison, address="", is_confirmed=True
    )
    assert again.state is RecordState.FILED
    assert again.returned_note == "缺签到表"


def test_returning_needs_a_reason(cast: Cast, draft: ImplementationRecord) -> None:
    record = filed(draft, cast)
    with pytest.raises(RecordRefusedError, match="原因"):
        return_record(record=record, mark=record.mark(), note=" ", **by(cast.office))


def test_the_leader_signs_off_and_refiling_asks_anew(
    cast: Cast, draft: ImplementationRecord
) -> None:
    record = filed(draft, cast)
    signed = sign_off_record(record=record, mark=record.mark(), **by(cast.leader))
    assert signed.reviewer_post == "分管领导"
    returned = return_record(
        record=signed, mark=signed.mark(), note="请补", **by(cast.leader)
    )
    assert (returned.reviewed_on, returned.reviewer_post) == (None, "")


def test_a_colleagues_words_are_not_overwritten_unseen(
    cast: Cast, draft: ImplementationRecord
) -> None:
    opened = draft.mark()
    change_record(
        record=draft, mark=opened, content=content(clause="6.1"), **by(cast.liaison)
    )
    with pytest.raises(RecordRefusedError, match="已被同事修改"):
        change_record(
            record=draft, mark=opened, content=content(clause="7"), **by(cast.liaison)
        )
    draft.refresh_from_db()
    assert draft.clause == "6.1"


def test_a_discarded_draft_takes_its_files_along(
    cast: Cast, draft: ImplementationRecord, django_capture_on_commit_callbacks: Any
) -> None:
    path = path_of(draft.evidence.get().stored_name)
    with django_capture_on_commit_callbacks(execute=True):
        discard_record(record=draft, **by(cast.liaison))
    assert not ImplementationRecord.objects.exists()
    assert not path.exists()


def test_the_database_refuses_a_verified_draft(
    cast: Cast, draft: ImplementationRecord
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImplementationRecord.objects.filter(pk=draft.pk).update(verified_on=DAY)


def test_the_audit_trail_says_nothing_of_what_a_draft_holds(
    cast: Cast, draft: ImplementationRecord
) -> None:
    events = AuditEvent.objects.filter(action="新建实施记录草稿")
    assert [event.detail for event in events] == [{}]
    assert draft.standard is not None
    assert draft.standard.code not in events[0].object_label
    filed(draft, cast)
    event = AuditEvent.objects.get(action="填报实施记录")
    assert draft.standard.code in event.object_label


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", {""}),
        ("5.2", {"5.2"}),
        ("5.2 a);6.1；第7章", {"5.2", "6.1", "7"}),
        ("5.2;", {"5.2"}),
    ],
)
def test_a_record_is_about_each_clause_it_names(words: str, numbers: set[str]) -> None:
    assert clause_numbers(words) == numbers

"""The pages that link steps with standards: what they offer, keep and refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessment.coverage.links.entries import Entry
from assessment.coverage.models import WorkStep
from standards_catalog.models import Standard
from tests.assessment.coverage.written import make_written
from tests.factories import Cast, make_standard
from tests.records import make_law, make_step

SignIn = Callable[[User], Client]


def entries(response: object) -> dict[str, dict[str, Entry]]:
    """Heading → code or name → entry."""
    groups = response.context["groups"]  # type: ignore[attr-defined]
    return {
        group.title: {entry.label: entry for entry in group.entries} for group in groups
    }


def links_url(step: WorkStep) -> str:
    return reverse("coverage:step_links", args=[step.pk])


def codes(step: WorkStep) -> list[str]:
    rows = step.coverage.select_related("standard")
    return [row.standard.code for row in rows if row.standard]


def post_of(step_or_standard: object, *ticked: object, **more: str) -> dict:
    keys = [each.pk for each in ticked]  # type: ignore[attr-defined]
    return {"shown": keys, "tick": keys, "action": "save", **more}


def test_the_likest_standards_are_suggested_with_reason_and_clause(
    cast: Cast, signed_in: SignIn
) -> None:
    written = make_written(cast.pilot)
    make_standard(cast.pilot, code="GL1", title="考核评价规范")
    make_standard(
        cast.pilot, date(2020, 1, 1), code="FW0", title="临时救助受理登记旧规范"
    ).editions.update(abolished_on=date(2021, 1, 1))
    step = make_step(cast.pilot, cast.own_unit, name="受理登记", item="临时救助")
    response = signed_in(cast.office).get(links_url(step))
    suggested = entries(response)["建议的标准"]
    assert list(suggested) == [str(written)]
    entry = suggested[str(written)]
    assert "临时救助" in entry.reason
    assert (entry.clauses, entry.proposed) == ("2", "2 受理登记")
    assert not entry.is_ticked


def test_the_office_keeps_what_is_ticked_and_others_only_read(
    cast: Cast, signed_in: SignIn
) -> None:
    written = make_written(cast.pilot)
    step = make_step(cast.pilot, cast.own_unit, name="受理登记", item="临时救助")
    data = post_of(step, written, **{f"clauses-{written.pk}": "2"})
    assert signed_in(cast.liaison).post(links_url(step), data).status_code == 403
    assert codes(step) == []
    office = signed_in(cast.office)
    response = office.post(links_url(step), data, follow=True)
    assert codes(step) == ["FW301"]
    assert "已保存关联" in response.content.decode()
    page = signed_in(cast.liaison).get(links_url(step)).content.decode()
    assert f"{reverse('authoring:text', args=[written.pk])}?edition=" in page
    assert "#c-b2" in page
    assert "保存关联" not in page


def test_beside_the_matrix_the_panel_alone_is_answered(
    cast: Cast, signed_in: SignIn
) -> None:
    written = make_written(cast.pilot)
    step = make_step(cast.pilot, cast.own_unit)
    office = signed_in(cast.office)
    response = office.post(
        links_url(step), post_of(step, written), headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert response["HX-Trigger"] == "coverage-changed"
    assert "<html" not in response.content.decode()
    again = office.post(
        links_url(step), post_of(step, written), headers={"HX-Request": "true"}
    )
    assert "HX-Trigger" not in again
    assert "关联没有变化" in again.content.decode()


def test_a_wrong_clause_is_told_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, signed_in: SignIn
) -> None:
    written, other = make_written(cast.pilot), make_standard(cast.pilot, code="FW9")
    step = make_step(cast.pilot, cast.own_unit, other, covering_clauses="FW9 4")
    data = post_of(
        step,
        written,
        other,
        **{f"clauses-{written.pk}": "2、88", f"clauses-{other.pk}": "4、5"},
    )
    response = signed_in(cast.office).post(links_url(step), data)
    entry = entries(response)["已选，尚未保存"][str(written)]
    assert "没有“88”" in entry.error
    assert (entry.clauses, entry.is_ticked) == ("2、88", True)
    assert entries(response)["已关联的标准"][str(other)].clauses == "4、5"
    assert codes(step) == ["FW9"]
    assert WorkStep.objects.get(pk=step.pk).covering_clauses == "FW9 4"


def test_a_search_keeps_what_is_ticked(cast: Cast, signed_in: SignIn) -> None:
    written = make_written(cast.pilot)
    wanted = make_standard(cast.pilot, code="GL7", title="档案管理规范")
    step = make_step(cast.pilot, cast.own_unit)
    data = post_of(step, written) | {"action": "search", "q": "档案"}
    response = signed_in(cast.office).post(links_url(step), data)
    found = entries(response)
    assert list(found["已选，尚未保存"]) == [str(written)]
    assert list(found["查找“档案”"]) == [str(wanted)]
    assert codes(step) == []


def test_unticking_removes_and_what_was_not_shown_stays(
    cast: Cast, signed_in: SignIn
) -> None:
    first, second = (make_standard(cast.pilot, code=f"FW{i}") for i in (1, 2))
    step = make_step(cast.pilot, cast.own_unit, first, second)
    data = {"shown": [first.pk], "tick": [], "action": "save"}
    signed_in(cast.office).post(links_url(step), data)
    assert codes(step) == ["FW2"]


def test_laws_are_shown_apart_and_clauses_of_nobody_too(
    cast: Cast, signed_in: SignIn
) -> None:
    step = make_step(cast.pilot, cast.own_unit, covering_clauses="8.8")
    step.coverage.create(law=make_law(cast.pilot, code="FL9"))
    step.coverage.create(law=make_law(cast.pilot, code="FL8"))
    page = signed_in(cast.liaison).get(links_url(step)).content.decode()
    assert "依据的法律法规（不计覆盖）" in page
    assert "FL9" in page
    assert "没有写明属于哪项标准的条款：8.8" in page


def test_from_its_own_page_a_standard_is_linked_with_several_steps(
    cast: Cast, signed_in: SignIn
) -> None:
    written = make_written(cast.pilot)
    old = make_step(cast.pilot, cast.own_unit, written, covering_clauses="FW301 2")
    new = make_step(cast.pilot, cast.own_unit, name="资金发放", item="临时救助")
    far = make_step(cast.pilot, cast.own_unit, name="召开碰头会", item="会商")
    url = reverse("coverage:standard_links", args=[written.pk])
    office = signed_in(cast.office)
    found = entries(office.get(url))
    assert [e.key for e in found["本标准覆盖的环节"].values()] == [old.pk]
    suggestion = next(iter(found["建议的环节"].values()))
    assert (suggestion.key, suggestion.clauses) == (new.pk, "3")
    assert suggestion.badge.word == "缺口"
    assert far.pk not in [e.key for e in found["建议的环节"].values()]
    data = {
        "shown": [old.pk, new.pk],
        "tick": [new.pk],
        f"clauses-{new.pk}": "3",
        "action": "save",
    }
    assert office.post(url, data).status_code == 302
    assert (codes(old), codes(new)) == ([], ["FW301"])
    panel = office.get(reverse("coverage:standard_steps", args=[written.pk]))
    assert "关联环节" in panel.content.decode()
    assert signed_in(cast.liaison).get(url).status_code == 403


def test_another_pilots_step_or_standard_is_not_found(
    cast: Cast, signed_in: SignIn
) -> None:
    other = Standard.objects.create(
        pilot=type(cast.pilot).objects.create(
            code="other", name="别的试点", starts_on="2020-01-01", ends_on="2020-12-31"
        ),
        code="X1",
        title="别处",
        subsystem="管理",
        level="内部标准",
        status="现行",
    )
    step = make_step(cast.pilot, cast.own_unit)
    office = signed_in(cast.office)
    office.post(links_url(step), {"pilot": cast.pilot.code, **post_of(step, other)})
    assert codes(step) == []

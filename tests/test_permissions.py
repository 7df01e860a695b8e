"""Every address as every role: what is not in the table fails by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import AuditEvent, Role, User
from assessment.indicators.registry import INDICATORS
from tests.factories import PASSWORD, Cast, make_user
from tests.permission_lines import (
    ACTORS,
    OTHER_UNIT,
    OWN_UNIT,
    SIGNED_IN,
    STRANGERS,
    Line,
    parts,
    patterns,
)
from tests.permission_records import (
    OTHER_NEEDLE,
    OWN_NEEDLE,
    Scene,
    make_scene,
)
from tests.permission_table import TABLE

SIGN_IN = "/accounts/sign-in/"
BY_VIEW = {line.view: line for line in TABLE}
LISTS = [line for line in TABLE if line.is_list]
# Wagtail's own addresses outside /admin/ and /documents/.
WAGTAIL = {
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
    "wagtail_serve",
}
Clients = dict[str, Client]
Lines = tuple[Line, ...]


def own_patterns() -> list[tuple[str, str]]:
    """The patterns of this project: all but Wagtail's."""
    return [
        (route, name)
        for route, name in patterns(get_resolver())
        if not route.startswith(("admin/", "documents/", "_util/"))
        and name not in WAGTAIL
    ]


def test_every_view_is_in_the_table_once() -> None:
    named = Counter(name or f"no name: {route}" for route, name in own_patterns())
    assert named == Counter(line.view for line in TABLE)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


@pytest.fixture
def clients(scene: Scene, signed_in: Callable[[User], Client]) -> Clients:
    """A browser for each actor; one account is switched off after it signed in."""
    leaver = make_user(Role.STANDARDS_OFFICE, username="leaver")
    opened = {name: signed_in(getattr(scene.cast, name)) for name in ACTORS[2:]}
    opened["deactivated"] = signed_in(leaver)
    opened["anonymous"] = Client()
    leaver.is_active = False
    leaver.save()
    return opened


def addresses(line: Line, scene: Scene) -> Iterator[tuple[str, frozenset[str]]]:
    """The addresses of a line, each with the roles that find nothing there."""
    if not line.owned:
        yield reverse(line.view, args=line.arguments(scene)), line.blind
        return
    for records, blind in ((scene.own, OTHER_UNIT), (scene.other, OWN_UNIT)):
        arguments = [records[line.owned].pk, *line.tail(records)]
        yield reverse(line.view, args=arguments), blind


def refusal(actor: str, line: Line) -> str:
    """The answer to somebody the view is not open to, or nothing."""
    if actor in line.readers:
        return ""
    return f"302 {SIGN_IN}" if actor in STRANGERS else "403"


def expected_get(line: Line, actor: str, blind: frozenset[str]) -> str:
    if answer := refusal(actor, line):
        return answer
    if not line.is_read:
        return "405"
    if actor in line.lands:
        return f"302 {reverse(line.lands[actor])}"
    return "404" if actor in blind else "200"


def found(response: Any) -> str:
    """The status, and where a redirect leads without its query."""
    if response.streaming:
        assert b"".join(response.streaming_content)
    if response.status_code in (301, 302):
        address, _, _ = response.headers["Location"].partition("?")
        return f"{response.status_code} {address}"
    return str(response.status_code)


@pytest.mark.parametrize("lines", parts(TABLE))
def test_reading_is_open_to_the_named_roles_only(
    lines: Lines, scene: Scene, clients: Clients, subtests: pytest.Subtests
) -> None:
    for line in lines:
        for url, blind in addresses(line, scene):
            wanted = {actor: expected_get(line, actor, blind) for actor in ACTORS}
            with subtests.test(line.view):
                answers = {actor: found(clients[actor].get(url)) for actor in ACTORS}
                assert answers == wanted, url


@pytest.mark.parametrize("lines", parts(LISTS))
def test_exports_and_parts_of_a_list_are_no_way_around(
    lines: Lines, scene: Scene, clients: Clients, subtests: pytest.Subtests
) -> None:
    for line in lines:
        with subtests.test(line.view):
            check_exports(line, scene, clients)


def check_exports(line: Line, scene: Scene, clients: Clients) -> None:
    headers = {"HX-Request": "true", "HX-Target": "record-list"}
    for url, blind in addresses(line, scene):
        for actor in ACTORS:
            client, wanted = clients[actor], expected_get(line, actor, blind)
            assert found(client.get(url, headers=headers)) == wanted, (url, actor)
            for form in ("xlsx", "csv"):
                response = client.get(url, {"export": form})
                assert found(response) == wanted, (url, actor, form)
                if wanted == "200":
                    assert f".{form}" in response.headers["Content-Disposition"]


def expected_post(line: Line, actor: str, blind: frozenset[str]) -> str:
    if answer := refusal(actor, line):
        return answer
    if not line.posters:
        return "405"
    if actor in line.posters:
        return "404" if actor in blind else "done"
    # Whether a stranger to the record learns of its role or of nothing.
    return "403 or 404" if actor in blind else "403"


@pytest.mark.parametrize("lines", parts(TABLE))
def test_writing_is_open_to_the_named_roles_only(
    lines: Lines, scene: Scene, clients: Clients, subtests: pytest.Subtests
) -> None:
    for line in lines:
        found_addresses = list(addresses(line, scene))
        with subtests.test(line.view), undone(clients):
            check_writing(line, found_addresses, clients)


@contextmanager
def undone(clients: Clients) -> Iterator[None]:
    """What the block writes is taken back, and who signed out is signed in again, so
    that the next line meets the same."""
    cookies = {name: client.cookies.copy() for name, client in clients.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for name, client in clients.items():
        client.cookies = SimpleCookie()
        client.cookies.update(cookies[name])
    cache.clear()


def check_writing(
    line: Line, found_addresses: list[tuple[str, frozenset[str]]], clients: Clients
) -> None:
    for url, blind in found_addresses:
        for actor in ACTORS:
            wanted = expected_post(line, actor, blind)
            answer = found(clients[actor].post(url))
            if wanted == "done":
                assert answer[:3] in {"200", "302"}, (url, actor)
                assert not answer.endswith(SIGN_IN) or actor in STRANGERS
            else:
                assert answer in wanted.split(" or "), (url, actor)


@pytest.mark.parametrize("lines", parts(line for line in TABLE if line.posters))
def test_a_forged_form_of_another_site_is_refused(
    lines: Lines, scene: Scene, subtests: pytest.Subtests
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.cast.admin)
    for line in lines:
        with subtests.test(line.view):
            url, _ = next(addresses(line, scene))
            assert client.post(url).status_code == 403


def test_a_refused_build_of_the_report_writes_nothing(
    scene: Scene, clients: Clients
) -> None:
    before = AuditEvent.objects.count()
    for actor in sorted(SIGNED_IN - {"office", "admin"}):
        clients[actor].post(reverse("acceptance:reports"), {"as_of": "2021-06-30"})
    assert scene.cast.pilot.acceptance_reports.count() == 1
    assert AuditEvent.objects.count() == before


def test_outsiders_who_signed_in_show_to_the_office_only(
    scene: Scene, clients: Clients
) -> None:
    outsider = scene.shared["training"].sign_ins.create(
        pilot=scene.cast.pilot,
        staff_number="W1",
        signed_at=scene.own["sign_in"].signed_at,
    )
    url = reverse("training:sign_in", args=[outsider.pk])
    statuses = {actor: clients[actor].get(url).status_code for actor in SIGNED_IN}
    hidden = OWN_UNIT | OTHER_UNIT
    assert {a for a, status in statuses.items() if status == 404} == hidden
    assert {a for a, s in statuses.items() if s == 200} == {
        "office",
        "leadership",
        "admin",
    }


def test_a_draft_self_evaluation_opens_to_its_unit_only(
    scene: Scene, clients: Clients
) -> None:
    url = reverse("self_evaluation:entry", args=[scene.own["draft"].pk])
    statuses = {actor: clients[actor].get(url).status_code for actor in SIGNED_IN}
    assert {a for a, status in statuses.items() if status == 200} == OWN_UNIT


@pytest.mark.parametrize("code", [indicator.code for indicator in INDICATORS])
def test_a_unit_role_opens_every_indicator_of_its_own_unit(
    code: str, scene: Scene, clients: Clients
) -> None:
    url = reverse("dashboards:indicator", args=[code])
    asked = {"unit": scene.cast.other_unit.name}
    page = clients["liaison"].get(url, asked)
    assert page.status_code in (200, 404)
    if page.status_code == 200:
        assert page.context["unit"] == scene.cast.own_unit


def test_an_account_loses_its_rights_with_its_next_request(
    scene: Scene, clients: Clients
) -> None:
    cast, liaison = scene.cast, clients["liaison"]
    findings = reverse("rectification:findings")
    own = reverse("rectification:finding", args=[scene.own["finding"].pk])
    other = reverse("rectification:finding", args=[scene.other["finding"].pk])
    assert OWN_NEEDLE in liaison.get(findings).content.decode()

    User.objects.filter(pk=cast.liaison.pk).update(unit=cast.other_unit)
    page = liaison.get(findings).content.decode()
    assert OWN_NEEDLE not in page
    assert OTHER_NEEDLE in page
    assert [liaison.get(url).status_code for url in (own, other)] == [404, 200]

    User.objects.filter(pk=cast.liaison.pk).update(role=Role.EXPERT, unit=None)
    assert liaison.get(findings).status_code == 403

    User.objects.filter(pk=cast.liaison.pk).update(is_active=False)
    assert found(liaison.get(findings)) == f"302 {SIGN_IN}"


def test_a_new_password_ends_the_sessions_of_other_browsers(cast: Cast) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.post(SIGN_IN, {"username": "office", "password": PASSWORD})
    fresh = "Another-line-2022"
    changed = here.post(
        reverse("accounts:password"),
        {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh},
    )
    assert changed.status_code == 302
    assert here.get("/workbench/").status_code == 200
    assert found(there.get("/workbench/")) == f"302 {SIGN_IN}"


def test_there_is_one_door_only(cast: Cast) -> None:
    """A door beside it would neither count wrong passwords nor record anything."""
    doors = ("/admin/login/", "/_util/login/")
    for door in doors:
        client = Client()
        client.post(door, {"username": "office", "password": PASSWORD})
        assert "_auth_user_id" not in client.session, door

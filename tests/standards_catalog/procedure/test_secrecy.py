"""What a project has on file is closed to other units, to strangers, to other experts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from standards_catalog.procedure.services import panels
from standards_catalog.procedure.services.proposals import add_document
from tests.factories import Cast, make_user
from tests.standards_catalog.procedure import world as w

pytestmark = pytest.mark.django_db

NEEDLE = "窗口应在2个工作日内转办"


@pytest.fixture
def world(cast: Cast) -> w.World:
    """A project whose review is concluded, with a document."""
    made = w.world_at(cast, "专家评审")
    add_document(
        project=made.project,
        kind="编制说明",
        title="编制说明",
        upload=ContentFile(NEEDLE.encode(), name="explanation.pdf"),
        actor=cast.liaison,
    )
    w.vote(made, "yyyyy")
    panels.conclude_review(
        project=made.project, actor=cast.office, conclusion="通过", main_points=""
    )
    return made


def addresses(world: w.World) -> list[str]:
    """Every address under which something of the project can be had."""
    project, round_, review = world.project, world.consultation, world.review
    document = project.documents.get()
    views: list[tuple[str, list[Any]]] = [
        ("procedure:project", [project.pk]),
        ("procedure:succession", [project.pk]),
        ("procedure:search", [project.pk]),
        ("procedure:upload", [project.pk]),
        ("procedure:document", [project.pk, document.pk]),
        ("procedure:dispositions", [round_.pk]),
        ("procedure:disposition_file", [round_.pk, "docx"]),
        ("procedure:blank_sheet", [round_.pk]),
        ("procedure:sheets", [round_.pk]),
        ("procedure:minutes", [review.pk, "pdf"]),
        ("procedure:review", [review.pk]),
        ("procedure:review_document", [review.pk, document.pk]),
        ("standard_documents:review", [review.pk, "pdf"]),
        ("standard_documents:draft", [world.standard.pk, "pdf"]),
        ("authoring:draft", [world.standard.pk]),
        ("authoring:check", [world.standard.pk]),
    ]
    for snapshot in project.snapshots.all():
        views += [
            ("procedure:snapshot", [project.pk, snapshot.pk]),
            ("standard_documents:snapshot", [project.pk, snapshot.pk, "pdf"]),
        ]
    views += [
        ("procedure:step", [project.pk, key])
        for key in (
            "submit_for_deliberation",
            "publish",
            "abandon",
            "open_consultation",
        )
    ]
    return [reverse(view, args=arguments) for view, arguments in views]


Outsider = Callable[[Cast], User | None]
OUTSIDERS: dict[str, Outsider] = {
    "another unit's liaison": lambda cast: cast.other_liaison,
    "another unit's leader": lambda cast: make_user(Role.UNIT_LEADER, cast.other_unit),
    "an expert of another panel": lambda cast: make_user(Role.EXPERT),
    "an auditor": lambda cast: cast.auditor,
    "nobody": lambda cast: None,
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nothing_of_a_project_is_open_to_outsiders(
    who: str, world: w.World, cast: Cast
) -> None:
    client, user = Client(), OUTSIDERS[who](cast)
    if user is not None:
        client.force_login(user)
    for address in addresses(world):
        for answer in (client.get(address), client.post(address, {"act": "vote"})):
            refusals = (403, 404, 405) if user is not None else (302, 405)
            assert answer.status_code in refusals, address
            assert NEEDLE not in answer.content.decode(), address


def test_texts_of_others_are_not_found_by_their_keys_in_a_comparison(
    world: w.World, cast: Cast
) -> None:
    page = reverse("comparing:compare", args=[world.standard.pk])
    client = Client()
    client.force_login(cast.other_liaison)
    for snapshot in world.project.snapshots.all():
        answer = client.get(page, {"new": f"snapshot-{snapshot.pk}"})
        assert NEEDLE not in answer.content.decode()

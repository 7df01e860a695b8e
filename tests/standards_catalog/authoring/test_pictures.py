"""Pictures of figures: drafters upload their own, readers see what a text shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model

from accounts.models import User
from standards_catalog.authoring.selectors import read_text
from standards_catalog.authoring.services import close_text, open_draft
from standards_catalog.drafting.document import Cover, Figure, StandardText
from tests.factories import Cast, make_standard
from tests.picture_records import drawn, picture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("collected"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def status(user: User | None, address: str) -> int:
    """The status of a file's answer, which is read to its end and so closed."""
    answer = (client(user) if user else Client()).get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.fixture
def drafts(cast: Cast) -> list[Any]:
    """An open draft of each of the two units."""
    pages = []
    for unit in (cast.own_unit, cast.other_unit):
        standard = make_standard(cast.pilot, None, status="制定中")
        standard.responsible_units.add(unit)
        pages.append(open_draft(standard=standard, actor=cast.office))
    return pages


CHOOSE = "wagtailimages_chooser:choose"
UPLOAD = "wagtailimages_chooser:create"


def upload(user: User) -> Any:
    file = SimpleUploadedFile("flow.png", drawn("blue"), "image/png")
    form = {
        "image-chooser-upload-title": "转办流程",
        "image-chooser-upload-file": file,
        "image-chooser-upload-collection": "1",
    }
    return client(user).post(reverse(UPLOAD), form)


def test_a_drafter_uploads_a_picture(cast: Cast, drafts: list[Any]) -> None:
    assert client(cast.liaison).get(reverse(CHOOSE)).status_code == 200
    assert upload(cast.liaison).status_code == 200
    image = get_image_model().objects.get(title="转办流程")
    assert image.uploaded_by_user == cast.liaison


def test_the_office_uploads_a_picture(cast: Cast, drafts: list[Any]) -> None:
    assert upload(cast.office).status_code == 200
    assert get_image_model().objects.filter(title="转办流程").exists()


def test_a_drafter_chooses_among_the_own_units_pictures(
    cast: Cast, drafts: list[Any]
) -> None:
    mine, other = picture(cast.liaison), picture(cast.other_liaison, "green")
    shown = client(cast.liaison).get(reverse(CHOOSE)).content.decode()
    chosen = "wagtailimages_chooser:chosen"
    assert reverse(chosen, args=[mine.pk]) in shown
    assert reverse(chosen, args=[other.pk]) not in shown
    assert client(cast.liaison).get(reverse(chosen, args=[other.pk])).status_code in (
        302,
        403,
        404,
    )
    assert client(cast.liaison).get(reverse(chosen, args=[mine.pk])).status_code == 200
    small = mine.get_rendition("max-165x165").file.name
    theirs = other.get_rendition("max-165x165").file.name
    answers = [
        status(cast.liaison, f"/media/{name}")
        for name in (small, theirs, mine.file.name, other.file.name)
    ]
    assert answers == [200, 404, 200, 404]


def test_nobody_without_a_draft_reaches_the_chooser(
    cast: Cast, drafts: list[Any]
) -> None:
    image = picture(cast.liaison)
    close_text(page=drafts[0], reason="征求意见", actor=cast.office)
    for user in (cast.liaison, cast.leader, cast.expert, cast.leadership):
        assert client(user).get(reverse(CHOOSE)).status_code in (302, 403)
        assert upload(user).status_code in (302, 403)
        assert status(user, f"/media/{image.file.name}") in (403, 404)
    assert get_image_model().objects.count() == 1


def test_only_the_system_administrator_removes_a_picture(
    cast: Cast, drafts: list[Any]
) -> None:
    image = picture(cast.liaison)
    address = reverse("wagtailimages:delete", args=[image.pk])
    for user in (cast.liaison, cast.office):
        client(user).post(address)
        assert get_image_model().objects.filter(pk=image.pk).exists()


def test_a_text_shows_its_picture_to_whoever_reads_it(cast: Cast) -> None:
    image = picture(cast.office)
    figure = Figure(id="1", caption="流程", reference=image.file_hash, alt="流程")
    reading = read_text(StandardText(cover=Cover(title="规范"), blocks=(figure,)))
    address = reading.items[0].picture
    answer = Client().get(address)
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert (
        Client().get(reverse("authoring:picture", args=["0" * 40])).status_code == 404
    )


def test_no_other_upload_lies_behind_the_address_of_pictures(cast: Cast) -> None:
    for name in ("procedure/2026/01/a.pdf", "../secret.key", "images/none.png"):
        assert status(cast.office, f"/media/{name}") == 404

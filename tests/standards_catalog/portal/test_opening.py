"""What is published is open, and counted as open, without another hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from assessment.services import indicator_values
from standards_catalog.models import Standard
from standards_catalog.procedure.services.publications import publish
from tests.factories import Cast
from tests.standards_catalog.procedure import world as w


def rate(cast: Cast) -> tuple[int, int]:
    cast.pilot.refresh_from_db()
    values = indicator_values(cast.pilot, timezone.localdate())
    value = next(v for v in values if v.code == "publication_rate")
    return value.numerator, value.denominator


@pytest.mark.parametrize(
    ("must_publish", "is_open", "counted"),
    [(True, True, (1, 1)), (False, False, (0, 0)), (None, False, (0, 0))],
)
def test_publication_opens_what_is_to_be_public(
    must_publish: bool | None, is_open: bool, counted: tuple[int, int], cast: Cast
) -> None:
    world = w.world_at(cast, "批准发布")
    Standard.objects.filter(pk=world.standard.pk).update(must_publish=must_publish)
    today = timezone.localdate()
    assert rate(cast) == (0, 0)
    publication = publish(
        project=world.fresh(),
        actor=cast.office,
        plan=w.publication_plan(world, effective_on=today),
    )
    edition = publication.edition
    assert edition is not None
    assert (edition.opened_on == today) is is_open
    assert bool(edition.opened_at_url) is is_open
    assert rate(cast) == counted
    if is_open:
        page = Client().get(edition.opened_at_url)
        assert "窗口应在2个工作日内转办。" in page.content.decode()
        assert "转办" in Client().get("/standards/search/?q=转办").content.decode()

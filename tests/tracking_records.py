"""Records of publication and promotion for the tests of who sees what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Unit, User
from assessment.promotion.models import PromotionProject
from assessment.publication.models import PublicationReport
from standards_catalog.models import Pilot, Standard
from tests.factories import make_standard


def make_report(standard: Standard, unit: Unit, by: User, **fields: Any) -> Any:
    """A report of ``unit`` that waits for the office."""
    defaults = {
        "opened_on": date(2021, 5, 1),
        "url": "https://example.com/page",
        "reported_by": by,
        "reported_at": timezone.now(),
    }
    return PublicationReport.objects.create(
        edition=standard.editions.get(), unit=unit, **{**defaults, **fields}
    )


def make_tracking_records(
    pilot: Pilot, unit: Unit, needle: str, by: User
) -> dict[str, Any]:
    """A service standard of ``unit`` with a report, in which the needle stands."""
    service = make_standard(pilot, must_publish=True)
    service.responsible_units.set([unit])
    report = make_report(service, unit, by, note=needle, url=f"https://x.cn/{needle}")
    promotion = PromotionProject.objects.create(
        pilot=pilot,
        standard=service,
        unit=unit,
        level="省级地方标准",
        intent_on=date(2021, 5, 1),
        intent_note=needle,
        application_on=date(2021, 6, 1),
        application_document=needle,
        end_reason=needle,
        extra={"备注": needle},
    )
    return {
        "service": service,
        "publication_report": report,
        "promotion": promotion,
    }

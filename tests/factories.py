"""Small made-up records for tests: one function a kind, everything overridable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from accounts.models import Role, Unit, User
from assessment.programme.models import Deliverable, Phase
from assessment.rectification.models import Finding
from standards_catalog.models import (
    Pilot,
    PilotMembership,
    Standard,
    StandardEdition,
    Subsystem,
)

PASSWORD = "Plumb-line-2021"  # noqa: S105
AS_OF = date(2021, 12, 31)
_numbers = count(1)


def make_unit(**fields: Any) -> Unit:
    """A department, active for ever."""
    number = next(_numbers)
    defaults = {"name": f"测试单位{number}", "kind": Unit.Kind.DEPARTMENT}
    return Unit.objects.create(**{**defaults, **fields})


def make_user(role: str, unit: Unit | None = None, **fields: Any) -> User:
    """An account of ``role`` whose password is ``PASSWORD``."""
    username = fields.pop("username", f"user{next(_numbers)}")
    return User.objects.create_user(
        username, password=PASSWORD, role=role, unit=unit, **fields
    )


def make_pilot(**fields: Any) -> Pilot:
    """A pilot that is over on ``AS_OF``."""
    number = next(_numbers)
    defaults = {
        "code": f"pilot-{number}",
        "name": f"测试试点{number}",
        "document": "测试〔2020〕1号",
        "starts_on": date(2020, 7, 1),
        "ends_on": AS_OF,
    }
    return Pilot.objects.create(**{**defaults, **fields})


def make_membership(pilot: Pilot, unit: Unit, **fields: Any) -> PilotMembership:
    """``unit`` as a member of ``pilot``."""
    return PilotMembership.objects.create(pilot=pilot, unit=unit, **fields)


def make_standard(
    pilot: Pilot, effective_on: date | None = date(2021, 4, 1), **fields: Any
) -> Standard:
    """An internal standard with one edition in force from ``effective_on``; without
    that date it has no edition."""
    number = next(_numbers)
    defaults = {
        "code": f"FW-{number}",
        "title": f"测试服务规范{number}",
        "subsystem": Subsystem.SERVICE_PROVISION,
        "level": Standard.Level.INTERNAL,
        "status": Standard.Status.CURRENT,
        "position": number,
    }
    standard = Standard.objects.create(pilot=pilot, **{**defaults, **fields})
    if effective_on is not None:
        StandardEdition.objects.create(
            standard=standard,
            number=f"Q/CS {number}—2021",
            effective_on=effective_on,
        )
    return standard


def make_finding(pilot: Pilot, unit: Unit, **fields: Any) -> Finding:
    """An open finding, due before ``AS_OF``."""
    number = next(_numbers)
    defaults = {
        "code": f"BH-{number}",
        "source": Finding.Source.INSPECTION,
        "fact": f"测试事实{number}",
        "severity": Finding.Severity.MINOR,
        "raised_on": date(2021, 9, 1),
        "due_on": date(2021, 10, 1),
    }
    return Finding.objects.create(pilot=pilot, unit=unit, **{**defaults, **fields})


def make_deliverable(pilot: Pilot, **fields: Any) -> Deliverable:
    """An unconfirmed deliverable of a phase that ended in June 2021."""
    number = next(_numbers)
    phase = Phase.objects.create(
        pilot=pilot,
        name=f"测试阶段{number}",
        starts_on=date(2021, 1, 1),
        ends_on=date(2021, 6, 30),
    )
    defaults = {"number": "1", "title": f"测试交付物{number}"}
    return Deliverable.objects.create(
        pilot=pilot, phase=phase, **{**defaults, **fields}
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """One account per role over two member units of one small pilot.

    ``liaison`` and ``leader`` act for ``own_unit``, ``other_liaison`` for
    ``other_unit``; ``admin`` is the superuser.
    """

    pilot: Pilot
    own_unit: Unit
    other_unit: Unit
    office: User
    liaison: User
    leader: User
    other_liaison: User
    leadership: User
    expert: User
    auditor: User
    admin: User


def make_cast() -> Cast:
    """The fixed cast of the tests about who sees what."""
    pilot = make_pilot(code="test-pilot", name="测试救助标准化试点")
    own, other = make_unit(name="测试民政局"), make_unit(name="测试医保局")
    make_membership(pilot, own, role="牵头", position=1)
    make_membership(pilot, other, role="责任", position=2)
    return Cast(
        pilot=pilot,
        own_unit=own,
        other_unit=other,
        office=make_user(Role.STANDARDS_OFFICE, username="office"),
        liaison=make_user(Role.UNIT_LIAISON, own, username="liaison"),
        leader=make_user(Role.UNIT_LEADER, own, username="leader"),
        other_liaison=make_user(Role.UNIT_LIAISON, other, username="other-liaison"),
        leadership=make_user(Role.LEADERSHIP_GROUP, username="leadership"),
        expert=make_user(Role.EXPERT, username="expert"),
        auditor=make_user(Role.AUDITOR, username="auditor"),
        admin=User.objects.create_superuser("admin", password=PASSWORD),
    )

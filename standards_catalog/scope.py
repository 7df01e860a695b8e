"""The pilot and the as-of date that a request is about.

Both come from the address (``?pilot=CODE&as_of=2021-12-31``), else from the
session, else from the newest pilot and its reporting date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone

from standards_catalog.models import Pilot

_PILOT_KEY = "pilot"
_DATE_KEY = "as_of"


@dataclass(frozen=True, slots=True)
class PilotScope:
    """What a page shows: one pilot on one date, and the pilots to switch to.

    ``pilot`` is ``None`` only while no pilot has been loaded yet.
    """

    pilot: Pilot | None
    as_of: date | None
    choices: tuple[Pilot, ...]

    @property
    def is_demonstration(self) -> bool:
        """Whether the banner “演示数据” has to be shown."""
        return self.pilot is not None and self.pilot.is_demonstration

    @property
    def today(self) -> date | None:
        """Today, where the page shows an earlier day; ``None`` where it does not."""
        now = timezone.localdate()
        return now if self.as_of is not None and self.as_of < now else None

    def required(self) -> tuple[Pilot, date]:
        """The pilot and date, or a 404 while nothing is loaded."""
        if self.pilot is None or self.as_of is None:
            raise Http404("还没有载入试点。")
        return self.pilot, self.as_of

    def query(self) -> str:
        """The scope as a query string, for links that must keep it."""
        if self.pilot is None or self.as_of is None:
            return ""
        return urlencode(
            {_PILOT_KEY: self.pilot.code, _DATE_KEY: self.as_of.isoformat()}
        )


def _wanted(request: HttpRequest, key: str) -> str:
    asked = request.GET.get(key, "").strip()
    if asked:
        return asked
    return str(request.session.get(key, ""))


def _parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def resolve_scope(request: HttpRequest) -> PilotScope:
    """Find the pilot and date of ``request`` and remember a change in its session.

    An unknown pilot code in the address is a 404; an unreadable date falls back to
    the pilot's reporting date.
    """
    choices = tuple(Pilot.objects.all())
    if not choices:
        return PilotScope(None, None, ())
    by_code = {pilot.code: pilot for pilot in choices}
    code = _wanted(request, _PILOT_KEY)
    if request.GET.get(_PILOT_KEY) and code not in by_code:
        raise Http404("没有这个试点。")
    pilot = by_code.get(code, choices[0])
    previous = request.session.get(_PILOT_KEY)
    switched = previous is not None and previous != pilot.code
    asked = request.GET.get(_DATE_KEY, "") if switched else _wanted(request, _DATE_KEY)
    as_of = _parse_date(asked) or pilot.reporting_date()
    _remember(request, pilot, as_of)
    return PilotScope(pilot, as_of, choices)


def _remember(request: HttpRequest, pilot: Pilot, as_of: date) -> None:
    """Keep an explicit choice; a visitor who chose nothing gets no session."""
    if not (request.GET.get(_PILOT_KEY) or request.GET.get(_DATE_KEY)):
        return
    wanted = {_PILOT_KEY: pilot.code, _DATE_KEY: as_of.isoformat()}
    if any(request.session.get(key) != value for key, value in wanted.items()):
        request.session.update(wanted)

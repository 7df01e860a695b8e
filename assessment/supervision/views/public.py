"""Draws as everybody may see and check them, without an account."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.generic.base import TemplateView, View

from assessment.supervision.drawing import candidates_text, result_text
from assessment.supervision.models import Draw
from assessment.supervision.publishing import (
    PublishedDraw,
    draw_file,
    recomputed,
)
from assessment.supervision.selectors import public_draws, publicly_known
from assessment.supervision.views.draws import (
    draw_badge,
    scope_words,
    size_words,
)
from listing.columns import NOTHING, joined
from listing.spreadsheets import csv_text
from standards_catalog.models import Pilot
from standards_catalog.views.pilot_lists import request_scope

_FILES = {
    "draw.json": "application/json; charset=utf-8",
    "candidates.txt": "text/plain; charset=utf-8",
    "result.csv": "text/csv; charset=utf-8",
    "result.txt": "text/plain; charset=utf-8",
}


class PublicDrawListView(TemplateView):
    """Every announced draw of the pilot, void ones too."""

    template_name = "supervision/public_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pilot = request_scope(self.request)[0]
        rows = [
            (draw, draw_badge(draw.state), size_words(draw))
            for draw in public_draws(pilot)
        ]
        return super().get_context_data(**kwargs, pilot=pilot, rows=rows)


def _announced(pilot: str, code: str) -> Draw:
    """The announced draw of the address; a 404 for any other."""
    rows = Draw.objects.filter(announced_at__isnull=False, pilot__kind=Pilot.Kind.PILOT)
    return get_object_or_404(rows.select_related("pilot"), pilot__code=pilot, code=code)


class PublicDrawView(TemplateView):
    """One draw: candidates, seed, result, how to do it again; ``?verify=yes`` does."""

    template_name = "supervision/public_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draw = _announced(kwargs["pilot"], kwargs["code"])
        today = timezone.localdate()
        known = publicly_known(draw, today)
        is_open = draw.is_open_on(today)
        return super().get_context_data(
            **kwargs,
            draw=draw,
            known=known,
            is_open=is_open,
            badge=draw_badge(draw.state),
            scope_words=scope_words(draw),
            size_words=size_words(draw),
            result=_result_rows(known) if is_open else (),
            steps=recomputed(known) if self.request.GET.get("verify") else (),
            example=known.drawn[0] if known.drawn else None,
        )


def _result_rows(known: PublishedDraw) -> list[dict[str, Any]]:
    titles = {one.code: one.title for one in known.candidates.standards}
    return [
        {
            "unit": one.unit,
            "standards": [(code, titles.get(code, NOTHING)) for code in one.standards],
            "inspectors": joined(one.inspectors),
        }
        for one in known.drawn
    ]


class PublicDrawFileView(View):
    """A draw as a file to check it by."""

    http_method_names = ["get", "head"]

    def get(
        self, request: HttpRequest, pilot: str, code: str, name: str
    ) -> HttpResponse:
        """JSON with everything public, or candidates and result, as hashed too."""
        if name not in _FILES:
            raise Http404("没有这个文件。")
        draw = _announced(pilot, code)
        known = publicly_known(draw, timezone.localdate())
        if name.startswith("result.") and not known.drawn:
            raise Http404("结果还没有公开。")
        content = _content(known, name)
        filename = f"{draw.code}_{name}"
        return HttpResponse(
            content,
            content_type=_FILES[name],
            headers={
                "Content-Disposition": content_disposition_header(True, filename) or ""
            },
        )


def _content(known: PublishedDraw, name: str) -> bytes:
    if name == "draw.json":
        return draw_file(known)
    if name == "candidates.txt":
        return candidates_text(known.candidates).encode()
    if name == "result.txt":
        return result_text(known.drawn).encode()
    titles = {one.code: one.title for one in known.candidates.standards}
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(("单位", "体系编号", "标准名称", "检查人"))
    for one in known.drawn:
        for code in one.standards:
            row = (one.unit, code, titles.get(code, ""), joined(one.inspectors))
            writer.writerow([csv_text(value) for value in row])
    return f"\ufeff{lines.getvalue()}".encode()

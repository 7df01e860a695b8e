"""The four products of the standards system: overview, files, the 编制说明."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.generic.base import TemplateView, View
from django.views.generic.edit import FormView

from accounts.permissions import CATALOGUE_READERS, OFFICE
from accounts.services import client_address, record_event
from background.services import JobRequest, enqueue
from listing.columns import share_text
from standards_catalog.products.diagram import SCREEN
from standards_catalog.products.documents import Product, structure_picture
from standards_catalog.products.files import (
    CONTENT_TYPES,
    product_file,
    product_file_name,
    takes_long,
)
from standards_catalog.products.forms import NoteForm
from standards_catalog.products.models import CompilationNote
from standards_catalog.products.notes import (
    POINTS,
    NotePoint,
    note_blocks,
    token_names,
)
from standards_catalog.products.selectors import SystemProducts, system_products
from standards_catalog.products.services import reset_note, save_note
from standards_catalog.products.tables import (
    STATISTICS_NOTE,
    count_texts,
    cross_table,
)
from standards_catalog.products.tasks import PRODUCT_FILE
from standards_catalog.products.wording import worded_points
from standards_catalog.selectors import Counts
from standards_catalog.views.pilot_lists import PilotPageMixin
from typesetting.blocks import Block
from typesetting.drawing import to_svg
from typesetting.fonts import MissingFontsError
from typesetting.html import block_html

_FORMATS = (("xlsx", "Excel"), ("docx", "Word"), ("pdf", "PDF"))
_SCREEN_HEADING = 2


class ProductsPageMixin(PilotPageMixin):
    """A page about the products; ``may_edit`` is the office's."""

    roles = CATALOGUE_READERS

    def products(self) -> SystemProducts:
        """The counted system on the page's pilot and date."""
        return system_products(self.pilot, self.as_of)

    def may_edit(self) -> bool:
        return self.account.is_superuser or self.account.role in OFFICE

    def page(self, **values: Any) -> dict[str, Any]:
        """What every page about the products shows."""
        return {"as_of": self.as_of, "may_edit": self.may_edit(), **values}


class ProductsView(ProductsPageMixin, TemplateView):
    """结构图 and 统计表 on the page; all four to download."""

    template_name = "standards_catalog/products/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        products = self.products()
        picture = structure_picture(products, SCREEN)
        worded = worded_points(self.pilot)
        return super().get_context_data(
            **kwargs,
            **self.page(
                products=products,
                diagram=SafeString(to_svg(picture.drawing, picture.description)),
                statistics=[
                    ("标准级别", _rows((r.label, r.total) for r in products.by_level)),
                    ("分体系", _rows((r.label, r.counts) for r in products.by_kind)),
                ],
                share=share_text(products.total.share),
                cross=SafeString(block_html(cross_table(products))),
                statistics_note=STATISTICS_NOTE,
                worded_count=sum(point.is_own for point in worded),
                files=[(product, product.label, _FORMATS) for product in Product],
            ),
        )


def _rows(counted: Iterable[tuple[str, Counts]]) -> list[tuple[str, ...]]:
    """Rows of the 统计表 as printed: label, 应有, 现有, 现有/应有."""
    return [(label, *count_texts(counts)) for label, counts in counted]


class ProductFileView(ProductsPageMixin, View):
    """One file of a product, always as a download, each one in the audit trail."""

    def get(
        self, request: HttpRequest, product: str, extension: str
    ) -> FileResponse | HttpResponse:
        if (
            product not in Product.__members__.values()
            or extension not in CONTENT_TYPES
        ):
            raise Http404("没有这种文件。")
        chosen = Product(product)
        if extension == "svg" and chosen is not Product.STRUCTURE:
            raise Http404("只有结构图有这种格式。")
        products = self.products()
        if takes_long(chosen, extension, products):
            return self._in_the_background(chosen, extension)
        try:
            content = product_file(chosen, extension, products, self.pilot)
        except MissingFontsError as error:
            messages.error(request, str(error))
            return redirect("standards_catalog:products")
        name = product_file_name(chosen, extension, self.pilot, self.as_of)
        record_event(
            actor=self.account,
            action="下载标准体系表",
            object_label=name,
            detail={"截至": self.as_of.isoformat()},
            address=client_address(request),
        )
        return FileResponse(
            content,
            as_attachment=True,
            filename=name,
            content_type=CONTENT_TYPES[extension],
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'",
            },
        )

    def _in_the_background(self, product: Product, extension: str) -> HttpResponse:
        """Queue the job, or find the one that is under way, and go to its page."""
        job = enqueue(
            request=JobRequest(
                kind=PRODUCT_FILE,
                title=f"{product.label} {extension.upper()}（{self.as_of.isoformat()}）",
                arguments={
                    "pilot": self.pilot.code,
                    "product": product.value,
                    "extension": extension,
                    "as_of": self.as_of.isoformat(),
                },
                pilot_name=self.pilot.name,
            ),
            actor=self.account,
            address=client_address(self.request),
        )
        return redirect("background:job", job.pk)


def _html(blocks: tuple[Block, ...]) -> SafeString:
    """Blocks as the block writer escaped them."""
    return SafeString("".join(block_html(b, top=_SCREEN_HEADING) for b in blocks))


class NotesView(ProductsPageMixin, TemplateView):
    """The 编制说明 as it will be printed; the office can edit each point."""

    template_name = "standards_catalog/products/notes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        products = self.products()
        notes = {
            note.point: note
            for note in CompilationNote.objects.filter(pilot=self.pilot).select_related(
                "updated_by"
            )
        }
        points = [
            (
                worded,
                notes.get(worded.point.number),
                _html(note_blocks(worded.text, products)),
            )
            for worded in worded_points(self.pilot)
        ]
        return super().get_context_data(
            **kwargs, **self.page(points=points, formats=_FORMATS)
        )


class NoteEditView(ProductsPageMixin, FormView[NoteForm]):
    """Word one point, or give it its first wording again."""

    roles = OFFICE
    form_class = NoteForm
    template_name = "standards_catalog/products/note_form.html"

    @property
    def point(self) -> NotePoint:
        """The point of the address; a 404 for any but the ten."""
        number = self.kwargs["point"]
        if not 1 <= number <= len(POINTS):
            raise Http404("编制说明只有十点。")
        return POINTS[number - 1]

    def get_initial(self) -> dict[str, Any]:
        return {"text": worded_points(self.pilot)[self.point.number - 1].text}

    def get_success_url(self) -> str:
        return f"{reverse('standards_catalog:product_notes')}#point-{self.point.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables, words = token_names()
        worded = worded_points(self.pilot)[self.point.number - 1]
        return super().get_context_data(
            **kwargs,
            **self.page(point=self.point, worded=worded, tables=tables, words=words),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        point = self.point
        if "reset" not in request.POST:
            return super().post(request, *args, **kwargs)
        address = client_address(request)
        if reset_note(
            pilot=self.pilot, point=point, actor=self.account, address=address
        ):
            messages.success(request, f"第{point.number}点已恢复为自动生成的初稿。")
        return redirect(self.get_success_url())

    def form_valid(self, form: NoteForm) -> HttpResponse:
        is_changed = save_note(
            pilot=self.pilot,
            point=self.point,
            text=form.cleaned_data["text"],
            actor=self.account,
            address=client_address(self.request),
        )
        word = "已保存" if is_changed else "没有改动"
        messages.success(self.request, f"第{self.point.number}点{word}。")
        return super().form_valid(form)

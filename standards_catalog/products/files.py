"""One file of a product, whoever asks for it: a page now, or a job later."""

from __future__ import annotations

import io
from datetime import date
from typing import IO

from django.utils import timezone

from standards_catalog.models import Pilot
from standards_catalog.products.documents import (
    Product,
    product_document,
    structure_picture,
)
from standards_catalog.products.selectors import SystemProducts
from standards_catalog.products.wording import worded_points
from standards_catalog.products.workbooks import product_workbook
from typesetting.drawing import to_svg
from typesetting.pdf import pdf_document
from typesetting.word import word_document

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
}
# Setting a table of more rows than this takes longer than somebody waits for a page.
ROWS_FOR_A_PAGE = 300
_WITH_ALL_ROWS = (Product.DETAILS, Product.SYSTEM)
_SET_IN_TYPE = ("pdf", "docx")


def takes_long(product: Product, extension: str, products: SystemProducts) -> bool:
    """Whether the file is one for a background job."""
    return (
        product in _WITH_ALL_ROWS
        and extension in _SET_IN_TYPE
        and len(products.details) > ROWS_FOR_A_PAGE
    )


def product_file(
    product: Product, extension: str, products: SystemProducts, pilot: Pilot
) -> IO[bytes]:
    """The file; MissingFontsError where a PDF cannot be set."""
    points = worded_points(pilot)
    if extension == "xlsx":
        return product_workbook(product, products, points)
    if extension == "svg":
        picture = structure_picture(products)
        return io.BytesIO(to_svg(picture.drawing, picture.description).encode())
    document = product_document(product, products, points)
    if extension == "docx":
        created = timezone.localtime()
        return io.BytesIO(word_document(document, created_at=created))
    identifier = f"{pilot.code} {product} {products.day} {document.running}"
    return io.BytesIO(pdf_document(document, identifier=identifier))


def product_file_name(product: Product, extension: str, pilot: Pilot, day: date) -> str:
    """What the file is called."""
    mark = "（演示数据）" if pilot.is_demonstration else ""
    return f"{pilot.code}-{product.label}-{day.isoformat()}{mark}.{extension}"

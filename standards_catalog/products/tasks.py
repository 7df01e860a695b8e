"""Large files of the products in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from background.kinds import JobError, JobResult, Progress, job_kind
from standards_catalog.models import Pilot
from standards_catalog.products.documents import Product
from standards_catalog.products.files import (
    CONTENT_TYPES,
    product_file,
    product_file_name,
)
from standards_catalog.products.selectors import system_products
from typesetting.fonts import MissingFontsError

PRODUCT_FILE = "standards-system-product"


@job_kind(PRODUCT_FILE)
def make_product_file(arguments: Mapping[str, Any], progress: Progress) -> JobResult:
    """The file of ``product`` in the form ``extension`` on ``as_of``, of the pilot with
    the code ``pilot``."""
    pilot = Pilot.objects.filter(code=arguments["pilot"]).first()
    if pilot is None:
        raise JobError(f"试点“{arguments['pilot']}”已不存在。")
    product, extension = Product(arguments["product"]), arguments["extension"]
    day = date.fromisoformat(arguments["as_of"])
    progress.report(0, 3, "正在统计")
    products = system_products(pilot, day)
    progress.report(1, 3, f"正在排版 {len(products.details)} 项标准")
    try:
        content = product_file(product, extension, products, pilot).read()
    except MissingFontsError as error:
        raise JobError(str(error)) from error
    name = product_file_name(product, extension, pilot, day)
    return JobResult(name, CONTENT_TYPES[extension], content)

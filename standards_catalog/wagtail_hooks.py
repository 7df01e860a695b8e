"""The catalogue in the content administration; registration only."""

from __future__ import annotations

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from standards_catalog.models import (
    LegalInstrument,
    Section,
    Standard,
    StandardEdition,
)
from standards_catalog.viewsets import CatalogueGroup, OfficePolicy

for model in (Standard, StandardEdition, Section, LegalInstrument):
    register_permission_policy(model, OfficePolicy(model))


@hooks.register("register_admin_viewset")
def catalogue() -> CatalogueGroup:
    return CatalogueGroup()

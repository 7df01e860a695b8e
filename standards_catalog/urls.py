"""Addresses of the standards system and of the public's standards."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from standards_catalog.portal.feeds import NewStandardsFeed
from standards_catalog.portal.sitemaps import SITEMAPS
from standards_catalog.views import (
    catalogue,
    laws,
    products,
    public,
    sections,
    tree,
    upkeep,
)

app_name = "standards_catalog"

urlpatterns = [
    path("workbench/standards/", catalogue.StandardListView.as_view(), name="list"),
    path("workbench/standards/tree/", tree.SystemTreeView.as_view(), name="tree"),
    path(
        "workbench/standards/<int:pk>/",
        catalogue.StandardDetailView.as_view(),
        name="detail",
    ),
    path(
        "workbench/standards/new/",
        upkeep.StandardAddView.as_view(),
        name="standard_add",
    ),
    path(
        "workbench/standards/<int:pk>/edit/",
        upkeep.StandardEditView.as_view(),
        name="standard_edit",
    ),
    path(
        "workbench/standards/<int:pk>/shift/",
        upkeep.StandardShiftView.as_view(),
        name="standard_shift",
    ),
    path(
        "workbench/standards/<int:pk>/delete/",
        upkeep.StandardDeleteView.as_view(),
        name="standard_delete",
    ),
    path(
        "workbench/standards/<int:pk>/editions/new/",
        upkeep.EditionAddView.as_view(),
        name="edition_add",
    ),
    path(
        "workbench/standards/editions/<int:pk>/",
        upkeep.EditionEditView.as_view(),
        name="edition",
    ),
    path(
        "workbench/standards/editions/<int:pk>/delete/",
        upkeep.EditionDeleteView.as_view(),
        name="edition_delete",
    ),
    path(
        "workbench/standards/laws/new/",
        upkeep.LawEntryView.as_view(),
        name="law_add",
    ),
    path(
        "workbench/standards/laws/<int:pk>/edit/",
        upkeep.LawEntryView.as_view(),
        name="law_edit",
    ),
    path(
        "workbench/standards/laws/<int:pk>/delete/",
        upkeep.LawDeleteView.as_view(),
        name="law_delete",
    ),
    path("workbench/standards/laws/", laws.LawListView.as_view(), name="laws"),
    path(
        "workbench/standards/laws/<int:pk>/",
        laws.LawDetailView.as_view(),
        name="law",
    ),
    path(
        "workbench/standards/products/",
        products.ProductsView.as_view(),
        name="products",
    ),
    path(
        "workbench/standards/products/notes/",
        products.NotesView.as_view(),
        name="product_notes",
    ),
    path(
        "workbench/standards/products/notes/<int:point>/",
        products.NoteEditView.as_view(),
        name="product_note",
    ),
    path(
        "workbench/standards/products/<slug:product>.<slug:extension>",
        products.ProductFileView.as_view(),
        name="product_file",
    ),
    path(
        "workbench/standards/sections/",
        sections.SectionsView.as_view(),
        name="sections",
    ),
    path(
        "workbench/standards/sections/new/",
        sections.SectionAddView.as_view(),
        name="section_add",
    ),
    path(
        "workbench/standards/sections/<int:pk>/",
        sections.SectionEditView.as_view(),
        name="section",
    ),
    path(
        "workbench/standards/sections/<int:pk>/shift/",
        sections.SectionShiftView.as_view(),
        name="section_shift",
    ),
    path(
        "workbench/standards/sections/<int:pk>/delete/",
        sections.SectionDeleteView.as_view(),
        name="section_delete",
    ),
    path("workbench/standards/notes/", catalogue.NoteListView.as_view(), name="notes"),
    path("standards/", public.PublicStandardListView.as_view(), name="public_list"),
    path("standards/tree/", public.PublicTreeView.as_view(), name="public_tree"),
    path("standards/feed.xml", require_safe(NewStandardsFeed()), name="public_feed"),
    path(
        "sitemap.xml",
        require_safe(sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    path("robots.txt", public.robots, name="robots"),
    path(
        "standards/<slug:pilot>/<str:code>/",
        public.PublicStandardView.as_view(),
        name="public_detail",
    ),
]

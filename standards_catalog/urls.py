"""Addresses of the standards system and of the public's standards."""

from django.urls import path

from standards_catalog.views import catalogue, products, public, sections, tree

app_name = "standards_catalog"

urlpatterns = [
    path("workbench/standards/", catalogue.StandardListView.as_view(), name="list"),
    path("workbench/standards/tree/", tree.SystemTreeView.as_view(), name="tree"),
    path(
        "workbench/standards/<int:pk>/",
        catalogue.StandardDetailView.as_view(),
        name="detail",
    ),
    path("workbench/standards/laws/", catalogue.LawListView.as_view(), name="laws"),
    path(
        "workbench/standards/laws/<int:pk>/",
        catalogue.LawDetailView.as_view(),
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
    path(
        "standards/<slug:pilot>/<str:code>/",
        public.PublicStandardView.as_view(),
        name="public_detail",
    ),
]

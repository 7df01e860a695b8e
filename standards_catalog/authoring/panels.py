"""The panel above the body in the editor: numbers, checks and things to insert."""

from __future__ import annotations

from django import forms
from django.templatetags.static import static
from wagtail.admin.panels import Panel


class DraftingPanel(Panel):
    """Shows the report on the saved draft, which ``editor.js`` fetches at first and
    after each save. It has no fields."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "authoring/editor_panel.html"

        @property
        def media(self) -> forms.Media:
            """The script that keeps it up to date, and its looks."""
            return forms.Media(
                js=[static("authoring/editor.js")],
                css={"all": [static("authoring/editor.css")]},
            )

"""Forms of the catalogue in the content administration."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from standards_catalog.models import Section, StandardEdition
from standards_catalog.upkeep.checks import EntryError, checked_level
from standards_catalog.upkeep.fields import (
    EDITION_SUCCESSOR_HELP,
    LAW_SUCCESSOR_HELP,
    EditionChecksMixin,
    LawChecksMixin,
    successor_field,
)


class PilotEntryForm(WagtailAdminModelForm):
    """An entry of a pilot's catalogue: it never moves to another pilot, and its
    section is of the same pilot and subsystem."""

    section_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        self.fields["pilot"].disabled = True
        if self.section_field:
            own = Section.objects.filter(pilot=self.instance.pilot)
            self.fields[self.section_field].queryset = own

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        section = data.get(self.section_field)
        if section is None:
            return data
        if section.pilot != data.get("pilot"):
            self.add_error(
                self.section_field, "这个子体系属于另一个试点，请选择本试点的。"
            )
        elif section.subsystem != data.get("subsystem"):
            self.add_error(
                self.section_field,
                f"这个子体系属于“{section.subsystem}”分体系，请选择同一分体系的。",
            )
        return data


class StandardForm(PilotEntryForm):
    """A standard of the catalogue; its level is that of its editions' numbers."""

    section_field = "section"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        level = data.get("level")
        if self.instance.pk is not None and level and "level" in self.changed_data:
            try:
                checked_level(self.instance, level)
            except EntryError as error:
                self.add_error("level", str(error))
        return data


class SectionForm(PilotEntryForm):
    """A section of the system."""

    section_field = "parent"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        above, seen = data.get("parent"), set()
        while above is not None and above.pk not in seen:
            if above.pk == self.instance.pk:
                self.add_error("parent", "上级子体系不能是它自己或它的下级。")
                break
            seen.add(above.pk)
            above = above.parent
        return data


class EditionForm(EditionChecksMixin, WagtailAdminModelForm):
    """An edition of a standard: its number is of its level, its dates follow one
    another, and what took its place is linked."""

    replaced_by = successor_field(EDITION_SUCCESSOR_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start_edition()
        if self.instance.pk is not None:
            self.fields["standard"].disabled = True
        if self.instance.is_minted:
            for name in self.fields.keys() & StandardEdition.FROZEN:
                self.fields[name].disabled = True
                self.fields[name].help_text = "版次已发布，不能修改。"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        standard = data.get("standard")
        if standard is not None:
            self.check_edition(data, standard)
        return data


class LawForm(LawChecksMixin, PilotEntryForm):
    """A law: its dates follow one another, and what took its place is linked."""

    replaced_by = successor_field(LAW_SUCCESSOR_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start_law()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        pilot = data.get("pilot")
        if pilot is not None:
            self.instance.pilot = pilot
            self.check_law(data)
        return data

"""Forms of the catalogue in the content administration."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from standards_catalog.models import Section, StandardEdition


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
    """A standard of the catalogue."""

    section_field = "section"


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


class EditionForm(WagtailAdminModelForm):
    """An edition of a standard: its dates follow one another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["standard"].disabled = True
        if self.instance.is_minted:
            for name in self.fields.keys() & StandardEdition.FROZEN:
                self.fields[name].disabled = True
                self.fields[name].help_text = "版次已发布，不能修改。"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for earlier, later, message in (
            ("published_on", "effective_on", "实施日期不能早于发布日期。"),
            ("effective_on", "abolished_on", "废止日期不能早于实施日期。"),
        ):
            first, last = data.get(earlier), data.get(later)
            if first is not None and last is not None and last < first:
                self.add_error(later, message)
        return data

"""Form parts that the workbench and the content administration share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from standards_catalog.models import LegalInstrument, Standard, StandardEdition
from standards_catalog.upkeep.checks import (
    EntryError,
    checked_dates,
    checked_number,
    checked_year,
    set_edition_successor,
    set_law_successor,
)

EDITION_SUCCESSOR_HELP = (
    "填代替它的标准编号。列入本体系的自动关联，没有列入的按编号记下；没有被代替的留空。"
)
LAW_SUCCESSOR_HELP = (
    "填代替它的法律法规的体系编号、名称或文号。列入清单的自动关联；没有被代替的留空。"
)


class EditionChecksMixin:
    """Checks of an edition, for a model form with its fields.

    ``standard_of`` is the standard whose edition it is, known once the form's own
    fields are clean.
    """

    instance: StandardEdition
    fields: dict[str, forms.Field]
    add_error: Callable[[str | None, Any], None]
    changed_data: list[str]

    def start_edition(self) -> None:
        """Show what the edition was replaced by."""
        self.fields["replaced_by"].initial = self.instance.replaced_by

    def check_edition(self, data: dict[str, Any], standard: Standard) -> None:
        """Put a reason at each field that is refused; ``data`` is corrected."""
        self._check_number(data, standard)
        dates = (data.get(n) for n in ("published_on", "effective_on", "abolished_on"))
        for field, reason in checked_dates(*dates):
            self.add_error(field, reason)
        self._check_successor(data, standard)

    def _check_number(self, data: dict[str, Any], standard: Standard) -> None:
        number = data.get("number")
        if self.instance.is_minted or number is None:
            return
        if not number:
            if standard.level != Standard.Level.INTERNAL:
                self.add_error("number", f"{standard.level}的版次须填标准编号。")
            return
        # What was loaded may be older than today's rules; it stays until it changes.
        if not {"number", "published_on"} & set(self.changed_data):
            return
        try:
            data["number"] = checked_number(number, self.instance, standard)
            checked_year(data["number"], data.get("published_on"))
        except EntryError as error:
            self.add_error("number", str(error))

    def _check_successor(self, data: dict[str, Any], standard: Standard) -> None:
        text = data.get("replaced_by") or ""
        self.instance.number = data.get("number") or self.instance.number
        try:
            set_edition_successor(self.instance, standard.pilot, text)
        except EntryError as error:
            self.add_error("replaced_by", str(error))
            return
        if text and data.get("abolished_on") is None:
            successor = self.instance.successor
            since = successor.effective_on if successor is not None else None
            hint = f"（{successor} 自 {since.isoformat()} 实施）" if since else ""
            reason = f"填了被代替，还须填废止日期，一般为新标准的实施日期{hint}。"
            self.add_error("abolished_on", reason)


class LawChecksMixin:
    """Checks of a law, for a model form with its fields."""

    instance: LegalInstrument
    fields: dict[str, forms.Field]
    add_error: Callable[[str | None, Any], None]

    def start_law(self) -> None:
        """Show what the law was replaced by."""
        self.fields["replaced_by"].initial = self.instance.replaced_by

    def check_law(self, data: dict[str, Any]) -> None:
        """Put a reason at each field that is refused."""
        begins, ends = data.get("effective_on"), data.get("abolished_on")
        if begins and ends and ends < begins:
            self.add_error("abolished_on", "废止日期不能早于实施日期。")
        text = data.get("replaced_by") or ""
        try:
            set_law_successor(self.instance, text)
        except EntryError as error:
            self.add_error("replaced_by", str(error))
            return
        if text and ends is None:
            self.add_error(
                "abolished_on", "填了被代替，还须填废止日期，一般为新文件的实施日期。"
            )


def successor_field(help_text: str) -> forms.CharField:
    """What replaced an entry, by its number or name."""
    return forms.CharField(
        label="被代替为", required=False, max_length=300, help_text=help_text
    )

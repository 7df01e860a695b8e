"""Texts: frozen ones become editions with their clauses, the others drafts.

What publishing makes of a text (``standards_catalog.authoring``), a load makes of it
too. Texts are added, never removed: a published edition never changes, and a draft is
somebody's work. Which standards a package has no text for says nothing about theirs.
"""

from __future__ import annotations

from accounts.models import User
from assessment.packages.journal import Values, attnames_of
from assessment.packages.loading import LoadState
from assessment.packages.synchronising import LoadRefusedError, Rows, Tally
from assessment.packages.texts import PackagedText
from standards_catalog.authoring.loading import load_draft, needs_loading, pages_of
from standards_catalog.authoring.minting import clauses_of
from standards_catalog.authoring.services import DraftError
from standards_catalog.drafting.json_form import digest, to_plain
from standards_catalog.models import Clause, Pilot, Standard, StandardEdition

TEXTS, DRAFTS = "texts", "drafts"
LONGEST_ISSUER = 200


def load_edition_texts(state: LoadState) -> None:
    """Freeze the texts of editions that have none yet; their clauses become rows.

    LoadRefusedError for another text than an edition has.
    """
    digests = dict(
        StandardEdition._base_manager.filter(
            standard__pilot_id=state.pilot_id
        ).values_list("pk", "text_digest")
    )
    new: dict[int, PackagedText] = {}
    for packaged in state.package.texts:
        if packaged.is_draft:
            continue
        number = packaged.text.cover.number
        pk = state.edition_ids[packaged.code, number]
        held = digests.get(pk, "")
        if held and held != digest(packaged.text):
            raise LoadRefusedError(
                f"{packaged.file} 标准编号“{number}”：这一版次已发布，文本与包中的不同；"
                "已发布的版次不能修改，改动应作为新版次"
            )
        if not held:
            new[pk] = packaged
    _freeze(state, new)


def _freeze(state: LoadState, new: dict[int, PackagedText]) -> None:
    frozen = {pk: _frozen_values(packaged) for pk, packaged in new.items()}
    state.sync.set_fields(StandardEdition, frozen, Tally())
    clauses = [
        values for pk, packaged in new.items() for values in _clauses(pk, packaged)
    ]
    key = ("edition_id", "block_id")
    # The editions had no text, so that every clause is new.
    rows = Rows(Clause, {"pk__in": []}, key, clauses, replaces=False)
    state.sync.apply(rows, Tally())
    state.tallies[TEXTS].created.update(new)


def _frozen_values(packaged: PackagedText) -> Values:
    text = packaged.text
    return {
        "text": to_plain(text),
        "text_digest": digest(text),
        "issuer": "、".join(text.cover.issuing_bodies)[:LONGEST_ISSUER],
    }


def _clauses(pk: int, packaged: PackagedText) -> list[Values]:
    names = attnames_of(Clause)
    found = clauses_of(StandardEdition(pk=pk), packaged.text)
    return [{name: getattr(clause, name) for name in names} for clause in found]


def load_drafts(state: LoadState, actor: User | None) -> None:
    """Open or replace the drafts; a check only counts them.

    Pages are trees and revisions, which the journal of rows cannot hold, so what was
    written is noted in ``state.drafts``. LoadRefusedError where the text is closed.
    """
    drafts = [packaged for packaged in state.package.texts if packaged.is_draft]
    if not drafts:
        return
    pages = pages_of(Pilot(pk=state.pilot_id))
    tally = state.tallies[DRAFTS]
    for packaged in drafts:
        standard_id = state.ids("standards")[packaged.code]
        page = pages.get(standard_id)
        try:
            if not needs_loading(page, packaged.text):
                continue
            (tally.created if page is None else tally.changed).add(standard_id)
            if state.writes:
                _write(state, standard_id, packaged, actor)
        except DraftError as error:
            reason = str(error).rstrip("。")
            raise LoadRefusedError(f"{packaged.file}：{reason}") from error


def _write(
    state: LoadState, standard_id: int, packaged: PackagedText, actor: User | None
) -> None:
    standard = Standard.objects.get(pk=standard_id)
    loaded = load_draft(standard=standard, text=packaged.text, actor=actor)
    if loaded is not None:
        state.drafts.append(loaded)

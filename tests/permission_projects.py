"""Who may open which page about making and revising standards, and answering drafts:
lines of ``permission_table``."""

from __future__ import annotations

from typing import Any

from django.urls import resolve

from standards_catalog.procedure.services.links import link_for
from tests.permission_lines import (
    ADMIN,
    CATALOGUE,
    DRAFTERS,
    EVERYBODY,
    LIAISONS,
    OFFICE,
    OTHER_UNIT,
    OWN_UNIT,
    RECORDS,
    SIGNED_IN,
    Line,
    listing,
    owned,
    shared,
)
from tests.permission_records import Scene


def signed_link(scene: Scene) -> tuple[Any, ...]:
    """The token of a link by which somebody without an account answers."""
    address = link_for(scene.shared["public_round"].invitations.get(unit=None))
    return (resolve(address).kwargs["token"],)


PROJECT_LINES = (
    # Making and revising standards: the project is its lead unit's affair.
    listing("procedure:projects", RECORDS),
    Line("procedure:board", RECORDS),
    Line("procedure:propose", DRAFTERS, posters=DRAFTERS),
    Line("procedure:rules", OFFICE, posters=OFFICE),
    owned("procedure:project", "project"),
    shared("procedure:standard_projects", "standard", RECORDS),
    Line(
        "procedure:step",
        OFFICE,
        owned="project",
        posters=OFFICE,
        tail=lambda records: ("extend_consultation",),
    ),
    Line("procedure:succession", RECORDS, owned="project", posters=DRAFTERS),
    Line(
        "procedure:edition_succession",
        CATALOGUE,
        lambda scene: (scene.shared["standard"].editions.earliest("pk").pk,),
    ),
    Line("procedure:search", DRAFTERS, owned="project", posters=DRAFTERS),
    Line("procedure:upload", DRAFTERS, owned="project", posters=DRAFTERS),
    Line(
        "procedure:document",
        RECORDS,
        owned="project",
        tail=lambda records: (records["project_document"].pk,),
    ),
    Line(
        "procedure:snapshot",
        RECORDS,
        owned="project",
        tail=lambda records: (records["snapshot"].pk,),
    ),
    Line("procedure:dispositions", RECORDS, owned="round", posters=DRAFTERS),
    Line(
        "procedure:disposition_file",
        RECORDS,
        owned="round",
        tail=lambda records: ("docx",),
    ),
    owned("procedure:blank_sheet", "round", DRAFTERS),
    Line("procedure:sheets", DRAFTERS, owned="round", posters=DRAFTERS),
    Line(
        "procedure:sheet",
        DRAFTERS,
        owned="round",
        posters=DRAFTERS,
        tail=lambda records: (records["sheet_of_comments"].pk,),
    ),
    Line(
        "procedure:paper_reply",
        DRAFTERS,
        owned="round",
        is_read=False,
        posters=DRAFTERS,
    ),
    Line(
        "procedure:minutes",
        RECORDS,
        owned="concluded_review",
        tail=lambda records: ("docx",),
    ),
    # What a unit is asked, a panel reviews, and everybody may answer.
    listing("procedure:invitations", ADMIN | OWN_UNIT | OTHER_UNIT),
    Line(
        "procedure:invitation",
        ADMIN | OWN_UNIT | OTHER_UNIT,
        owned="invitation",
        posters=LIAISONS,
    ),
    listing("procedure:reviews", OFFICE | {"expert"}),
    Line(
        "procedure:review",
        OFFICE | {"expert"},
        lambda scene: (scene.shared["review"].pk,),
        posters=frozenset({"expert"}),
    ),
    Line(
        "procedure:review_document",
        OFFICE | {"expert"},
        lambda scene: (
            scene.shared["review"].pk,
            scene.shared["review_document"].pk,
        ),
    ),
    Line("procedure:public_list", EVERYBODY),
    Line(
        "procedure:public_detail",
        EVERYBODY,
        lambda scene: (scene.shared["public_round"].pk,),
        posters=EVERYBODY,
    ),
    Line("procedure:signed", EVERYBODY, signed_link, posters=EVERYBODY),
    Line("procedure:periodic_reviews", RECORDS),
    Line(
        "procedure:periodic_review",
        OFFICE,
        lambda scene: (scene.shared["standard"].pk,),
        posters=OFFICE,
    ),
    Line("procedure:notices", SIGNED_IN, posters=SIGNED_IN),
    Line(
        "procedure:notice",
        SIGNED_IN,
        lambda scene: (0,),
        lands=dict.fromkeys(SIGNED_IN, "procedure:notices"),
    ),
)

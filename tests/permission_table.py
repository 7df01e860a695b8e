"""Who may open which address: one line for every view of this project.

Written by hand from ``design/experience.md`` and never derived from the code it
checks. ``test_permissions.py`` fails for a view that has no line, and for a line that
has no view.
"""

from __future__ import annotations

from typing import Any

from standards_catalog.models import Section
from tests.catalogue_records import make_ended_law, make_source_document
from tests.document_records import (
    kept_upload,
    offices_job,
    open_text_file,
    text_file,
    two_open_texts,
    two_texts,
    with_text,
)
from tests.gap_lines import GAP_LINES
from tests.permission_implementation import PLANS
from tests.permission_lines import (
    ADMIN,
    AUDIT,
    CATALOGUE,
    DRAFTERS,
    EVERYBODY,
    FILERS,
    LEADERS,
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
from tests.permission_projects import PROJECT_LINES, signed_link
from tests.permission_records import Scene
from tests.permission_steps import STEP_LINES
from tests.picture_records import picture_key, picture_name
from tests.supervision_table import SUPERVISION


def _discarded_upload(scene: Scene) -> tuple[Any, ...]:
    return ("0" * 32,)


def _section(scene: Scene) -> tuple[Any, ...]:
    section, _ = Section.objects.get_or_create(
        pilot=scene.cast.pilot,
        code="FW9",
        defaults={"subsystem": "服务提供", "title": "测试子体系"},
    )
    return (section.pk,)


def _standard(scene: Scene) -> tuple[Any, ...]:
    return (scene.shared["standard"].pk,)


def _step(scene: Scene) -> tuple[Any, ...]:
    return (scene.shared["step"].pk,)


def _edition(scene: Scene) -> tuple[Any, ...]:
    return (scene.shared["standard"].editions.earliest("pk").pk,)


def _law(scene: Scene) -> tuple[Any, ...]:
    return (scene.shared["law"].pk,)


def _ended_law(scene: Scene) -> tuple[Any, ...]:
    law = make_ended_law(scene.cast.pilot)
    return (law.code,)


def _source_document(scene: Scene) -> tuple[Any, ...]:
    return (make_source_document(scene.shared["law"], scene.cast.office).pk,)


def _open_standard(scene: Scene) -> tuple[Any, ...]:
    return scene.cast.pilot.code, scene.shared["standard"].code


TABLE = (
    # The way in and out, and whether the site is alive.
    Line(
        "accounts:sign_in",
        EVERYBODY,
        posters=EVERYBODY,
        lands=dict.fromkeys(SIGNED_IN, "home:workbench"),
    ),
    Line("accounts:sign_out", EVERYBODY, is_read=False, posters=EVERYBODY),
    Line("accounts:password", SIGNED_IN, posters=SIGNED_IN),
    Line("handbook:index", EVERYBODY),
    Line("handbook:topic", EVERYBODY, lambda scene: ("start",)),
    Line("home:portal", EVERYBODY, posters=EVERYBODY),
    Line("home:health", EVERYBODY, posters=EVERYBODY),
    Line("home:readiness", EVERYBODY, posters=EVERYBODY),
    Line(
        "home:workbench",
        SIGNED_IN,
        lands={"leadership": "dashboards:dashboard", "auditor": "accounts:audit"},
    ),
    Line("home:figures", RECORDS),
    # What runs in the background for one person.
    listing("background:jobs", SIGNED_IN),
    Line("background:job", SIGNED_IN, offices_job, blind=SIGNED_IN - OFFICE),
    Line("background:result", SIGNED_IN, offices_job, blind=SIGNED_IN - OFFICE),
    Line(
        "background:again",
        SIGNED_IN,
        offices_job,
        is_read=False,
        posters=SIGNED_IN,
        blind=SIGNED_IN - OFFICE,
    ),
    # The public's reading room.
    listing("standards_catalog:public_list", EVERYBODY),
    Line("standards_catalog:public_detail", EVERYBODY, _open_standard),
    Line("standards_catalog:public_tree", EVERYBODY),
    Line("standards_catalog:public_feed", EVERYBODY),
    Line("standards_catalog:sitemap", EVERYBODY),
    Line("standards_catalog:robots", EVERYBODY),
    Line("standards_search:public", EVERYBODY),
    Line("standard_documents:public_pdf", EVERYBODY, open_text_file),
    Line("comparing:public_compare", EVERYBODY, two_open_texts),
    Line("comparing:public_changes", EVERYBODY, two_open_texts),
    Line(
        "standard_documents:public_draft",
        EVERYBODY,
        lambda scene: (with_text(scene.shared["public_round"]).pk, "docx"),
    ),
    Line(
        "standard_documents:signed",
        EVERYBODY,
        lambda scene: (
            *signed_link(scene),
            with_text(scene.shared["public_round"]) and "docx",
        ),
    ),
    # The catalogue: experts read it too.
    listing("standards_catalog:list", CATALOGUE),
    Line("standards_catalog:tree", CATALOGUE),
    Line("standards_search:workbench", CATALOGUE),
    shared("standards_catalog:detail", "standard", CATALOGUE),
    Line("standard_documents:pdf", CATALOGUE, text_file),
    Line("standard_documents:word", CATALOGUE, text_file),
    Line("comparing:compare", CATALOGUE, two_texts),
    Line("comparing:changes", CATALOGUE, two_texts),
    Line("standard_documents:collection", CATALOGUE, posters=CATALOGUE),
    # Their texts: editions for everybody who reads the catalogue, drafts for those
    # who write them.
    shared("authoring:text", "standard", CATALOGUE),
    owned("authoring:draft", "drafted", OFFICE | OWN_UNIT | OTHER_UNIT),
    owned("authoring:check", "drafted", OFFICE | OWN_UNIT | OTHER_UNIT),
    Line(
        "standard_documents:draft",
        OFFICE | OWN_UNIT | OTHER_UNIT,
        owned="drafted",
        tail=lambda records: ("docx",),
    ),
    Line("standard_documents:new_upload", DRAFTERS, owned="drafted", posters=DRAFTERS),
    Line(
        "standard_documents:upload",
        DRAFTERS,
        owned="drafted",
        posters=DRAFTERS,
        tail=lambda records: (kept_upload(records).pk,),
    ),
    Line(
        "standard_documents:snapshot",
        RECORDS,
        owned="project",
        tail=lambda records: (with_text(records["round"]).snapshot_id, "docx"),
    ),
    Line(
        "standard_documents:invitation",
        ADMIN | OWN_UNIT | OTHER_UNIT,
        owned="invitation",
        tail=lambda records: (
            with_text(records["invitation"].consultation) and "docx",
        ),
    ),
    Line(
        "standard_documents:review",
        OFFICE | {"expert"},
        lambda scene: (with_text(scene.shared["review"]).pk, "docx"),
    ),
    Line("authoring:check_rules", OFFICE, posters=OFFICE),
    # The public reads texts with their pictures; the editor's are the unit's own.
    Line("authoring:picture", EVERYBODY, picture_key),
    Line("authoring:editor_picture", DRAFTERS, picture_name, blind=LIAISONS),
    Line("standards_catalog:products", CATALOGUE),
    Line("standards_catalog:product_notes", CATALOGUE),
    Line("standards_catalog:product_file", CATALOGUE, lambda _: ("details", "xlsx")),
    Line("standards_catalog:product_note", OFFICE, lambda _: (1,), posters=OFFICE),
    Line("standards_catalog:sections", OFFICE),
    Line("standards_catalog:section_add", OFFICE, posters=OFFICE),
    Line("standards_catalog:section", OFFICE, _section, posters=OFFICE),
    Line(
        "standards_catalog:section_shift",
        OFFICE,
        _section,
        is_read=False,
        posters=OFFICE,
    ),
    Line("standards_catalog:section_delete", OFFICE, _section, posters=OFFICE),
    Line("standards_catalog:standard_add", OFFICE, posters=OFFICE),
    Line("standards_catalog:standard_edit", OFFICE, _standard, posters=OFFICE),
    Line(
        "standards_catalog:standard_shift",
        OFFICE,
        _standard,
        is_read=False,
        posters=OFFICE,
    ),
    Line("standards_catalog:standard_delete", OFFICE, _standard, posters=OFFICE),
    Line("standards_catalog:edition_add", OFFICE, _standard, posters=OFFICE),
    Line("standards_catalog:edition", OFFICE, _edition, posters=OFFICE),
    Line("standards_catalog:edition_delete", OFFICE, _edition, posters=OFFICE),
    Line("standards_catalog:law_add", OFFICE, posters=OFFICE),
    Line("standards_catalog:law_edit", OFFICE, _law, posters=OFFICE),
    Line("standards_catalog:law_delete", OFFICE, _law, posters=OFFICE),
    listing("validity:items", RECORDS),
    Line("validity:item", RECORDS, _ended_law, posters=OFFICE),
    Line("validity:edition_upload", OFFICE, _edition, posters=OFFICE),
    Line("validity:law_upload", OFFICE, _law, posters=OFFICE),
    Line("validity:document", CATALOGUE, _source_document),
    Line(
        "validity:document_delete",
        OFFICE,
        _source_document,
        is_read=False,
        posters=OFFICE,
    ),
    listing("standards_catalog:laws", CATALOGUE),
    shared("standards_catalog:law", "law", CATALOGUE),
    listing("standards_catalog:notes", CATALOGUE),
    listing("accounts:units", CATALOGUE),
    # What the whole pilot has in common, open to its units.
    listing("coverage:matrix", RECORDS),
    listing("coverage:steps", RECORDS),
    shared("coverage:step", "step", RECORDS),
    shared("coverage:standard_steps", "standard", RECORDS),
    Line("coverage:step_links", RECORDS, _step, posters=OFFICE),
    Line("coverage:standard_links", OFFICE, _standard, posters=OFFICE),
    *STEP_LINES,
    # Gaps are of the shared system; the office settles them, units claim them.
    *GAP_LINES,
    listing("implementation:rules", RECORDS),
    shared("implementation:rule", "rule", RECORDS),
    listing("implementation:calendar", RECORDS),
    listing("training:trainings", RECORDS),
    shared("training:training", "training", RECORDS),
    listing("satisfaction:surveys", RECORDS),
    shared("satisfaction:survey", "survey", RECORDS),
    listing("programme:phases", RECORDS),
    shared("programme:deliverable", "deliverable", RECORDS),
    listing("programme:tasks", RECORDS),
    shared("programme:task", "task", RECORDS),
    shared("implementation:standard_records", "standard", RECORDS),
    shared("training:standard_posts", "standard", RECORDS),
    shared("training:standard_trainings", "standard", RECORDS),
    *PLANS,
    # What one unit has filed.
    listing("implementation:cases", RECORDS),
    owned("implementation:case", "case"),
    listing("implementation:records", RECORDS),
    owned("implementation:record", "record"),
    Line("implementation:choose", LIAISONS, is_list=True),
    Line("implementation:new", LIAISONS, _standard, posters=LIAISONS),
    Line("implementation:edit", LIAISONS, owned="unfiled_record", posters=LIAISONS),
    Line(
        "implementation:discard",
        LIAISONS,
        owned="unfiled_record",
        is_read=False,
        posters=LIAISONS,
    ),
    listing("implementation:unfiled", OWN_UNIT | OTHER_UNIT),
    Line("implementation:verification", OFFICE, is_list=True, posters=OFFICE),
    Line(
        "implementation:decide",
        OFFICE | OWN_UNIT | OTHER_UNIT,
        owned="record",
        is_read=False,
        posters=OFFICE | OWN_UNIT | OTHER_UNIT,
    ),
    Line("implementation:imports", OFFICE | LIAISONS, is_list=True),
    Line("implementation:new_import", OFFICE | LIAISONS, posters=OFFICE | LIAISONS),
    Line("implementation:import_template", OFFICE | LIAISONS),
    Line(
        "implementation:import",
        OFFICE | LIAISONS,
        owned="record_import",
        posters=OFFICE | LIAISONS,
    ),
    owned("evidence:file", "evidence"),
    owned("evidence:thumbnail", "evidence"),
    listing("training:posts", RECORDS),
    owned("training:post", "post"),
    listing("training:staff", RECORDS),
    owned("training:staff_member", "staff_member"),
    listing("training:sign_ins", RECORDS),
    owned("training:sign_in", "sign_in"),
    listing("training:exemptions", RECORDS),
    listing("satisfaction:sheets", RECORDS),
    owned("satisfaction:sheet", "sheet"),
    listing("self_evaluation:entries", RECORDS),
    owned("self_evaluation:entry", "entry"),
    listing("rectification:findings", RECORDS),
    owned("rectification:finding", "finding"),
    *SUPERVISION,
    *PROJECT_LINES,
    # Publication of service standards; a unit follows those it answers for.
    listing("publication:list", RECORDS),
    owned("publication:standard", "service"),
    Line("publication:record", OFFICE, owned="service", posters=OFFICE),
    Line("publication:decide", OFFICE, owned="service", posters=OFFICE),
    Line("publication:report", FILERS, owned="service", posters=FILERS),
    Line("publication:settle", OFFICE, owned="publication_report", posters=OFFICE),
    Line("publication:bulk", OFFICE, posters=OFFICE),
    Line("publication:days", OFFICE, posters=OFFICE),
    # Promotion of own standards to a higher level.
    listing("promotion:projects", RECORDS),
    Line("promotion:board", RECORDS),
    Line("promotion:propose", DRAFTERS, posters=DRAFTERS),
    owned("promotion:project", "promotion"),
    Line("promotion:step", DRAFTERS, owned="promotion", posters=DRAFTERS),
    Line("promotion:end", OFFICE, owned="promotion", posters=OFFICE),
    Line("promotion:take_back", OFFICE, owned="promotion", posters=OFFICE),
    Line("promotion:standard_promotions", RECORDS, _standard),
    # Numbers and reports.
    Line("dashboards:dashboard", LEADERS),
    Line("dashboards:indicators", RECORDS),
    Line("dashboards:indicator", RECORDS, lambda scene: ("rectification_closure",)),
    Line("trends:trends", LEADERS),
    Line("trends:indicator", RECORDS, lambda scene: ("rectification_closure",)),
    Line("acceptance:reports", LEADERS, posters=OFFICE),
    shared("acceptance:report", "report", LEADERS),
    Line(
        "acceptance:download",
        LEADERS,
        lambda scene: (scene.shared["report"].pk, "json"),
    ),
    # The office's imports and the auditor's trail. An upload belongs to one person; its
    # address outlives it, and then leads back to where a package is chosen.
    listing("packages:imports", OFFICE),
    shared("packages:import", "import", OFFICE),
    Line("packages:new_import", OFFICE, posters=OFFICE),
    Line(
        "packages:check",
        OFFICE,
        _discarded_upload,
        lands=dict.fromkeys(OFFICE, "packages:new_import"),
    ),
    Line("packages:apply", OFFICE, _discarded_upload, is_read=False, posters=OFFICE),
    Line("packages:cancel", OFFICE, _discarded_upload, is_read=False, posters=OFFICE),
    Line(
        "packages:undo",
        OFFICE,
        lambda scene: (scene.shared["import"].pk,),
        posters=OFFICE,
    ),
    Line("packages:export", OFFICE, lambda scene: (scene.cast.pilot.code,)),
    listing("accounts:audit", AUDIT),
    Line("accounts:verify_audit", AUDIT, is_read=False, posters=AUDIT),
)

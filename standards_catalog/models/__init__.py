from standards_catalog.models.law import LegalInstrument
from standards_catalog.models.pilot import (
    Pilot,
    PilotMembership,
    PilotNote,
    PilotRecord,
)
from standards_catalog.models.records import CatalogueCitation, UnitRecordQuerySet
from standards_catalog.models.standard import (
    Clause,
    Section,
    Standard,
    StandardEdition,
    Subsystem,
)

__all__ = [
    "CatalogueCitation",
    "Clause",
    "LegalInstrument",
    "Pilot",
    "PilotMembership",
    "PilotNote",
    "PilotRecord",
    "Section",
    "Standard",
    "StandardEdition",
    "Subsystem",
    "UnitRecordQuerySet",
]

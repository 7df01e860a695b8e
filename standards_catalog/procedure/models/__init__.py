from standards_catalog.procedure.models.approval import (
    Deliberation,
    PeriodicReview,
    Publication,
)
from standards_catalog.procedure.models.consultation import (
    Comment,
    CommentSheet,
    Consultation,
    Invitation,
)
from standards_catalog.procedure.models.notice import Notice
from standards_catalog.procedure.models.project import (
    ACTIVE_STAGES,
    FINAL_STAGES,
    DraftingProject,
    DraftSnapshot,
    NoveltySearch,
    ProjectDocument,
    Stage,
    StageChange,
)
from standards_catalog.procedure.models.review import (
    ExpertReview,
    PanelMember,
    ReviewOpinion,
)
from standards_catalog.procedure.models.rules import ProcedureRules
from standards_catalog.procedure.models.succession import ClauseMatch, ClauseSuccession

__all__ = [
    "ACTIVE_STAGES",
    "FINAL_STAGES",
    "ClauseMatch",
    "ClauseSuccession",
    "Comment",
    "CommentSheet",
    "Consultation",
    "Deliberation",
    "DraftSnapshot",
    "DraftingProject",
    "ExpertReview",
    "Invitation",
    "Notice",
    "NoveltySearch",
    "PanelMember",
    "PeriodicReview",
    "ProcedureRules",
    "ProjectDocument",
    "Publication",
    "ReviewOpinion",
    "Stage",
    "StageChange",
]

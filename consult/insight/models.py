"""All tables of insight."""

from consult.insight.alike_models import AlikeApart, AlikeGroup, AlikeMember
from consult.insight.summary.models import (
    DecisionMaker,
    SignOff,
    Summary,
    SummaryCitation,
    SummaryDraft,
    SummaryPublication,
    SummaryReading,
    SummarySave,
)
from consult.insight.theme_models import Theme, ThemeLink, ThemeState
from consult.insight.vector_models import ContributionVector
from consult.insight.voices.models import Approach, AreasCounted

__all__ = [
    "AlikeApart",
    "AlikeGroup",
    "AlikeMember",
    "Approach",
    "AreasCounted",
    "ContributionVector",
    "DecisionMaker",
    "SignOff",
    "Summary",
    "SummaryCitation",
    "SummaryDraft",
    "SummaryPublication",
    "SummaryReading",
    "SummarySave",
    "Theme",
    "ThemeLink",
    "ThemeState",
]

"""All tables of insight."""

from consult.insight.alike_models import AlikeGroup, AlikeMember
from consult.insight.theme_models import Theme, ThemeLink, ThemeState

__all__ = ["AlikeGroup", "AlikeMember", "Theme", "ThemeLink", "ThemeState"]

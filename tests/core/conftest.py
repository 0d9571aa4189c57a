"""Property tests on a busy machine: what they cost in time is measured elsewhere, not by a deadline per example."""

from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

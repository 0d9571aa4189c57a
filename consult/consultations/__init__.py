"""Consultations: purpose, owner, timetable, stages, audience, background papers."""

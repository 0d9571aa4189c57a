"""A partner's edited Word file: its tracked changes become a suggestion, its comments comments on their words."""

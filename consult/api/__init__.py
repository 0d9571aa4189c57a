"""/api/v1: the machines' door."""

"""Making sense of what came in."""

"""People, organisations, networks, and how they sign in."""

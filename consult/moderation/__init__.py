"""Reports, and what officers decide about them."""

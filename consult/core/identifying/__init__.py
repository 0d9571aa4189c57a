"""What clauses have in common, and who is whom."""

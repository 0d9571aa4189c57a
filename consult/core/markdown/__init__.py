"""Reading Markdown into clauses, and writing it back."""

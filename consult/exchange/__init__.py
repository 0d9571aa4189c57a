"""Import and export: Markdown, HTML, plain text, Word and the rest."""

"""The coding frame: themes people settle, links to contributions, and what the software proposes for both."""

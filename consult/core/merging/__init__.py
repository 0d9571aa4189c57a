"""The parts of a merge: pieces, edits, collisions, weaving."""

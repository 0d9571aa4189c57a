"""The officers' desk of answers: one for many, a second pair of eyes, and publishing in bulk."""

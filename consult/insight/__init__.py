"""Making sense of what came in: themes people settle, contributions that are alike, who has spoken, the summary."""

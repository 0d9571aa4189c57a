"""The working draft and the publish gate: the one door to a new save or revision."""

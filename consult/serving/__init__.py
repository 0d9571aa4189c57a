"""Running the house: web processes and the worker, together and ended together."""

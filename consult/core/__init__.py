"""The engine: text in, values out. No Flask, no database, no clock, no chance."""

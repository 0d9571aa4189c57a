"""The intake register."""

"""The library of reasons, picked from when an answer is written."""

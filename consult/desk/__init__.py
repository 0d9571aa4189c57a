"""One table of everything said in a consultation, and what staff do with it, one by one or many at once."""

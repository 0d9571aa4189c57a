"""The record of a consultation: gathered once, then written as a zip, a Word file and a tagged PDF.

`gathering` reads the database in a fixed number of queries and leaves what people said in a spool, line by line; what
writes the record knows only that, so that no form can show what its edition was not given.
"""

"""The floor: what the same work costs written by hand with Flask and sqlite3 alone; no accounts, no ORM, no rules.

Served by `granian tests.benchmarks.floor:app`; FLOOR_DATABASE names its file.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, jsonify, redirect, request

from tests.benchmarks.filling import Size
from tests.benchmarks.words import sentence

SCHEMA = """
CREATE TABLE section (id INTEGER PRIMARY KEY, code TEXT, text TEXT);
CREATE TABLE comment (id INTEGER PRIMARY KEY, section_id INTEGER REFERENCES section (id), author TEXT, body TEXT,
                      at TEXT);
CREATE TABLE vote (id INTEGER PRIMARY KEY, comment_id INTEGER REFERENCES comment (id), value INTEGER);
CREATE INDEX comment_section ON comment (section_id);
CREATE INDEX vote_comment ON vote (comment_id, value);
"""

ROOM = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/static/app.css"></head>
<body><header class="masthead"><a href="/">Home</a></header><main><h1>{{ title }}</h1>
{% for section in sections %}
<section class="clause" id="s{{ section.id }}" aria-labelledby="s{{ section.id }}-code">
<h3 class="clause__code" id="s{{ section.id }}-code"><a href="/sections/{{ section.id }}">{{ section.code }}</a></h3>
<p class="clause__words">{{ section.text }}</p>
<form class="votes" method="post" action="/sections/{{ section.id }}/vote">
<button class="vote" name="value" value="1">Agree with {{ section.code }}</button>
<button class="vote" name="value" value="0">Unsure about {{ section.code }}</button>
<button class="vote" name="value" value="-1">Disagree with {{ section.code }}</button></form>
<p class="clause__tools"><a href="/sections/{{ section.id }}/comments">{{ counts.get(section.id, 0) }} comments</a>
<a href="/sections/{{ section.id }}/comment">Comment on {{ section.code }}</a></p>
</section>
{% endfor %}
</main><footer>The end.</footer></body></html>
"""

LIST = """
SELECT c.id, c.section_id, c.author, c.body, c.at,
       (SELECT count(*) FROM vote v WHERE v.comment_id = c.id AND v.value = 1) AS agree,
       (SELECT count(*) FROM vote v WHERE v.comment_id = c.id AND v.value = -1) AS disagree
FROM comment c WHERE c.id < ? ORDER BY c.id DESC LIMIT 20
"""

app = Flask(__name__, static_folder=None)
_room = app.jinja_env.from_string(ROOM)
_connections = threading.local()


def connection() -> sqlite3.Connection:
    """Return this thread's connection."""
    if not hasattr(_connections, "own"):
        own = sqlite3.connect(os.environ["FLOOR_DATABASE"], isolation_level=None, check_same_thread=False)
        own.row_factory = sqlite3.Row
        own.execute("PRAGMA journal_mode=WAL")
        own.execute("PRAGMA synchronous=NORMAL")
        own.execute("PRAGMA busy_timeout=5000")
        _connections.own = own
    found: sqlite3.Connection = _connections.own
    return found


def fill(path: Path, size: Size, chance: random.Random) -> None:
    """Make the floor's database: as many sections, comments and votes."""
    with sqlite3.connect(path) as own:
        own.execute("PRAGMA journal_mode=WAL")
        own.executescript(SCHEMA)
        texts = [" ".join(sentence(chance) for _ in range(chance.randint(2, 4))) for _ in range(size.clauses)]
        own.executemany("INSERT INTO section VALUES (?, ?, ?)", [(n, f"{n}", t) for n, t in enumerate(texts, 1)])
        comments = [
            (number, chance.randint(1, size.clauses), "A neighbour", sentence(chance), "2026-06-01")
            for number in range(1, size.comments + 1)
        ]
        own.executemany("INSERT INTO comment VALUES (?, ?, ?, ?, ?)", comments)
        votes = [(chance.randint(1, size.comments), chance.choice((1, 0, -1))) for _ in range(size.votes)]
        own.executemany("INSERT INTO vote (comment_id, value) VALUES (?, ?)", votes)
    own.close()


@app.get("/hello")
def hello() -> str:
    """Say hello."""
    return "Hello"


@app.get("/room")
def room() -> str:
    """Show every section with the number of its comments, counted now."""
    rows = connection().execute("SELECT id, code, text FROM section ORDER BY id").fetchall()
    counts = dict(connection().execute("SELECT section_id, count(*) FROM comment GROUP BY section_id").fetchall())
    return _room.render(title="A specification", sections=rows, counts=counts)


@app.get("/comments")
def comments() -> Response:
    """Give twenty comments with the sums of their votes."""
    rows = connection().execute(LIST, (request.args.get("before", 2**60, int),)).fetchall()
    return jsonify([dict(row) for row in rows])


@app.post("/comments")
def post() -> object:
    """Store a comment."""
    connection().execute(
        "INSERT INTO comment (section_id, author, body, at) VALUES (?, ?, ?, datetime())",
        (request.form["section"], "A neighbour", request.form["body"]),
    )
    return redirect("/room")

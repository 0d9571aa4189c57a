"""The words that go with the zip: what is in it, what is left out, and how to check it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consult.contributions.counting import HELD_TOO, RECORD
from consult.exchange.recording.facts import Facts
from consult.exchange.recording.finding import Finding
from consult.infra.templating import plural

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")

LEFT_OUT = {
    "public": (
        "This is the public edition: what everybody may read on the site, with names as people chose to show them. "
        "What was hidden or taken back is a number, with the reason. It leaves out what is held, what was said in "
        "drafting, answers not published, who on the staff read what, and what the log says of people."
    ),
    "full": (
        "This is the full edition, for officers. It holds personal data: names, words that were hidden, answers that "
        "were only drafted, and who did what. Keep it as such. It leaves out what people took back, and how each one "
        "voted."
    ),
}
NEITHER = (
    "No edition holds e-mail addresses, telephone numbers or accounts that people gave us, or what waits for its "
    "author to confirm it. What people wrote in what they said stays as they wrote it."
)

FILES = """
- `principles.md`: the four Gunning principles and the equality duty, each with its evidence and what is missing
- `consultation.json`: purpose, papers, stages, timetable, counts
- `documents/`: every revision as JSON, Markdown and a table, and what each changed
- `contributions.jsonl`, `contributions.csv`: what people said
- `fates.csv`: what became of it; `incorporations.csv`: the words it brought about
- `placements.csv`: where the words it points at lie in later revisions
- `record.xlsx`: these tables as one workbook
- `stages.csv`, `timetable.csv`, `notices.csv`, `promises.csv`, `challenges.json`, `minority_notes.json`
- `audit.jsonl`: the log of acts, as a chain
- `manifest.json`: the SHA-256 of every file; `verify.py`: checks all of it
"""


def readme(facts: Facts) -> str:
    """Return the README of a record."""
    more = "- `reads.csv`: who read what\n" if facts.is_full else ""
    return f"""# {escaped(facts.title)}

{LEFT_OUT[facts.edition.value]}

{NEITHER}

{counted(facts)}

## What is here
{FILES}{more}
Times are UTC. Offsets count code points in a clause's text, from `start` up to but not with `end`.

## How to check it

`python3 verify.py` in this folder, or `python3 verify.py RECORD.zip`. It needs no network and nothing but Python, and
says what holds and what does not. Then compare the newest seals it prints with those on {escaped(facts.site)},
or with any you noted earlier: a seal you kept yourself proves that nothing before it was changed.
"""


def counted(facts: Facts) -> str:
    """Say how many contributions a record has, and what is counted."""
    many, replies = facts.tallies.said, facts.tallies.replies
    own = plural(many - replies, "comment or suggestion", "comments and suggestions")
    more = f" {HELD_TOO}" if facts.is_full else ""
    return f"{plural(many, 'contribution')}: {own}, and {plural(replies, 'reply', 'replies')}. {RECORD}{more}"


def principles_md(findings: Sequence[Finding]) -> str:
    """Return the principles with their evidence as Markdown."""
    parts = [
        "# What the record shows, duty by duty\n",
        "Counted from what is stored. Whether the law was kept is for people to judge, and for a court in the end.\n",
    ]
    for one in findings:
        parts.append(f"## {escaped(one.name)}\n\n{escaped(one.asks)}\n\n### What is there\n")
        parts += [_item(each) for each in one.evidence] or ["- Nothing.\n"]
        parts.append("### What is missing\n")
        parts += [_item(each) for each in one.gaps] or ["- Nothing that the system would know of.\n"]
    return "\n".join(parts)


def _item(text: str) -> str:
    return f"- {escaped(' '.join(text.split()))}\n"


def escaped(text: str) -> str:
    """Write text so that Markdown shows it as it is.

    >>> escaped("a *b* <c>")
    'a \\\\*b\\\\* \\\\<c\\\\>'
    """
    return _MARKS.sub(r"\\\1", text)

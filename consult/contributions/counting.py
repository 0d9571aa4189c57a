"""What the numbers of contributions count, in one sentence for each place that shows one.

The three follow from one another: the record has what “You said, we did” counts and the replies; the machines' door
lists that and what was hidden or taken back (a test holds them together).
"""

from __future__ import annotations

YOU_SAID = (
    "Counted here are comments and suggestions that show, without replies and without what was hidden or taken back."
)
RECORD = (
    "Counted here are comments and suggestions that show and the replies to them, not what was hidden or taken back."
)
HELD_TOO = "The full edition also counts what is held."
API = "Listed are comments, suggestions and replies; what was hidden or taken back is listed too, without its words."

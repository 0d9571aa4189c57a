"""The method in plain words, as it is printed beside what it found."""

from __future__ import annotations

from consult.insight.alike.campaigns import DAYS, MANY
from consult.insight.alike.grouping import SHORT
from consult.insight.alike.stock import LEAST, LONGEST
from consult.insight.alike.telling import BASE, FLOOR, SLOPE, needed

__all__ = ["METHOD", "NAME", "UNSEEN"]

NAME = f"shared words, each weighed by how rare it is (at least {FLOOR:.0%}; {BASE:.2f} - {SLOPE:.3f} ln w)"
"""Kept with each group."""

METHOD = (
    "Every comment that is no reply is read once, in small letters, without punctuation, greeting and sign-off."
    f" Openings of up to {LONGEST} words that {LEAST} or more use before they say different things do not count.",
    "Each word weighs between 0 and 1: a word that nobody else uses weighs 1, a word that everybody uses weighs"
    " nothing. People who sent the same words count once in this, so that a large campaign does not hide itself.",
    "Two contributions are alike when the words they share weigh enough, as a part of all their words together. The"
    f" fewer telling words they share, the larger the part must be: {needed(1):.0%} where the shared words weigh 1,"
    f" {needed(3):.0%} where they weigh 3, and never less than {FLOOR:.0%}.",
    "Everybody in a group is that near to its leading contribution, or to what most of the group have in common."
    " Nobody is put in only for being near to somebody who is near.",
    f"Contributions of fewer than {SHORT} words come together only when they say the same about the same clause.",
    f"A group is called a likely campaign when {MANY} or more came within {DAYS} days. A person can say otherwise.",
    "It reckons the same every time, with no chance and no language model in it, and what a person decided here stays.",
)
UNSEEN = (
    "It compares words, not meaning. People who ask for the same thing in words of their own are not found here:"
    " themes are for that.",
    "One word can turn the meaning round: “we should” and “we should not” are nearly the same words. Look at the"
    " marked differences before you give one answer to all.",
    "It cannot know who wrote together, or why. Nearly the same words are no reason to count anybody less.",
)

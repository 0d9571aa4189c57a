"""Into which pieces a merge cuts a text."""

from hypothesis import given
from hypothesis import strategies as st

from consult.core.merging.units import units
from consult.core.sentences import sentences

PIECES = [
    "Pay five.",
    "No fee",
    "e.g. a (bus",
    "fare. It)",
    "*ten*",
    "`a. B`",
    "\\",
    "“Open. Daily.”",
    "Cllr.",
    "A",
]
BREAKS = [" ", "\n", " \n", "  \n", "\n ", "\t\n", "\\\n", ""]


def texts(text: str) -> list[str]:
    return [unit.text for unit in units(text)]


def test_a_sentence_is_one_piece_however_it_is_wrapped() -> None:
    assert texts("Pay five\npounds. Or\nsix.") == ["Pay five\npounds.", "Or\nsix."]


def test_a_hard_line_break_ends_a_sentence() -> None:
    assert texts("Town Hall  \nHigh Street") == ["Town Hall", "High Street"]
    assert texts("Town Hall\\\nHigh Street") == ["Town Hall", "High Street"]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(BREAKS)), min_size=1, max_size=8))
def test_a_paragraph_is_cut_where_its_sentences_are(parts: list[tuple[str, str]]) -> None:
    paragraph = "The clause says " + "".join(map("".join, parts)).strip()
    assert texts(paragraph) == [
        piece for one in sentences(paragraph) if (piece := paragraph[one.start : one.end].strip())
    ]

"""What may be called an editorial change."""

import pytest

from consult.core.editorial import why_material


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Pay £5 a visit.", "Pay £6 a visit.", "a number"),
        ("It takes ten days.", "It takes nine days.", "a number"),
        ("It closes in June.", "It closes in July.", "a date"),
        ("Ask Croydon for a form.", "Ask Bromley for a form.", "a name"),
        ("Croydon Council decides.", "Bromley Council decides.", "a name"),
        ("You do not pay.", "You do pay.", "a negation"),
        ("You don't pay.", "You do pay.", "a negation"),
        ("They must reply.", "They should reply.", "must, shall, may or should"),
        ("It must open, it may close.", "It may open, it must close.", "must, shall, may or should"),
        ("", "They must reply.", "must, shall, may or should"),
    ],
)
def test_a_change_of_meaning_is_never_editorial(old: str, new: str, reason: str) -> None:
    assert reason in why_material(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The pannel meets weekly.", "The panel meets weekly."),
        ("They meet  weekly", "They meet weekly."),
        ("It must open at 9.", "It must open at 9, daily."),
    ],
)
def test_spelling_and_stops_are_editorial(old: str, new: str) -> None:
    assert why_material(old, new) == ()

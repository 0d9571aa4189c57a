"""What the record says of the law: counted, frank about what is missing, and never that a law was kept."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from consult.exchange.recording.facts import Edition, Facts, Tallies
from consult.exchange.recording.finding import Finding
from consult.exchange.recording.hearing import consideration
from consult.exchange.recording.principles import find
from consult.exchange.recording.readme import principles_md
from tests.exchange.recording.conftest import Records
from tests.exchange.recording.test_gathering import gathered
from tests.exchange.recording.world import World


def empty() -> Facts:
    consultation = {"title": "Nothing", "purpose": "To ask.", "stage": "drafting", "closes_at": None}
    return Facts(edition=Edition.FULL, site="", consultation=consultation)


def said(finding: Finding) -> str:
    return " ".join(finding.evidence + finding.gaps)


def test_nothing_done_is_five_duties_each_with_a_gap() -> None:
    findings = find(empty())
    assert len(findings) == 5
    names = [one.name for one in findings if not one.gaps]
    assert names == ["Taken into account"]  # nobody said anything, so nobody waits
    assert "Nothing that was said needed an answer." in said(findings[3])


def test_a_story_is_told_with_its_evidence_and_its_gaps(world: World, tmp_path: Path) -> None:
    formative, reasons, time, heard, equal = find(gathered(world, tmp_path))
    assert "3 revisions, 2 of them after it opened" in said(formative)
    assert "2 (50 per cent) were taken in" in said(formative)
    assert "1 background paper: The sums of it" in said(reasons)
    assert "More time." in said(time)
    assert "no reminder" in said(time)
    assert "The panel met before all answers were written." in said(heard)
    assert "1 challenge has no answer." in heard.gaps
    assert "1 author says the answer is not what they meant, and nobody has answered again." in heard.gaps
    assert "1 promise on record: 0 kept, 0 not kept." in heard.evidence
    assert "Planned to be asked and not asked yet: 1 group." in equal.gaps
    assert "1 minority note printed" in said(heard)
    assert "on paper" in said(equal)
    assert "A drop-in, The library" in said(equal)
    assert any("protected characteristics" in gap for gap in equal.gaps)


FATES = st.sampled_from(["", "carried forward", "taken in", "partly", "not taken", "out of scope", "answered", "noted"])


@given(st.dictionaries(FATES, st.integers(0, 9)), st.data())
def test_everybody_without_an_answer_or_a_mark_is_named_as_a_gap(fates: dict[str, int], data: st.DataObject) -> None:
    facts, tallies = empty(), Tallies()
    tallies.fates.update(fates)
    tallies.asked = sum(fates.values())
    tallies.read = data.draw(st.integers(0, tallies.asked))
    facts.tallies = tallies
    gaps = " ".join(consideration(facts).gaps)
    assert ("no answer." in gaps) == bool(fates.get(""))
    assert ("carried forward" in gaps) == bool(fates.get("carried forward"))
    assert ("no mark that anybody read it" in gaps) == (tallies.read < tallies.asked)


def test_no_sentence_claims_that_a_law_was_kept(world: World, records: Records, tmp_path: Path) -> None:
    for facts in (empty(), gathered(world, tmp_path)):
        text = principles_md(find(facts)).lower()
        assert not [word for word in ("complied", "compliant", "compliance", "lawful", "satisfied") if word in text]

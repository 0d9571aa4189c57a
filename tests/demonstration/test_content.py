"""The invented content must be true to itself before anything loads it."""

import re
from collections import Counter
from typing import Any

import pytest

from consult.accounts.models import OrganisationKind, OrganisationSize
from consult.documents.models import DocumentKind
from tests.demonstration.content import (
    CHANNELS,
    CONSULTATIONS,
    CONTENT,
    CONTRIBUTIONS,
    FATES,
    FIXED,
    PEOPLE,
    SAID,
    STAGES,
    WORDLESS,
    answered,
    clauses,
    fate_moment,
    invited,
    moment,
    needs_answer,
    read,
    revisions,
)


def test_the_counts_are_those_of_a_rich_demonstration() -> None:
    assert len(PEOPLE["people"]) == 40
    assert len(PEOPLE["organisations"]) == 15
    assert len(PEOPLE["networks"]) == 3
    assert len(SAID) >= 150
    assert {p["role"] for p in PEOPLE["people"]} == {
        "resident",
        "partner",
        "drafter",
        "officer",
        "administrator",
    }
    assert {len(revisions("fair-share")), len(revisions("getting-about"))} == {3}
    headings = (CONTENT / "consultations/fair-share/fair-share-3.md").read_text(encoding="utf-8").count("## ")
    assert headings == 9
    assert all(58 <= len(clauses("getting-about", n)) <= 75 for n in (1, 2, 3))


@pytest.mark.parametrize("field", ["slug", "name", "email"])
def test_no_two_people_or_groups_share_a_name(field: str) -> None:
    everyone = PEOPLE["people"] + PEOPLE["organisations"] + PEOPLE["networks"]
    values = [x[field] for x in everyone if field in x]
    assert [v for v, n in Counter(values).items() if n > 1] == []


def test_every_name_used_is_somebody() -> None:
    groups = {o["slug"] for o in PEOPLE["organisations"]}
    people = {p["slug"]: p for p in PEOPLE["people"]}
    assert all(OrganisationKind(o["kind"]) and OrganisationSize(o["size"]) for o in PEOPLE["organisations"])
    assert all(DocumentKind(x["documents"][0]["kind"]) for x in CONSULTATIONS.values())
    assert all(p.get("organisation", "st-odas") in groups for p in people.values())
    assert all(set(n["organisations"]) <= groups for n in PEOPLE["networks"])
    for _, c in SAID:
        assert len({"by", "held", "on_behalf_of"} & set(c)) == 1, c["id"]
        assert c.get("by", "owen-parry") in people, c["id"]
        if "organisation" in c:
            assert people[c["by"]]["organisation"] == c["organisation"], c["id"]
    for slug, consultation in CONSULTATIONS.items():
        acts = consultation["stages"] + consultation["documents"][0]["revisions"]
        assert consultation["owner"] in groups
        assert all(people[a["by"]]["organisation"] == consultation["owner"] for a in acts), slug
        assert set(consultation["documents"][0]["group"]) <= set(people)


def test_references_are_unique_and_replies_follow_what_they_answer() -> None:
    ids = [c["id"] for _, c in SAID]
    assert len(ids) == len(set(ids))
    by_id = {c["id"]: c for _, c in SAID}
    for _, c in SAID:
        if "reply_to" in c:
            assert moment(by_id[c["reply_to"]]) < moment(c), c["id"]


@pytest.mark.parametrize("slug", CONSULTATIONS)
def test_every_quote_stands_in_the_revision_it_was_made_on(slug: str) -> None:
    for c in CONTRIBUTIONS[slug]["contributions"]:
        text = clauses(slug, c["revision"])
        if "clause" in c:
            found = [t for t in text if t.startswith(c["clause"])]
            assert len(found) == 1, (c["id"], c["clause"])
        if "quote" in c:
            assert sum(t.count(c["quote"]) for t in text) == 1, (c["id"], c["quote"])


@pytest.mark.parametrize("slug", CONSULTATIONS)
def test_the_words_a_contribution_changed_are_new_in_that_revision(slug: str) -> None:
    for c in CONTRIBUTIONS[slug]["contributions"]:
        for fate in c.get("fates", []):
            needs_words = fate["fate"] in ("taken in", "partly")
            assert needs_words == bool(fate.get("words") or fate.get("removed")), (c["id"], fate)
            if needs_words:
                check_words(slug, c["id"], fate)


def check_words(slug: str, reference: str, fate: dict[str, Any]) -> None:
    """Fail unless a fate's words stand in clauses its revision changed and its removed clauses have gone."""
    now, before = clauses(slug, fate["revision"]), clauses(slug, fate["revision"] - 1)
    for words in fate.get("words", []):
        homes = [t for t in now if words in t]
        assert len(homes) == 1, (reference, words)
        assert homes[0] not in before, (reference, words)
    for opening in fate.get("removed", []):
        assert sum(t.startswith(opening) for t in before) == 1, (reference, opening)
        assert not any(t.startswith(opening) for t in now), (reference, opening)


@pytest.mark.parametrize("slug", CONSULTATIONS)
def test_scopes_name_one_clause_each_and_give_a_reason(slug: str) -> None:
    for number, revision in revisions(slug).items():
        for mark in revision["scopes"]:
            assert sum(t.startswith(mark["clause"]) for t in clauses(slug, number)) == 1, mark
            assert mark["scope"] in FIXED
            assert mark["reason"]


@pytest.mark.parametrize("slug", CONSULTATIONS)
def test_what_people_said_was_said_on_the_newest_revision_while_one_could(slug: str) -> None:
    log = CONSULTATIONS[slug]["stages"]
    assert [moment(s) for s in log] == sorted(moment(s) for s in log)
    all_revisions = revisions(slug)
    for c in CONTRIBUTIONS[slug]["contributions"]:
        published = [n for n, r in all_revisions.items() if moment(r) < moment(c)]
        assert c["revision"] == max(published), c["id"]
        stage = [s["stage"] for s in log if moment(s) < moment(c)][-1]
        assert stage == ("drafting" if slug == "doors-open-late" else "open"), c["id"]
        assert c["day"] < 0
        assert (c["channel"] == "web") == ("entered_by" not in c), c["id"]


@pytest.mark.parametrize("slug", CONSULTATIONS)
def test_each_revision_answers_all_that_came_before_it_or_says_why_not(slug: str) -> None:
    for number, revision in revisions(slug).items():
        left = {
            c["id"]
            for c in CONTRIBUTIONS[slug]["contributions"]
            if moment(c) < moment(revision) and needs_answer(slug, c) and not answered(slug, c, number)
        }
        assert left == set(revision.get("exception", {}).get("leaves", [])), (slug, number)


def test_all_is_answered_before_a_consultation_is_decided() -> None:
    for slug, consultation in CONSULTATIONS.items():
        decided = [moment(s) for s in consultation["stages"] if s["stage"] == "decided"]
        for c in CONTRIBUTIONS[slug]["contributions"] if decided else []:
            fates = [f for f in c["fates"] if fate_moment(slug, f) < decided[0]]
            assert fates[-1]["fate"] != "carried forward", c["id"]


def test_fates_come_after_what_they_answer_with_a_reason() -> None:
    for slug, c in SAID:
        times = [moment(c)] + [fate_moment(slug, f) for f in c.get("fates", [])]
        assert times == sorted(times), c["id"]
        for fate in c.get("fates", []):
            assert fate["reason"].strip()
            assert "revision" in fate or fate["fate"] not in WORDLESS, c["id"]


def test_every_fate_stage_channel_and_scope_is_there_to_be_seen() -> None:
    assert {f["fate"] for _, c in SAID for f in c.get("fates", [])} == FATES
    assert {x["stages"][-1]["stage"] for x in CONSULTATIONS.values()} == STAGES
    assert {c["channel"] for _, c in SAID} == CHANNELS
    scopes = {s["scope"] for slug in CONSULTATIONS for r in revisions(slug).values() for s in r["scopes"]}
    assert scopes == FIXED
    for state in ("held", "hidden", "withdrawn", "confirmed", "reply_to", "quote", "clause"):
        assert any(state in c for _, c in SAID), state
    assert all(c[s]["reason"] for _, c in SAID for s in ("hidden", "withdrawn") if s in c)
    assert any(not {"quote", "clause", "reply_to"} & set(c) for _, c in SAID)


def test_open_consultations_close_in_the_future_and_closed_ones_do_not() -> None:
    for slug, consultation in CONSULTATIONS.items():
        stage = consultation["stages"][-1]["stage"]
        assert (consultation["closes"]["day"] > 0) == (stage in ("open", "drafting")), slug
    assert any(x["audience"] != "everyone" for x in CONSULTATIONS.values())


def test_background_papers_are_there_and_links_lead_nowhere_real() -> None:
    for slug, consultation in CONSULTATIONS.items():
        assert consultation["papers"], slug
        for paper in consultation["papers"]:
            assert paper["what"]
            if "file" in paper:
                assert (CONTENT / "consultations" / slug / paper["file"]).stat().st_size > 100
    everything = "\n".join(p.read_text(encoding="utf-8") for p in CONTENT.rglob("*") if p.is_file())
    assert set(re.findall(r"https?://([^/\s)]+)", everything)) == {"example.org"}
    assert set(re.findall(r"@([\w.-]+\.\w+)", everything)) == {"example.org"}
    assert set(re.findall(r"\b0\d{4} ?\d{3}", everything)) == {"01632 960"}


def test_the_agenda_and_the_specification_use_what_a_document_can_hold() -> None:
    text = (CONTENT / "consultations/getting-about/getting-about-3.md").read_text(encoding="utf-8")
    for mark in ("## ", "(a) ", "|---|", "[^1]:", "](https://", "**", "> "):
        assert mark in text


def test_votes_never_outnumber_the_people_who_may_vote() -> None:
    votes = read(CONTENT / "votes.yaml")
    voters = [p["slug"] for p in PEOPLE["people"] if p["role"] in ("resident", "partner")]
    for slug, entries in votes["clauses"].items():
        for entry in entries:
            homes = [t for t in clauses(slug, entry["revision"]) if t.startswith(entry["clause"])]
            assert len(homes) == 1, entry
            assert 0 < entry["agree"] + entry["unsure"] + entry["disagree"] <= len(voters)
    for slug, c in SAID:
        may = invited(slug, voters) - {c.get("by")}
        assert sum(c.get("votes", {}).values()) <= len(may), c["id"]

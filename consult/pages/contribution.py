"""A contribution's own page: what was said, the words then and now, what became of it, and the replies."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.answers.promises.queries import list_answering
from consult.answers.replies.service import why_not
from consult.consultations.standing import standing
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.models import Contribution, Status
from consult.contributions.service import is_open_here, is_own, why_fixed, why_settled
from consult.contributions.threads import page_of_replies
from consult.contributions.viewing import body_for, shows_who, stub_of, viewer_of
from consult.core.policy import Facts, allows
from consult.core.stages import Stage
from consult.documents.access import facts_of
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.insight.alike.queries import count_alike_in_public
from consult.insight.themes.queries import themes_of
from consult.intake.queries import find_part
from consult.intake.words import IN_PUBLIC
from consult.pages.blueprint import bp
from consult.reading.contribution import Story, read_story
from consult.reading.notes import CHANNELS
from consult.reading.suggestion import read_suggestion
from consult.voting.queries import find_own_vote

REPLIES = 50
"""Replies on one page; the next have pages of their own, reached by links."""


@bp.get("/contributions/<ref>")
@access("contribution:read", facts=contribution_facts)
def contribution(ref: str) -> ResponseReturnValue:
    """Show a contribution with everything that happened to it."""
    found, person, now = the_contribution(ref), current_person(), clock.now()
    document = found.document
    facts = facts_of(document)
    viewer = viewer_of(facts, person)
    where = standing(document.consultation, now)
    shown = found.status is Status.PUBLISHED
    open_here = is_open_here(document, found)
    own = is_own(found, person)
    suggestion = read_suggestion(found, person, drafter=viewer.drafter) if body_for(found, viewer) else None
    story = read_story(found)
    begins = whole_number(request.args.get("after")) or 0
    answers, more = page_of_replies(found, begins, REPLIES, viewer=viewer)
    return render_template(
        "pages/contribution.html",
        document=document,
        consultation=document.consultation,
        standing=where,
        contribution=found,
        body=body_for(found, viewer),
        stub=stub_of(found),
        shows_who=shows_who(found, viewer),
        how=CHANNELS.get(found.channel, ""),
        part=find_part(found),
        came_in=IN_PUBLIC,
        story=story,
        promises=list_answering(found) if shown else (),
        today=clock.to_london(now).date(),
        may_say=_may_say(found, story, person, facts),
        replies=[(one, body_for(one, viewer), stub_of(one)) for one in answers],
        alike=count_alike_in_public(found),
        more_replies=more,
        later_replies=begins > 0,
        mine=find_own_vote(person, found),
        may_vote=shown and open_here and allows("vote:cast", facts),
        may_reply=shown and open_here and _takes_replies(found, where.stage) and allows("contribution:make", facts),
        may_edit=own and why_fixed(found, now) is None and allows("contribution:make", facts),
        may_withdraw=own and found.status in (Status.PUBLISHED, Status.HELD),
        may_report=shown and not own,
        suggestion=suggestion,
        hats=[one.organisation for one in person.memberships] if person else [],
        may_cosign=shown and open_here and not own and allows("vote:cast", facts),
        may_revise=own and suggestion is not None and _may_revise(found, facts),
        may_moderate=allows("contribution:moderate", facts),
        # What is hidden or taken back is not to be guessed from its themes.
        themes=themes_of([found.id], public=not viewer.officer).get(found.id, []) if shown or viewer.officer else [],
    )


def _may_say(found: Contribution, story: Story, person: Person | None, facts: Facts) -> bool:
    """Say whether the author may say now, once, whether the answer is what they meant."""
    if not story.fates or person is None or found.author_id != person.id:
        return False
    return allows("fate:reply", replace(facts, is_author=True)) and why_not(story.fates[-1], now=clock.now()) is None


def _may_revise(found: Contribution, facts: Facts) -> bool:
    return allows("contribution:make", facts) and why_settled(found) is None


def _takes_replies(found: Contribution, stage: Stage) -> bool:
    """Say whether a stage lets it be answered: what was said in drafting is answered in drafting only."""
    return found.made_in is not Stage.DRAFTING or stage is Stage.DRAFTING

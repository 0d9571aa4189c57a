"""Long work of the summary: reading all that was said to offer quotes."""

from __future__ import annotations

from collections.abc import Mapping

from consult.consultations.queries import get_consultation
from consult.core.errors import ConsultError
from consult.infra import clock
from consult.insight.summary.offering import gather, keep
from consult.insight.summary.queries import find_newest
from consult.insight.summary.quoting import pick
from consult.insight.summary.sections import MINORITY, read_sections
from consult.jobs.works import Handler, Progress

DRAFT = "summary:draft"


def draft(progress: Progress) -> Mapping[str, int]:
    """Offer quotes for each section of a consultation's summary."""
    consultation = get_consultation(progress.subject)
    save = find_newest(consultation)
    if save is None:
        raise ConsultError("Nobody has begun the summary yet, so there are no sections to find quotes for.")
    progress.say(0, 0, "Fetching what people said")
    groups = gather(consultation, read_sections(save.sections))
    picked = pick(groups, MINORITY, lambda done, doing: progress.say(done, len(groups) + 1, doing))
    read = len({one.reference for _, said in groups for one in said})
    with progress.writing():
        newest = find_newest(get_consultation(progress.subject))
        if newest is not None:
            keep(newest, picked, read=read, now=clock.now())
    return {"contributions": read, "quotes": sum(len(one) for one in picked.values())}


HANDLERS: dict[str, Handler] = {DRAFT: draft}

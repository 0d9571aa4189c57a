"""The long work on themes: propose themes, propose them for the rest, and measure how far proposals can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, select

from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.extensions import db
from consult.infra import clock
from consult.insight.encoding import encode
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes import finding, learning, measuring
from consult.insight.themes.asking import ASSIGN, FEWEST_EXAMPLES, PROPOSE, TOO_FEW_EXAMPLES
from consult.insight.themes.blank import is_blank
from consult.insight.themes.frame import MOST
from consult.insight.themes.learning import Example
from consult.insight.themes.linking import propose_links
from consult.insight.themes.queries import BY_PERSON, CHECKED, STANDS, list_themes
from consult.insight.vectors import KIND as VECTORS
from consult.insight.vectors import make_vectors, read_bodies, read_vectors
from consult.jobs.works import Handler, Progress

TOO_FEW_TEXTS = (
    f"There are fewer than {finding.FEWEST_TEXTS} contributions to look at that say something and carry no theme yet. "
    "Read them and code them by hand: it is quicker, and better."
)


def propose(progress: Progress) -> Mapping[str, object]:
    """Propose themes for what carries none yet, in place of the software's proposals that nobody took up."""
    consultation = _consultation(progress)
    bodies = _saying_something(read_bodies(consultation.id))
    coded = _carrying(consultation.id)
    bodies = [(one, body) for one, body in bodies if one not in coded]
    if len(bodies) < finding.FEWEST_TEXTS:
        raise Refused(TOO_FEW_TEXTS)
    vectors = read_vectors(bodies, progress)
    progress.say(0, 1, "Looking for what belongs together.")
    found = finding.find([body for _, body in bodies], vectors)
    names = _references([bodies[place][0] for one in found for place in (*one.typical, *one.different)])
    consultation_id, now = consultation.id, clock.now()
    with progress.writing():
        lock(_consultation(progress))
        _clear_proposals(consultation_id)
        taken = {theme.name.casefold() for theme in list_themes(consultation_id)}
        for number, one in enumerate(found[: MOST - len(taken)]):
            name = _free(one.name, taken)
            detail = {
                "words": list(one.words),
                "typical": [names[bodies[place][0]] for place in one.typical],
                "different": [names[bodies[place][0]] for place in one.different],
                "size": len(one.members),
            }
            db.session.add(
                Theme(
                    consultation_id=consultation_id,
                    name=name,
                    position=number + 1,
                    state=ThemeState.PROPOSED,
                    created_at=now,
                    detail=detail,
                )
            )
    return {"looked_at": len(bodies), "proposed": len(found)}


def assign(progress: Progress) -> Mapping[str, object]:
    """Propose the themes in use for what no person coded, and measure how far proposals agree with people."""
    consultation_id = _consultation(progress).id
    bodies = _saying_something(read_bodies(consultation_id))
    frame = _Frame.read(consultation_id, bodies)
    if len(frame.themes) < 2:
        raise Refused(TOO_FEW_EXAMPLES)
    texts = [body for _, body in bodies]
    vectors = read_vectors(bodies, progress)
    name_vectors = _unit([row for _, part in encode(frame.texts) for row in part])
    told = _teller(progress)
    measured = measuring.measure(texts, vectors, frame.texts, name_vectors, frame.examples, told("Measuring."))
    proposals = learning.propose(
        texts, vectors, frame.texts, name_vectors, frame.examples, told("Learning from what people coded.")
    )
    scores: dict[int, dict[int, float]] = {theme.id: {} for theme in frame.themes}
    for one in proposals:
        scores[frame.themes[one.theme].id][bodies[one.place][0]] = one.score
    said = told("Writing down what is proposed.")
    written, now = 0, clock.now()
    for number, (theme_id, proposed) in enumerate(scores.items(), start=1):
        with progress.writing():
            written += propose_links(theme_id, proposed, now=now)
        said(number, len(scores))
    return {"proposed": written, "left_out": list(frame.left_out), **_told(measured, [one.name for one in frame.named])}


@dataclass(frozen=True, slots=True)
class _Named:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """The themes that have enough examples, and the examples, by the place of their text."""

    named: Sequence[_Named]
    texts: Sequence[str]
    examples: Sequence[Example]
    left_out: Sequence[str]

    @property
    def themes(self) -> Sequence[_Named]:
        return self.named

    @classmethod
    def read(cls, consultation_id: int, bodies: Sequence[tuple[int, str]]) -> _Frame:
        place = {one: at for at, (one, _) in enumerate(bodies)}
        said = select(ThemeLink.contribution_id, ThemeLink.theme_id, ThemeLink.rejected).join(Theme)
        said = said.where(
            Theme.consultation_id == consultation_id, Theme.state == ThemeState.SETTLED, BY_PERSON | CHECKED
        )
        carries: dict[int, set[int]] = {}
        lacks: dict[int, set[int]] = {}
        for row in db.session.execute(said):
            if row.contribution_id in place:
                (lacks if row.rejected else carries).setdefault(row.contribution_id, set()).add(row.theme_id)
        themes = list_themes(consultation_id, ThemeState.SETTLED)
        many = {theme.id: sum(theme.id in one for one in carries.values()) for theme in themes}
        enough = [theme for theme in themes if many[theme.id] >= FEWEST_EXAMPLES]
        at = {theme.id: number for number, theme in enumerate(enough)}

        def places(ids: set[int]) -> frozenset[int]:
            return frozenset(at[one] for one in ids if one in at)

        examples = [
            Example(place[one], places(carries.get(one, set())), places(lacks.get(one, set())))
            for one in sorted(carries.keys() | lacks.keys())
        ]
        return cls(
            [_Named(theme.id, theme.name) for theme in enough],
            [learning.describe(theme.name, theme.description) for theme in enough],
            examples,
            [theme.name for theme in themes if theme.id not in at],
        )


def _told(measured: measuring.Measured, names: Sequence[str]) -> dict[str, object]:
    """Write what was measured as plain values, for the screen."""
    return {
        "examples": measured.examples,
        "ours": round(measuring.macro_f1(measured.ours), 3),
        "yardstick": round(measuring.macro_f1(measured.yardstick), 3),
        "themes": [
            {"name": names[one.theme], "coded": one.coded, "proposed": one.proposed, "right": one.right}
            for one in measured.ours
        ],
    }


def _teller(progress: Progress) -> Callable[[str], learning.Say]:
    def told(doing: str) -> learning.Say:
        def say(done: int, total: int) -> None:
            progress.say(done, total, doing)

        return say

    return told


def _consultation(progress: Progress) -> Consultation:
    return db.session.scalars(select(Consultation).where(Consultation.slug == progress.subject)).one()


def _saying_something(bodies: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Set apart what says nothing."""
    return [(one, body) for one, body in bodies if not is_blank(body)]


def _carrying(consultation_id: int) -> set[int]:
    """Return the contributions that carry a theme in use, by a person's word."""
    wanted = select(ThemeLink.contribution_id).join(Theme)
    wanted = wanted.where(Theme.consultation_id == consultation_id, Theme.state == ThemeState.SETTLED, STANDS)
    return set(db.session.scalars(wanted.where(BY_PERSON | CHECKED)))


def _references(ids: Sequence[int]) -> dict[int, str]:
    wanted = select(Contribution.id, Contribution.reference).where(Contribution.id.in_(set(ids)))
    return {row.id: row.reference for row in db.session.execute(wanted)}


def _clear_proposals(consultation_id: int) -> None:
    carried = exists(select(ThemeLink.id).where(ThemeLink.theme_id == Theme.id))
    old = delete(Theme).where(
        Theme.consultation_id == consultation_id, Theme.state == ThemeState.PROPOSED, Theme.proposed_by_id.is_(None)
    )
    db.session.execute(old.where(~carried), execution_options={"synchronize_session": False})


def _free(name: str, taken: set[str]) -> str:
    """Return a name no theme has, and take it."""
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free.casefold())
    return free


def _unit(rows: Sequence[Any]) -> Any:
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    array = np.stack(rows).astype(np.float32)
    return array / np.maximum(np.linalg.norm(array, axis=1, keepdims=True), 1e-9)


HANDLERS: Mapping[str, Handler] = {PROPOSE: propose, ASSIGN: assign, VECTORS: make_vectors}
"""What the worker can do for this feature."""

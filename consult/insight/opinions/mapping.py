"""A map of opinions: the two directions in which people's votes differ most (principal components)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array

from consult.insight.opinions.votes import Numbers, Votes

ROUNDS = 500
BESIDE = 6
"""Directions followed besides the two wanted, so that these settle sooner."""
SETTLED = 1e-10
TINY = 1e-13
"""What is so much shorter than the longest direction is there by rounding only."""


def project(votes: Votes) -> Numbers:
    """Return a place (x, y) on the map for each person.

    A vote somebody did not cast counts as the statement's mean, so that it moves nobody; and because few votes would
    then leave people in the middle whatever they think, each place is scaled by sqrt(statements / votes cast) (Small et
    al. 2021). Imputing the mean and then taking it away leaves nothing, so only the votes that were cast are reckoned
    with, and the table is never filled in.
    """
    people, statements = len(votes.people), len(votes.statements)
    cast = np.bincount(votes.column, minlength=statements)
    mean = np.bincount(votes.column, weights=votes.value, minlength=statements) / np.maximum(cast, 1)
    centred = votes.value - mean[votes.column]

    # Sparse: what nobody voted on takes no room and no time.
    table = csr_array((centred, (votes.row, votes.column)), shape=(people, statements))
    turned = table.T.tocsr()

    def forth(directions: Numbers) -> Numbers:
        """People's places along directions."""
        places: Numbers = table @ directions
        return places

    def back(places: Numbers) -> Numbers:
        directions: Numbers = turned @ places
        return directions

    axes = _strongest(forth, back, statements)
    scale = np.sqrt(statements / np.maximum(votes.counts, 1))
    placed: Numbers = forth(axes) * scale[:, None]
    return placed


def _strongest(forth: Callable[[Numbers], Numbers], back: Callable[[Numbers], Numbers], statements: int) -> Numbers:
    """Return the two strongest directions by power iteration on a few at once (orthogonal iteration).

    The start is fixed, and each direction points where its largest part is positive, so that the same votes give the
    same map. (Golub, Van Loan, "Matrix Computations", 4th ed., 8.2.4.)
    """
    width = min(statements, 2 + BESIDE)
    start = np.cos(np.outer(np.arange(1, statements + 1), np.arange(1, width + 1)))  # fixed, and of full rank
    basis = _square(start)
    before = np.zeros(2)
    for _ in range(ROUNDS):
        image = back(forth(basis))
        strength, turn = np.linalg.eigh(basis.T @ image)
        now = np.zeros(2)
        now[: len(strength)] = strength[::-1][:2]
        basis = _square(image @ turn)
        if basis.shape[1] == 0 or np.all(np.abs(now - before) <= SETTLED * max(now[0], SETTLED)):
            break
        before = now
    axes = np.zeros((statements, 2))
    axes[:, : min(2, basis.shape[1])] = basis[:, :2]
    signs = np.sign(axes[np.argmax(np.abs(axes), axis=0), np.arange(2)])
    pointing: Numbers = axes * np.where(signs == 0, 1, signs)
    return pointing


def _square(vectors: Numbers) -> Numbers:
    """Return directions at right angles that span the same, the longest first; those of no length are left out."""
    strength, turn = np.linalg.eigh(vectors.T @ vectors)
    there = strength > TINY * max(float(strength[-1]), TINY)
    square: Numbers = (vectors @ turn[:, there] / np.sqrt(strength[there]))[:, ::-1]
    return square

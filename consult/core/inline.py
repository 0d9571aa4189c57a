r"""What a reader sees of a clause's inline Markdown, with the way back to the source.

Read here are CommonMark's inline rules, ``~~struck~~`` text and footnote marks. HTML is not read: it is text. An
image is its description. A hard line break (backslash newline) is seen as a newline, any other newline as a space. A
footnote mark ``[^1]`` is a run without words.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from consult.core.markdown.scanner import SPECIAL, Piece, Scanner


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike: what is seen, and the half-open range of the source it stands for.

    ``styles`` are among strong, em, code, strike. ``note`` is the label of a footnote mark. ``exact``: seen as written,
    so that offsets inside correspond one to one; otherwise the range stands for the words as a whole.
    """

    text: str
    start: int
    end: int
    styles: frozenset[str] = frozenset()
    href: str | None = None
    note: str | None = None
    title: str = ""

    @property
    def exact(self) -> bool:
        """Whether each code point seen is one code point of the source."""
        return len(self.text) == self.end - self.start


@dataclass(slots=True)
class _Look:
    """How text looks at one place: the emphasis, links and images around it."""

    counts: dict[str, int] = field(default_factory=dict)
    links: list[Piece] = field(default_factory=list)
    images: int = 0
    styles: frozenset[str] = frozenset()

    def change(self, styles: list[str], by: int) -> None:
        if not styles:
            return
        for style in styles:
            self.counts[style] = self.counts.get(style, 0) + by
        self.styles = frozenset(style for style, count in self.counts.items() if count > 0)

    def run(self, text: str, start: int, end: int, *, code: bool = False) -> Run:
        styles = frozenset[str]() if self.images else self.styles
        link = self._link() if self.links else None
        if code and not self.images:
            styles |= {"code"}
        if link is None:
            return Run(text, start, end, styles)
        return Run(text, start, end, styles, link.href, None, link.title)

    def _link(self) -> Piece | None:
        """Give the innermost link that is not part of an image's description."""
        last = None
        for piece in self.links:
            if piece.what == "image":
                break
            last = piece
        return last


def scan(text: str) -> tuple[Run, ...]:
    """Split inline Markdown into runs of words that look alike, in source order.

    >>> [(run.text, sorted(run.styles), run.start) for run in scan("Open **daily** now")]
    [('Open ', [], 0), ('daily', ['strong'], 7), (' now', [], 14)]
    >>> scan("see [our plan](/plan)")[1].href
    '/plan'
    """
    if SPECIAL.search(text) is None:
        return (Run(text, 0, len(text)),) if text else ()
    runs: list[Run] = []
    look = _Look()
    for piece in Scanner(text).read():
        _show(piece, look, runs)
    return tuple(runs)


def _show(piece: Piece, look: _Look, runs: list[Run]) -> None:
    match piece.what:
        case "text" | "break":
            if piece.text:
                runs.append(look.run(piece.text, piece.start, piece.end))
        case "code":
            runs.append(look.run(piece.text, piece.start, piece.end, code=True))
        case "note":
            runs.append(Run("", piece.start, piece.end, look.styles, None, piece.text))
        case "open" | "image":
            look.links.append(piece)
            look.images += piece.what == "image"
        case "close":
            look.images -= look.links.pop().what == "image"
        case _:
            _show_signs(piece, look, runs)


def _show_signs(piece: Piece, look: _Look, runs: list[Run]) -> None:
    signs = piece.signs
    if signs is None:
        return
    look.change(signs.closed, -1)
    if signs.low < signs.high:
        runs.append(look.run(signs.sign * (signs.high - signs.low), signs.low, signs.high))
    look.change(signs.opened, 1)


@dataclass(frozen=True, slots=True)
class Visible:
    """What a reader sees of a source, with a map both ways.

    >>> seen = visible("Open **every day**, [call us](/call)")
    >>> seen.text
    'Open every day, call us'
    >>> seen.to_source(5, 20), seen.to_visible(7, 16)
    ((7, 25), (5, 14))
    """

    text: str
    runs: tuple[Run, ...]
    places: tuple[int, ...]  # where each run begins in the text seen

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Give the source range of a visible range; it begins and ends with words, never inside a marker."""
        if not self.runs:
            return 0, 0
        if start >= end:
            point = self._source_end(start) if start > 0 else self.runs[0].start
            return point, point
        index = bisect_right(self.places, start) - 1
        run = self.runs[index]
        first = run.start + (start - self.places[index] if run.exact else 0)
        return first, self._source_end(end)

    def to_visible(self, start: int, end: int) -> tuple[int, int]:
        """Give the visible range of a source range; markers inside it count for nothing."""
        first = bisect_right(self.runs, start, key=_run_end)
        last = bisect_left(self.runs, end, key=_run_start) - 1
        if first >= len(self.runs):
            return len(self.text), len(self.text)
        run = self.runs[first]
        begin = self.places[first] + (start - run.start if run.exact and start > run.start else 0)
        if last < first or start >= end:
            return begin, begin
        run = self.runs[last]
        return begin, self.places[last] + (end - run.start if run.exact and end < run.end else len(run.text))

    def _source_end(self, end: int) -> int:
        index = max(bisect_left(self.places, end) - 1, 0)
        run = self.runs[index]
        return run.start + end - self.places[index] if run.exact else run.end


def _run_start(run: Run) -> int:
    return run.start


def _run_end(run: Run) -> int:
    return run.end


def visible(text: str) -> Visible:
    r"""Give what a reader sees of inline Markdown.

    >>> visible(r"*5* \* 4 &lt; 21[^1]").text
    '5 * 4 < 21'
    """
    runs = tuple(run for run in scan(text) if run.text)
    if len(runs) == 1:
        return Visible(runs[0].text, runs, (0,))
    places, length = [], 0
    for run in runs:
        places.append(length)
        length += len(run.text)
    return Visible("".join(run.text for run in runs), runs, tuple(places))

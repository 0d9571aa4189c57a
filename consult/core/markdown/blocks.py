"""Markdown's blocks, read line by line in linear time without recursion, as flat clauses.

CommonMark and tables, with these differences: HTML is text; letters and numbers in brackets (``(b)``, ``b)``) and
bullet signs begin items; footnote definitions are notes; cells beyond a table's header are kept.
"""

from dataclasses import dataclass, field

from consult.core.kinds import Kind
from consult.core.markdown.emitting import Container, Emitter
from consult.core.marks import (
    FENCE,
    MOST_LISTS,
    MOST_QUOTES,
    NOTE,
    PREFIX,
    RULED,
    SETEXT,
    Mark,
    after_marks,
    cells_of,
    columns,
    fence_for,
    heading_text,
    is_blank,
    is_rule,
    read_mark,
)


@dataclass(slots=True, eq=False)
class _Leaf:
    what: str  # paragraph, fenced, indented, table
    lines: list[str] = field(default_factory=list)
    fence: str = ""
    info: str = ""
    indent: int = 0
    settled: bool = False  # a paragraph that holds more than definitions


class BlockReader:
    """Reads lines into clauses whose text still has the line breaks and reference links of the source."""

    def __init__(self) -> None:
        """Start with an empty document."""
        self._out = Emitter()
        self._leaf: _Leaf | None = None

    def read(self, markdown: str) -> Emitter:
        """Read a whole document; give its clauses and definitions."""
        for line in markdown.split("\n"):
            self._feed(line)
        self._begin(0)
        return self._out

    # -- one line -----------------------------------------------------------------------------------------------

    def _feed(self, raw: str) -> None:
        line = raw
        if "\t" in raw and (found := PREFIX.match(raw)):
            line = found.group().expandtabs(4) + raw[found.end() :]
        matched, pos = self._match(line)
        whole, leaf = matched == len(self._out.stack), self._leaf
        if leaf is not None and leaf.what in ("fenced", "indented"):
            if whole and self._feed_code(leaf, raw if not self._out.stack and not leaf.indent else line, pos):
                return
            self._close()
        elif leaf is not None and leaf.what == "table" and not whole:
            self._close()
        self._feed_blocks(line, pos, matched)

    def _match(self, line: str) -> tuple[int, int]:
        """Give how many open containers the line goes on with, and where its own words may begin."""
        pos, quotes = 0, 0
        for depth, container in enumerate(self._out.stack):
            first = _skip(line, pos)
            if container.what == "quote":
                if first - pos > 3 or not line.startswith(">", first):
                    return depth, pos
                quotes += 1
                pos = _after_quote(line, first, deepest=quotes == MOST_QUOTES)
            elif first == len(line):
                if not container.filled:
                    return depth, pos
                pos = min(first, pos + container.indent)
            elif first - pos >= container.indent:
                pos += container.indent
            else:
                return depth, pos
        return len(self._out.stack), pos

    def _feed_code(self, leaf: _Leaf, line: str, pos: int) -> bool:
        first = _skip(line, pos)
        if leaf.what == "indented":
            if first - pos < 4 and first < len(line):
                return False
            leaf.lines.append(line[pos + 4 :])
            return True
        rest = line[first:].rstrip(" \t")
        if first - pos < 4 and rest.startswith(leaf.fence) and not rest.strip(leaf.fence[0]):
            self._close()
        else:
            leaf.lines.append(line[min(first, pos + leaf.indent) :])
        return True

    def _feed_blocks(self, line: str, pos: int, matched: int) -> None:
        whole, opened = matched == len(self._out.stack), False
        while (first := _skip(line, pos)) < len(line):
            running = not opened and self._leaf is not None and self._leaf.what == "paragraph"
            if running and (first - pos >= 4 or read_mark(line, first)):
                running = self._runs_on()
            if first - pos >= 4:
                if running:
                    break
                self._begin(matched)
                self._leaf = _Leaf("indented", [line[pos + 4 :]])
                return
            if (inner := self._open_container(line, (pos, first), matched, running=running)) is not None:
                pos, matched, opened = inner, len(self._out.stack), True
                continue
            if self._leaf_block(line[first:], first - pos, matched, running=running and whole):
                return
            break
        self._feed_text(line[first:], matched, opened=opened)

    def _feed_text(self, rest: str, matched: int, *, opened: bool) -> None:
        whole = matched == len(self._out.stack)
        if not rest:
            if not opened and (not whole or self._leaf is not None):
                self._begin(matched)
        elif not opened and self._leaf is not None and self._leaf.what == "paragraph":
            self._leaf.lines.append(rest)
        elif not opened and whole and self._leaf is not None and self._leaf.what == "table":
            self._out.row(cells_of(rest))
        else:
            if not opened:
                self._begin(matched)
            self._fill()
            self._leaf = _Leaf("paragraph", [rest])

    # -- what begins on a line ----------------------------------------------------------------------------------

    def _open_container(self, line: str, span: tuple[int, int], matched: int, *, running: bool) -> int | None:
        """Open what begins after the blanks of ``span``, if a container does; give where its words may begin."""
        first = span[1]
        if line[first] == ">":
            self._begin(matched)
            quotes = sum(container.what == "quote" for container in self._out.stack)
            if quotes < MOST_QUOTES:
                self._push(Container("quote"))
            return _after_quote(line, first, deepest=quotes + 1 >= MOST_QUOTES)
        if (note := NOTE.match(line, first)) and all(
            container.what != "note" for container in self._out.stack[:matched]
        ):
            self._begin(matched)
            self._push(Container("note", 4, f"[^{note.group(1)}]"))
            return note.end()
        mark = read_mark(line, first)
        if mark is None or is_rule(line, first):
            return None
        if running and not self._may_interrupt(mark, matched, blank=_skip(line, mark.end) == len(line)):
            return None
        if running and matched == len(self._out.stack) and SETEXT.match(line, first):
            return None
        return self._open_item(line, span, mark, matched)

    def _may_interrupt(self, mark: Mark, matched: int, *, blank: bool) -> bool:
        if matched == len(self._out.stack):
            return mark.starts and not blank
        return mark.sort != "legal" or mark.starts or any(container.legal for container in self._out.stack[matched:])

    def _open_item(self, line: str, span: tuple[int, int], mark: Mark, matched: int) -> int:
        self._begin(matched)
        start, before = _skip(line, mark.end), span[1] - span[0]
        spaces = start - mark.end
        if sum(container.what == "item" for container in self._out.stack) >= MOST_LISTS:
            while self._out.stack[-1].what != "item":
                self._out.stack.pop()
            before += self._out.stack.pop().indent
            start = after_marks(line, start)
            spaces = min(spaces, 4)
        width = mark.end - span[1]
        if start == len(line):
            indent = width + 1
        elif spaces > 4:
            indent, start = width + 1, mark.end + 1 if mark.sort in ("bullet", "number") else start
        else:
            indent = width + max(spaces, 1)
        self._push(Container("item", before + indent, mark.text, legal=mark.sort == "legal"))
        return start

    def _leaf_block(self, rest: str, indent: int, matched: int, *, running: bool) -> bool:
        """Read a block that is one line, or the first line of one; ``running``: a paragraph could end in it."""
        if rest[0] == "#":
            signs = len(rest) - len(rest.lstrip("#"))
            if signs <= 6 and (signs == len(rest) or rest[signs] in " \t"):
                self._begin(matched)
                self._fill()
                self._out.heading(signs, heading_text(rest[signs:]))
                return True
        if fence := FENCE.match(rest):
            self._begin(matched)
            self._fill()
            info = (fence.group(2) or fence.group(4) or "").strip(" \t")
            self._leaf = _Leaf("fenced", [], fence.group(1) or fence.group(3), info, indent)
            return True
        if running and (self._underlined(rest) or self._ruled(rest)):
            return True
        if is_rule(rest):
            self._begin(matched)
            self._fill()
            return True
        return False

    def _underlined(self, rest: str) -> bool:
        leaf, found = self._leaf, SETEXT.match(rest)
        if found is None or leaf is None:
            return False
        text = self._out.without_definitions("\n".join(leaf.lines))
        if not text:
            self._leaf = None
            return False
        self._leaf = None
        self._out.heading(1 if rest[0] == "=" else 2, text)
        return True

    def _ruled(self, rest: str) -> bool:
        leaf = self._leaf
        if leaf is None or "|" not in leaf.lines[-1] or not RULED.match(rest):
            return False
        header = cells_of(leaf.lines[-1])
        if len(header) != len(cells_of(rest)):
            return False
        leaf.lines.pop()
        if leaf.lines:
            self._close()
        self._out.row(header, columns(rest))
        self._leaf = _Leaf("table")
        return True

    # -- closing and emitting -----------------------------------------------------------------------------------

    def _push(self, container: Container) -> None:
        self._fill()
        self._out.stack.append(container)

    def _fill(self) -> None:
        if self._out.stack:
            self._out.stack[-1].filled = True

    def _begin(self, matched: int) -> None:
        """Close the open leaf and all containers the line does not go on with."""
        self._close()
        del self._out.stack[matched:]

    def _close(self) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is None or leaf.what == "table":
            return
        if leaf.what == "paragraph":
            text = self._out.without_definitions("\n".join(leaf.lines))
            if not is_blank(text):
                self._out.paragraph(text)
            return
        text = "\n".join(leaf.lines)
        if leaf.what == "indented":
            text = text.rstrip(" \t\n")
        if text.strip():
            self._out.block(Kind.CODE, text, fence_for(leaf.fence + leaf.info, text))

    def _runs_on(self) -> bool:
        """Whether the open paragraph has words; link definitions alone are none, and end here."""
        leaf = self._leaf
        if leaf is not None and not leaf.settled:
            rest = self._out.without_definitions("\n".join(leaf.lines)) if leaf.lines[0][:1] == "[" else leaf.lines[0]
            leaf.settled = bool(rest)
            if not rest:
                self._leaf = None
        return self._leaf is not None


def _skip(line: str, pos: int) -> int:
    while pos < len(line) and line[pos] in " \t":
        pos += 1
    return pos


def _after_quote(line: str, first: int, *, deepest: bool) -> int:
    pos = first + 1
    if deepest:
        following = _skip(line, pos)
        while line.startswith(">", following):
            pos = following + 1
            following = _skip(line, pos)
    return pos + 1 if line.startswith(" ", pos) else pos

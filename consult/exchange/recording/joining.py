"""Join tagged PDFs into one that is tagged throughout: pages, bookmarks, and the tree that says what each word is.

Each part has one document element at the root of its tree (ISO 32000-1, 14.7.2). The elements below it come under one
document element of ours; the numbers by which pages find their elements are raised so that none is given twice. Objects
go from file to file as the bytes they are, only with other numbers, so that joining thousands of pages takes no memory.
This reads what Typst writes, with every object standing by itself, and refuses other files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

PAGES, TREE, DOCUMENT, OUTLINES, CATALOG = range(1, 6)
"""The numbers of the objects that are made anew."""
_DEEP = 6
_STRING = rb"\((?:[^()\\]|\\.)*+\)"
for _ in range(_DEEP):
    _STRING = rb"\((?:[^()\\]|\\.|" + _STRING + rb")*+\)"
_REFERENCE = re.compile(_STRING + rb"|\b(\d+) 0 R\b", re.DOTALL)
"""A string of text, however many brackets are in it, or a reference: what looks like one inside a text is none."""
_PLACE = re.compile(rb"/(StructParents?) (\d+)")
_CELL = re.compile(rb"\((U\d+x\d+y\d+)\)")
"""By these names a cell of a table says what its headings are."""


@dataclass(slots=True)
class _Part:
    """One PDF that is taken in: its bytes, where its objects begin, and the numbers they get."""

    data: bytes
    starts: Mapping[int, int]
    root: Any
    base: int
    number: int
    numbers: dict[int, int] = field(default_factory=dict)

    def new(self, number: int) -> int:
        """Return the new number of an object."""
        return self.numbers.get(number, self.base + number)


class Joined:
    """PDFs joined so far, written into a file as they come; `close` ends it."""

    def __init__(self, path: Path) -> None:
        self._out: BinaryIO = path.open("wb")
        self._at: dict[int, int] = {}
        self._last, self._parts, self._key = CATALOG, 0, 0
        self._pages: list[int] = []
        self._kids: list[int] = []
        self._nums: list[tuple[int, int]] = []
        self._ids: list[tuple[bytes, int]] = []
        self._roles: dict[str, str] = {}
        self._marks: list[tuple[int, int]] = []
        self._marked = 0
        self._held: dict[int, bytes] = {}
        self._info = self._metadata = 0
        self._out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def add(self, path: Path) -> None:
        """Add the pages of a tagged PDF at the end."""
        part = self._read(path)
        tree, marks = part.root["/StructTreeRoot"], part.root.get("/Outlines")
        again = {part.root.indirect_reference.idnum: CATALOG, part.root.raw_get("/Pages").idnum: PAGES}
        again |= {part.root.raw_get("/StructTreeRoot").idnum: TREE, tree["/K"][0].idnum: DOCUMENT}
        if marks is not None:
            again[part.root.raw_get("/Outlines").idnum] = OUTLINES
        part.numbers.update(again)
        self._note_tree(part, tree)
        self._pages += [part.new(kid.idnum) for kid in part.root["/Pages"]["/Kids"]]
        if marks is not None:
            self._marks.append((part.new(marks.raw_get("/First").idnum), part.new(marks.raw_get("/Last").idnum)))
            self._marked += abs(int(marks["/Count"]))
        self._copy(part, skip=set(again))
        self._key += int(tree["/ParentTreeNextKey"])
        self._last += max(part.starts)
        self._parts += 1

    def _read(self, path: Path) -> _Part:
        from pypdf import PdfReader  # noqa: PLC0415  # loaded where a record is made only

        reader: Any = PdfReader(path)
        if reader.xref_objStm or set(reader.xref) - {0, 65535}:
            raise ValueError("its objects do not stand by themselves")
        part = _Part(path.read_bytes(), reader.xref[0], reader.trailer["/Root"], self._last, self._parts)
        if not self._parts:
            self._info = part.new(reader.trailer.raw_get("/Info").idnum)
            self._metadata = part.new(part.root.raw_get("/Metadata").idnum)
        return part

    def _note_tree(self, part: _Part, tree: Any) -> None:
        """Note what the tree of a part knows: its elements, by which number pages find them, the cells of tables."""
        self._kids += [part.new(kid.idnum) for kid in tree["/K"][0].get_object()["/K"]]
        numbers = tree["/ParentTree"]["/Nums"]
        self._nums += [
            (int(key) + self._key, part.new(found.idnum))
            for key, found in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        names = tree["/IDTree"]["/Names"] if "/IDTree" in tree else []
        self._ids += [
            (self._cell(part, str(name).encode()), part.new(found.idnum))
            for name, found in zip(names[::2], names[1::2], strict=True)
        ]
        self._roles |= {str(name): str(role) for name, role in tree.get("/RoleMap", {}).items()}

    @staticmethod
    def _cell(part: _Part, name: bytes) -> bytes:
        return b"P%d%b" % (part.number, name)

    def _copy(self, part: _Part, skip: set[int]) -> None:
        """Write the objects of a part under their new numbers; the ends of its chain of bookmarks wait to be linked."""
        ends = set(self._marks[-1]) if self._marks else set()
        order = sorted(part.starts.items(), key=lambda pair: pair[1])
        stop = part.data.rindex(b"xref\n", 0, part.data.rindex(b"startxref"))
        for (number, start), (_, end) in pairwise([*order, (0, stop)]):
            if number in skip:
                continue
            body = self._renumbered(part, part.data[start:end].split(b"obj", 1)[1].rsplit(b"endobj", 1)[0])
            if part.new(number) in ends:
                self._held[part.new(number)] = body
            else:
                self._write(part.new(number), body)

    def _renumbered(self, part: _Part, body: bytes) -> bytes:
        """Return an object with the references it holds as they are now; the bytes of a stream stay as they are."""
        head, stream = body, b""
        if body.rstrip().endswith(b"endstream"):
            head, word, stream = body.partition(b"stream")
            stream = word + stream

        def renew(found: re.Match[bytes]) -> bytes:
            return b"%d 0 R" % part.new(int(found[1])) if found[1] else found[0]

        head = _REFERENCE.sub(renew, head)
        if b"/Type/Page" in head:
            head = _PLACE.sub(lambda found: b"/%b %d" % (found[1], int(found[2]) + self._key), head)
        if b"/Type/StructElem" in head:
            head = _CELL.sub(lambda found: b"(%b)" % self._cell(part, found[1]), head)
        return head + stream

    def _write(self, number: int, body: bytes) -> None:
        self._at[number] = self._out.tell()
        self._out.write(b"%d 0 obj%bendobj\n" % (number, body))

    def close(self) -> None:
        """Link the bookmarks of the parts, write what is made anew, and end the file."""
        for (_, before), (after, _) in pairwise(self._marks):
            self._held[before] = self._held[before].replace(b"<<", b"<</Next %d 0 R" % after, 1)
            self._held[after] = self._held[after].replace(b"<<", b"<</Prev %d 0 R" % before, 1)
        for number, body in self._held.items():
            self._write(number, body)
        self._write(PAGES, b"\n<</Type/Pages/Count %d/Kids[%b]>>\n" % (self.pages, _references(self._pages)))
        self._write(TREE, self._tree())
        kids = _references(self._kids)
        self._write(DOCUMENT, b"\n<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>\n" % (TREE, kids))
        first, last = (self._marks[0][0], self._marks[-1][1]) if self._marks else (0, 0)
        chain = b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, self._marked) if self._marks else b""
        self._write(OUTLINES, b"\n<</Type/Outlines%b>>\n" % chain)
        self._write(
            CATALOG,
            b"\n<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang(en-GB)/StructTreeRoot %d 0 R/Outlines %d 0 R"
            b"/MarkInfo<</Marked true/Suspects false>>/ViewerPreferences<</DisplayDocTitle true/Direction/L2R>>>>\n"
            % (PAGES, self._metadata, TREE, OUTLINES),
        )
        self._end()

    def _tree(self) -> bytes:
        nums = b" ".join(b"%d %d 0 R" % pair for pair in self._nums)
        names = b" ".join(b"(%b) %d 0 R" % pair for pair in sorted(self._ids))
        roles = "".join(f"{name}{role}" for name, role in sorted(self._roles.items())).encode()
        known = b"/IDTree<</Names[%b]>>" % names if self._ids else b""
        return (
            b"\n<</Type/StructTreeRoot/RoleMap<<%b>>/K[%d 0 R]/ParentTree<</Nums[%b]>>%b/ParentTreeNextKey %d>>\n"
            % (roles, DOCUMENT, nums, known, self._key)
        )

    def _end(self) -> None:
        """Write where every object begins; numbers that are not used are told as free."""
        start, size = self._out.tell(), max(self._at) + 1
        self._out.write(b"xref\n0 %d\n0000000000 65535 f\r\n" % size)
        for number in range(1, size):
            at = self._at.get(number)
            self._out.write(b"%010d 00000 n\r\n" % at if at is not None else b"0000000000 00000 f\r\n")
        name = hashlib.sha256(b"%d %d" % (start, size)).hexdigest()[:32].encode()
        self._out.write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF"
            % (size, CATALOG, self._info, name, name, start)
        )
        self._out.close()


def _references(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)

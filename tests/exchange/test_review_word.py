"""A partner's edits in Word come back: as one suggestion, as comments on their words, and nothing lost in silence."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from lxml import etree

from consult.core.errors import Refused
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.exchange.exporting import give
from consult.exchange.importing import read_document
from consult.exchange.reviewing.outcome import Change, Left, Review, read_kept
from consult.exchange.reviewing.service import read_review
from tests.exchange.data import DATA, files, needs_data
from tests.exchange.test_export_word import NEWER, TEXT, publish
from tests.exchange.test_import_word import word_file
from tests.exchange.word_files import paragraph, run
from tests.exchange.word_hands import Doc, W
from tests.make import make_comment, make_document, make_person, make_printed_note

WORDS = {
    "title": "Getting about",
    "booking": "Passengers can book",
    "must": "The provider must",
    "a": "15 minutes",
    "a_newer": "ten minutes",
    "b": "from the kerb",
    "ramp": "a ramp",
    "rain": "in the rain",
    "return": "£8.00",
    "return_newer": "£7.00",
    "note": "From April",
}


def key_of(document: Document, name: str) -> str:
    """Return the key of one of the clauses."""
    assert document.newest_revision is not None
    text = read_revision(document.newest_revision)
    return next(clause.key for clause in text.clauses if WORDS[name] in clause.text)


def edited(document: Document, *, without_ids: bool = False, **more: object) -> Doc:
    """Return the document as a partner opens it in Word."""
    doc = Doc(give("docx", document, **more))  # type: ignore[arg-type]
    if without_ids:
        doc.forget_ids()
    return doc


def review(document: Document, doc: Doc) -> Review:
    """Send a file in, and see that every change and comment in it is accounted for."""
    found = read_review(doc.save(), "edited.docx", document)
    assert read_kept(found.kept()) == found
    return found


def said(review: Review) -> list[tuple[str, str | None, str]]:
    """Return the changes without what is counted."""
    return [(one.op, one.key, one.text) for one in review.changes]


@pytest.mark.parametrize("without_ids", [False, True], ids=["by their ids", "by their words"])
def test_each_edit_finds_its_clause_and_changes_nothing_else_in_it(app: Flask, *, without_ids: bool) -> None:
    document = make_document(markdown=TEXT)
    doc = edited(document, without_ids=without_ids)
    doc.replace("15 minutes", "ten minutes")
    doc.replace("by phone, by text", "by phone, on Sundays*, by text")
    doc.replace("£8.00", "£7.00")
    doc.new_paragraph_after("from the kerb", "wait for five minutes.")
    doc.new_paragraph_after("The provider must:", "This is new.")
    doc.delete_paragraph("in the rain")
    found = review(document, doc)
    key = {name: key_of(document, name) for name in WORDS if not name.endswith("newer")}
    booking = TEXT.split("\n\n")[2].replace("\n", " ").replace("by phone, by text", "by phone, on Sundays\\*, by text")
    assert sorted(said(found), key=str) == sorted(
        [
            ("reword", key["booking"], booking),
            ("add", key["must"], "This is new."),
            ("reword", key["a"], "arrive no more than ten minutes after the time agreed;"),
            ("add", key["b"], "wait for five minutes."),
            ("remove", key["rain"], ""),
            ("reword", key["return"], "Return | £7.00"),
        ],
        key=str,
    )
    point = next(one for one in found.changes if one.text == "wait for five minutes.")
    assert (point.kind, point.level, point.marker) == ("item", 1, "(c)")
    assert found.left == ()
    assert found.counts() == counts_of(doc)
    assert {one.names for one in found.changes} == {"Pat Partner"}


def test_a_file_sent_back_untouched_changes_nothing(app: Flask) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    make_comment(document, "From here.", clause=key_of(document, "booking"), quote="by phone")
    for more in ({}, {"since": 1}, {"with_comments": True}, {"number": 1}):
        found = review(document, edited(document, **more))
        assert (found.changes, found.remarks) == ((), ())
        assert [one.why for one in found.left] == (
            ["It stands on this site already"] if "with_comments" in more else []
        )


def test_a_minority_note_that_comes_back_is_not_taken_for_a_comment(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    make_printed_note(document, key_of(document, "booking"), "By post as well.", by=make_person("Ada"))
    found = review(document, edited(document))
    assert (found.changes, found.remarks) == ((), ())
    assert [one.why for one in found.left] == ["It stands on this site already"]


def test_edits_on_top_of_our_own_tracked_changes_are_told_apart(app: Flask) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    doc = edited(document, since=1)
    doc.replace(" after the time agreed;", " after the time promised;")
    found = review(document, doc)
    assert [one.text for one in found.changes] == ["arrive no more than ten minutes after the time promised;"]
    assert found.left == ()


def test_a_comment_comes_to_its_words(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    for without_ids in (False, True):
        doc = edited(document, without_ids=without_ids)
        doc.comment("by text message", "Many have no phone.\nAsk them.")
        doc.comment("£8.00", "Dear.")
        found = review(document, doc)
        assert [(one.key, one.quote, one.body, one.name) for one in found.remarks] == [
            (key_of(document, "booking"), "by text message", "Many have no phone.\nAsk them.", "Pat Partner"),
            (key_of(document, "return"), "£8.00", "Dear.", "Pat Partner"),
        ]
        assert found.left == ()


def test_what_finds_no_place_is_listed_with_its_words(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    data = word_file(
        paragraph(run("Something quite different stands in this file, ") + ins(run("and more of it")))
        + paragraph(run("Passengers can travel by bus.") + '<w:r><w:commentReference w:id="7"/></w:r>')
    )
    found = read_review(data, "other.docx", document)
    assert found.changes == ()
    assert [(one.why, one.words) for one in found.left] == [
        ("We could not find the words this changes in the text", "put in: and more of it")
    ]
    assert "None of its words stand in this text. Is it the right file?" in found.notices


def test_words_typed_without_tracking_are_a_change_where_the_clause_is_known(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    doc = edited(document)
    doc.replace("15 minutes", "ten minutes", tracked=False)
    found = review(document, doc)
    assert [(one.text, one.untracked) for one in found.changes] == [
        ("arrive no more than ten minutes after the time agreed;", True)
    ]


def test_an_older_file_without_ids_does_not_undo_what_changed_since(app: Flask) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    doc = Doc(give("docx", document, 1))
    doc.forget_ids()
    doc.replace("after the time agreed", "after the time promised")
    doc.replace("from the kerb", "from the door")
    found = review(document, doc)
    assert [one.text for one in found.changes] == ["help each passenger from the door."]
    assert [(one.why, one.words) for one in found.left] == [
        ("The words stand differently in the text now, so this change does not fit", f"{how}: after the time {word}")
        for how, word in (("taken out", "agreed"), ("put in", "promised"))
    ]


def test_an_older_file_that_says_so_is_a_suggestion_to_the_words_its_author_read(app: Flask) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    doc = Doc(give("docx", document, 1))
    doc.replace("after the time agreed", "after the time promised")
    found = review(document, doc)
    assert found.revision == 1
    assert [one.text for one in found.changes] == ["arrive no more than 15 minutes after the time promised;"]
    assert found.left == ()


def test_a_paragraph_cut_in_two_and_two_made_one(app: Flask) -> None:
    document = make_document(markdown="One stays. Two goes on.\n\nThree here.\n\nFour there.\n")
    keys = [clause.key for clause in read_revision(document.newest_revision).clauses]  # type: ignore[arg-type]
    doc = edited(document)
    doc.split("One stays. Two goes on.", "One stays.")
    doc.join("Three here.")
    found = review(document, doc)
    assert said(found) == [
        ("reword", keys[0], "One stays."),
        ("add", keys[0], "Two goes on."),
        ("reword", keys[1], "Three here.Four there."),
        ("remove", keys[2], ""),
    ]


@pytest.mark.parametrize("ids_go_too", [False, True])
def test_a_paragraph_that_moved_is_taken_out_there_and_put_in_here_without_its_code(
    app: Flask, *, ids_go_too: bool
) -> None:
    document = make_document(markdown="One is here.\n\nTwo is here.\n\nThree is here.\n")
    keys = [clause.key for clause in read_revision(document.newest_revision).clauses]  # type: ignore[arg-type]
    doc = edited(document)
    doc.move_paragraph("One is here.", "Two is here.", ids_go_too=ids_go_too)
    found = review(document, doc)
    assert said(found) == [("remove", keys[0], ""), ("add", keys[1], "One is here.")]
    assert found.left == ()
    assert found.counts() == counts_of(doc)


def test_a_row_whose_first_cell_is_empty_is_known_by_its_id(app: Flask) -> None:
    document = make_document(markdown="| | Monday |\n|---|---|\n| | closed |\n| | closed |\n")
    keys = [clause.key for clause in read_revision(document.newest_revision).clauses]  # type: ignore[arg-type]
    doc = edited(document)
    last = [each for each in doc.root.iter(W + "r") if "".join(each.itertext()) == "closed"][-1]
    doc.replace_in(last, "closed", "open", tracked=False)
    found = review(document, doc)
    assert [(one.key, one.text, one.untracked) for one in found.changes] == [(keys[2], "| open", True)]


def test_words_typed_into_a_code_are_words(app: Flask) -> None:
    document = make_document(markdown="One is here.\n\nTwo is here.\n")
    doc = edited(document)
    code = next(each for each in doc.root.iter(W + "r") if "".join(each.itertext()) == "2  ")
    doc.type_after(code, "All of ")
    assert [one.text for one in review(document, doc).changes] == ["All of Two is here."]


def test_bold_and_links_typed_in_word_are_kept(app: Flask) -> None:
    document = make_document(markdown="Pay **five** pounds [here](https://example.org/x) now.\n")
    doc = edited(document)
    doc.replace("five", "ten")
    assert [one.text for one in review(document, doc).changes] == [
        "Pay **ten** pounds [here](https://example.org/x) now."
    ]


def ins(inside: str) -> str:
    """Write an insertion."""
    return f'<w:ins w:id="1" w:author="Pat">{inside}</w:ins>'


def counts_of(doc: Doc) -> tuple[int, int, int]:
    """Count in another, simpler way what a file holds."""
    return counted({name: data for name, data in doc.parts.items() if name == "word/document.xml"}.values(), doc.parts)


def counted(parts: object, whole: dict[str, bytes]) -> tuple[int, int, int]:
    """Count insertions, deletions and comments."""
    names = [name for part in parts for name in _names(part)]  # type: ignore[attr-defined]
    comments = sum(
        name == "comment" for part, data in whole.items() if part.endswith("comments.xml") for name in _names(data)
    )
    return (
        sum(name in {"ins", "moveTo", "cellIns"} for name in names),
        sum(name in {"del", "moveFrom", "cellDel"} for name in names),
        comments,
    )


def _names(data: bytes) -> Iterator[str]:
    for element in etree.fromstring(data).iter():
        if isinstance(element.tag, str) and element.tag.startswith(W):
            yield etree.QName(element).localname


def _with_changes() -> set[str]:
    if not DATA.is_dir():
        return set()
    with (DATA / "docx_import" / "manifest.csv").open() as table:
        return {
            row["file"]
            for row in csv.DictReader(table)
            if any(int(row[name] or 0) for name in ("ins", "dels", "moves", "comments"))
        }


REAL = [
    one
    for one in files("docx_import/ok/*.docx")
    if getattr(one, "values", [None])[0] is None or Path(str(one.values[0])).name in _with_changes()
]  # type: ignore[attr-defined]


@needs_data
@pytest.mark.parametrize("path", REAL)
def test_nothing_of_a_real_file_is_lost_in_silence(app: Flask, path: Path) -> None:
    data = path.read_bytes()
    raw = Raw(data)
    strange = read_review(data, path.name, make_document(markdown=TEXT))
    assert strange.counts() == counted(raw.text_parts(), raw.parts)
    same = read_review(data, path.name, make_document(markdown=read_document(data, path.name).markdown))
    assert same.counts() == counted(raw.text_parts(), raw.parts)


class Raw:
    """The parts of any Word file."""

    def __init__(self, data: bytes) -> None:
        package = zipfile.ZipFile(BytesIO(data))
        strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        self.parts = {
            name: package.read(name).replace(strict, usual) for name in package.namelist() if name.endswith(".xml")
        }

    def text_parts(self) -> list[bytes]:
        """Return the parts that hold text: body, notes, headers and footers."""

        return [
            data
            for name, data in self.parts.items()
            if re.search(r"(document\d?|footnotes|endnotes|header\d*|footer\d*)\.xml$", name) and "glossary" not in name
        ]


@needs_data
@pytest.mark.parametrize("path", files("docx_import/malformed/*"))
def test_a_broken_or_hostile_file_is_refused_in_plain_words(app: Flask, path: Path) -> None:
    document = make_document(markdown=TEXT)
    try:
        found = read_review(path.read_bytes(), path.name, document)
    except Refused as refused:
        said = refused.message
    else:
        said = f"“{found.filename}”"
    assert path.name[:20] in said


def test_what_comes_back_from_the_form_is_not_trusted() -> None:
    good = Review(revision=1, changes=(Change(op="reword", key="k", text="x"),)).kept()
    assert read_kept(good).changes[0].text == "x"
    for bad in ("", "[]", "null", "{}", good.replace('"reword"', '"run"'), good.replace("1", "-1"), "[" * 100_000):
        with pytest.raises(Refused):
            read_kept(bad)


def test_a_file_with_very_much_in_it_still_fits_into_the_form_that_confirms_it() -> None:
    left = tuple(Left(why=f"Reason {number % 2}", words="x" * 900, insertions=1) for number in range(5_000))
    found = Review(revision=1, left=left)
    again = read_kept(found.kept())
    assert again.counts() == found.counts() == (5_000, 0, 0)
    assert [one.words for one in again.left] == ["2,500 of these, shown before"] * 2
    with pytest.raises(Refused, match="two parts"):
        Review(revision=1, changes=(Change(op="reword", key="k", text="x" * 4_000_000),)).kept()


def test_thousands_of_paragraphs_that_run_into_each_other_take_seconds_and_are_all_counted(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    mark = '<w:ins w:id="1" w:author="a"/>'
    body = "".join(paragraph(ins(run("a b")) + run("x y"), mark=mark) for _ in range(5_000))
    assert read_review(word_file(body), "long.docx", document).counts() == (10_000, 0, 0)


def test_text_boxes_notes_and_headers_are_looked_into(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    box = f"<w:txbxContent>{paragraph(ins(run('boxed')))}</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    data = word_file(paragraph(f"<w:r>{twice}</w:r>" + run("Beside it")), header=paragraph(ins(run("on every page"))))
    found = read_review(data, "boxes.docx", document)
    assert sorted(one.words for one in found.left) == ["put in: boxed", "put in: boxed", "put in: on every page"]


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("path", files("docx_import/ok/*.docx"))
def test_a_real_text_given_out_and_sent_back_untouched_changes_nothing(app: Flask, path: Path) -> None:
    try:
        text = read_document(path.read_bytes(), path.name)
    except Refused:
        pytest.skip("it holds no words")
    document = make_document(markdown=text.markdown)
    found = read_review(give("docx", document), path.name, document)
    assert (found.changes, found.left, found.notices) == ((), (), ())
    doc = edited(document, without_ids=True)
    found = review(document, doc)
    assert (found.changes, found.left) == ((), ())

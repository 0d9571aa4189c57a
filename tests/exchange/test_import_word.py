"""What a Word file holds becomes clauses of the right kind, and what cannot come along is said."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from consult.core.clauses import Kind
from consult.core.errors import Refused
from consult.core.inline import visible
from consult.exchange.importing import Imported, read_document
from tests.exchange.word_files import paragraph, run, table, word_file


def read(body: str, **parts: object) -> Imported:
    return read_document(word_file(body, **parts), "plan.docx")  # type: ignore[arg-type]


def outline(imported: Imported) -> list[tuple[str, int, str, str]]:
    return [(str(clause.kind), clause.level, clause.marker, clause.text) for clause in imported.clauses]


def left_out(imported: Imported) -> dict[str, tuple[int, str]]:
    return {each.what: (each.count, each.words) for each in imported.not_kept}


def test_headings_are_known_by_style_by_what_it_is_based_on_and_by_outline_level() -> None:
    found = read(
        paragraph(run("One"), style="Heading1")
        + paragraph(run("Two"), style="berschrift2")
        + paragraph(run("Two again"), style="House")
        + '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Three</w:t></w:r></w:p>'
        + paragraph(run("Words."))
    )
    assert [(clause.kind, clause.level) for clause in found.clauses[:4]] == [
        (Kind.HEADING, 1), (Kind.HEADING, 2), (Kind.HEADING, 2), (Kind.HEADING, 3),
    ]  # fmt: skip
    assert found.title == "One"


def test_a_title_stands_above_all_headings() -> None:
    found = read(paragraph(run("Plan"), style="Title") + paragraph(run("One"), style="Heading1") + paragraph(run("x")))
    assert [(clause.text, clause.level) for clause in found.clauses[:2]] == [("Plan", 1), ("One", 2)]
    assert found.title == "Plan"


def test_list_numbers_are_counted_as_word_counts_them() -> None:
    found = read(
        paragraph(run("one"), in_list=(1, 0))
        + paragraph(run("a"), in_list=(1, 1))
        + paragraph(run("b"), in_list=(1, 1))
        + paragraph(run("two"), in_list=(1, 0))
        + paragraph(run("a again"), in_list=(1, 1))
        + paragraph(run("between"))
        + paragraph(run("three"), in_list=(1, 0))
        + paragraph(run("fresh"), in_list=(3, 0))
        + paragraph(run("bullet"), in_list=(2, 0))
    )
    assert [(clause.marker, clause.text) for clause in found.clauses] == [
        ("1.", "one"), ("(a)", "a"), ("(b)", "b"), ("2.", "two"), ("(a)", "a again"), ("", "between"),
        ("3.", "three"), ("1.", "fresh"), ("-", "bullet"),
    ]  # fmt: skip


def test_insertions_are_taken_and_deletions_and_moves_are_left_out_and_counted() -> None:
    found = read(
        paragraph(
            run("Keep ")
            + '<w:ins w:id="1">'
            + run("new ")
            + "</w:ins>"
            + '<w:del w:id="2"><w:r><w:delText>old words</w:delText></w:r></w:del>'
            + '<w:moveFrom w:id="3">'
            + run("gone ")
            + '</w:moveFrom><w:moveTo w:id="4">'
            + run("here")
            + "</w:moveTo>"
        )
    )
    assert found.clauses[0].text == "Keep new here"
    assert left_out(found) == {"Deleted text": (1, "old words"), "Text moved away from here": (1, "gone")}


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    found = read(paragraph(run("One sen"), mark="<w:del/>") + paragraph(run("tence.")))
    assert [clause.text for clause in found.clauses] == ["One sentence."]


def test_fields_show_what_they_result_in_and_their_code_is_counted() -> None:
    found = read(
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText> HYPERLINK "https://example.org/x" </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + run("the page")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            + run(" says so")
        )
    )
    assert found.clauses[0].text == "[the page](https://example.org/x) says so"
    assert left_out(found) == {"Field codes (what they show is kept)": (1, 'HYPERLINK "https://example.org/x"')}


def test_a_note_follows_the_clause_that_cites_it() -> None:
    note = '<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r>' + run(" See the law.") + "</w:p></w:footnote>"
    found = read(
        paragraph(run("Duty") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + run(" applies."))
        + paragraph(run("Next.")),
        footnotes=note,
    )
    assert [clause.kind for clause in found.clauses] == [Kind.PARAGRAPH, Kind.NOTE, Kind.PARAGRAPH]
    assert "See the law." in found.clauses[1].text
    assert "[^1]" in found.clauses[0].text


def test_two_notes_of_one_clause_are_both_kept() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(run(f"Note {n}."))}</w:footnote>' for n in (1, 2))
    cited = "".join(f'<w:r><w:footnoteReference w:id="{n}"/></w:r>' for n in (1, 2))
    found = read(paragraph(run("Duty") + cited), footnotes=notes)
    assert [(clause.marker, clause.text) for clause in found.clauses] == [
        ("", "Duty[^1][^2]"), ("[^1]", "Note 1."), ("[^2]", "Note 2."),
    ]  # fmt: skip


@pytest.mark.parametrize("text", [" begins", ": begins", ""])
def test_a_note_may_be_cited_before_the_first_word(text: str) -> None:
    found = read(
        paragraph('<w:r><w:footnoteReference w:id="1"/></w:r>' + run(text)) + paragraph(run("Next.")),
        footnotes=f'<w:footnote w:id="1">{paragraph(run("Note."))}</w:footnote>',
    )
    assert [visible(clause.text).text for clause in found.clauses] == [text, "Note.", "Next."]


def test_a_note_whose_words_were_deleted_leaves_no_mark() -> None:
    gone = "<w:del><w:r><w:delText>Old.</w:delText></w:r></w:del>"
    found = read(
        paragraph(run("Duty") + '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        footnotes=f'<w:footnote w:id="1">{paragraph(gone)}</w:footnote>',
    )
    assert [clause.text for clause in found.clauses] == ["Duty"]
    assert left_out(found) == {"Deleted text": (1, "Old.")}


def test_a_note_or_a_paragraph_inside_a_list_does_not_end_it() -> None:
    found = read(
        paragraph(run("one"), in_list=(1, 0))
        + paragraph(run("a") + '<w:r><w:footnoteReference w:id="1"/></w:r>', in_list=(1, 1))
        + paragraph(run("between"))
        + paragraph(run("b"), in_list=(1, 1)),
        footnotes=f'<w:footnote w:id="1">{paragraph(run("Note."))}</w:footnote>',
    )
    assert [(clause.marker, clause.level, clause.text) for clause in found.clauses] == [
        ("1.", 1, "one"), ("(a)", 2, "a[^1]"), ("[^1]", 0, "Note."), ("", 1, "between"), ("(b)", 2, "b"),
    ]  # fmt: skip


def test_a_text_box_written_twice_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('boxed words'))}</w:txbxContent>"
    found = read(
        paragraph(
            run("Before.")
            + "<w:r><mc:AlternateContent>"
            + f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            + f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert [clause.text for clause in found.clauses] == ["Before.", "boxed words"]


def test_tables_become_rows_with_merged_cells_kept_apart_and_nested_ones_flattened() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    found = read(
        table([paragraph(run("Who")), paragraph(run("When | where"))], [wide + paragraph(run("both"))], header=True)
        + table(
            [table([paragraph(run("in")), paragraph(run("side"))]) + paragraph(""), paragraph(run("x"))],
            [paragraph(run("y"))],
        )
    )
    rows = [clause for clause in found.clauses if clause.kind is Kind.ROW]
    assert len(rows) == 4
    assert rows[0].marker == "|---|---|"
    assert visible(rows[0].text).text.count("Who") == 1
    assert "both" in rows[1].text
    assert "in side" in rows[2].text


def test_bold_and_italic_stay_where_markdown_can_say_them() -> None:
    found = read(paragraph(run("Pay ") + run("five", "<w:b/>") + run(" or ") + run("six ", "<w:i/>") + run("pounds")))
    assert found.clauses[0].text == "Pay **five** or *six* pounds"


@pytest.mark.parametrize(
    ("before", "bold", "after"),
    [("a", "“b”", "c"), ("", " lead", "x"), ("*", "b", "*"), ("1. ", "b", "."), ("x", "(y)", "z"), ("_", "b_", "_")],
)
def test_words_show_the_same_whatever_is_bold(before: str, bold: str, after: str) -> None:
    found = read(paragraph(run(before) + run(bold, "<w:b/>") + run(after)))
    assert visible(found.clauses[0].text).text == (before + bold + after).strip()


@pytest.mark.parametrize(
    "text",
    ["# no heading", "1. typed", "(a) typed", "a) typed", "> no quote", "--- x", "===", "| a | b |", "``` x", "[x]: y",
     "*x* _y_ `z` ~~w~~", "&lt;b&gt;x&lt;/b&gt;", "![i](u)", "C:\\temp\\", "&amp;amp; 5", "[^1] x", "A. M. Smith",
     "    four",     "http://x.org/a_b_c", "2.1 Title", "+ plus", "setext\tb", "x  y", "#", "\\", "[a](b)", "&lt;http://x.org&gt;"],
)  # fmt: skip
def test_typed_signs_show_as_typed(text: str) -> None:
    found = read(paragraph(run(text)) + paragraph(run("Next words.")))
    typed = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert (found.clauses[0].kind, visible(found.clauses[0].text).text) == (Kind.PARAGRAPH, " ".join(typed.split()))
    assert found.clauses[-1].text == "Next words."


def test_a_typed_bullet_begins_an_item_also_after_a_line_break() -> None:
    found = read(paragraph(run("First:") + "<w:r><w:br/></w:r>" + run("• one") + "<w:r><w:br/></w:r>" + run("– two")))
    assert [(clause.kind, clause.text) for clause in found.clauses] == [
        (Kind.PARAGRAPH, "First:"), (Kind.ITEM, "one"), (Kind.ITEM, "two"),
    ]  # fmt: skip


def test_pictures_headers_and_comments_are_left_out_by_name() -> None:
    picture = "<w:r><w:pict><v:shape><v:imagedata r:id='p' o:title='a map'/></v:shape></w:pict></w:r>"
    found = read(paragraph(run("Words") + picture), header=paragraph(run("Draft 3")), links={"p": "media/map.png"})
    assert left_out(found) == {"Pictures": (1, "map.png – a map"), "Page headers": (1, "Draft 3")}


def test_content_controls_and_smart_tags_are_opened() -> None:
    found = read(
        "<w:sdt><w:sdtContent><w:p><w:smartTag>"
        + run("one ")
        + "</w:smartTag><w:sdt><w:sdtContent>"
        + run("two")
        + "</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>"
    )
    assert [clause.text for clause in found.clauses] == ["one two"]


def test_a_file_of_another_kind_is_refused_with_what_to_do() -> None:
    for data, name in [
        (b"%PDF-1.7 x", "a.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
        (b"words", "a.docx"),
        (b"words", "a.odt"),
    ]:
        with pytest.raises(Refused, match="a\\.") as refused:
            read_document(data, name)
        assert "save it" in refused.value.message


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(word_file(paragraph(run("x"))))
    for place in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[place] |= 1
    with pytest.raises(Refused, match="password"):
        read_document(bytes(data), "locked.docx")


def test_a_zip_that_is_no_word_file_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Refused, match="not a Word document"):
        read_document(buffer.getvalue(), "sums.docx")

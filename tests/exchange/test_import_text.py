"""HTML, plain text and Markdown become clauses; encodings are told apart; what is left out is said."""

from __future__ import annotations

import pytest

from consult.core.clauses import Kind
from consult.core.errors import Refused
from consult.core.inline import visible
from consult.exchange.importing import Imported, read_document


def html(text: str) -> Imported:
    return read_document(text.encode(), "page.html")


def outline(imported: Imported) -> list[tuple[str, int, str, str]]:
    return [(str(clause.kind), clause.level, clause.marker, clause.text) for clause in imported.clauses]


def left_out(imported: Imported) -> dict[str, int]:
    return {each.what: each.count for each in imported.not_kept}


def test_an_html_page_becomes_headings_items_rows_quotes_and_code() -> None:
    found = html(
        "<html><head><title>Plan</title></head><body><h1>Aims</h1>"
        "<p>One <b>bold</b> and <a href='https://example.org/'>link</a>.</p>"
        "<ol start=3><li>three<ul><li>under</li></ul></li><li>four</li></ol><blockquote><p>said</p></blockquote>"
        "<pre>a = 1\nb = 2</pre><table><tr><th>Who</th><th>When</th></tr>"
        "<tr><td>we</td><td>now</td></tr></table></body></html>"
    )
    assert found.title == "Plan"
    assert [(clause.kind, clause.marker, clause.text) for clause in found.clauses if clause.kind is not Kind.CODE] == [
        (Kind.HEADING, found.clauses[0].marker, "Aims"),
        (Kind.PARAGRAPH, "", "One **bold** and [link](https://example.org/)."),
        (Kind.ITEM, "3.", "three"), (Kind.ITEM, "-", "under"), (Kind.ITEM, "4.", "four"),
        (Kind.QUOTE, ">", "said"),
        (Kind.ROW, "|---|---|", "Who | When"), (Kind.ROW, "", "we | now"),
    ]  # fmt: skip
    assert [clause.text for clause in found.clauses if clause.kind is Kind.CODE] == ["a = 1\nb = 2"]


def test_scripts_styles_comments_and_hidden_parts_are_left_out_and_counted() -> None:
    found = html(
        "<style>p{}</style><p>Words<script>alert(1)</script><!-- note --> stay</p><p hidden>unseen</p>"
        "<div style='display: none'>unseen</div>"
        "<img src='http://127.0.0.1:9/x.png' alt='map'><select><option>a</select>"
    )
    assert [clause.text for clause in found.clauses] == ["Words stay"]
    assert left_out(found) == {
        "Style sheets": 1, "Scripts": 1, "Comments hidden in the page": 1,
        "Hidden text": 2, "Pictures": 1, "Form fields": 1,
    }  # fmt: skip


def test_links_to_scripts_lose_their_address_and_keep_their_words() -> None:
    found = html("<p><a href=' javascript:alert(1)'>press</a> <a href='/other'>here</a></p>")
    assert found.clauses[0].text == "press here"


@pytest.mark.parametrize(
    "text",
    [
        "<p>a<div>b</p>c",
        "a<br>b",
        "<ul>loose<li>x</ul>",
        "<td>cell",
        "<p>&lt;b&gt; 5 * 3 * 2 _x_",
        "<dl><dt>t<dd>d</dl>",
    ],
)
def test_html_that_is_not_well_formed_keeps_its_words(text: str) -> None:
    import html5lib

    tree = html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False)
    shown = " ".join(visible(clause.text).text for clause in html(text).clauses)
    assert sorted("".join(shown.split())) == sorted("".join("".join(tree.getroot().itertext()).split()))


def test_a_page_nested_too_deep_is_refused() -> None:
    with pytest.raises(Refused, match="nested"):
        html("<div>" * 5_000 + "words" + "</div>" * 5_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_the_usual_encodings_is_read(encoding: str) -> None:
    text = "Café prices – “fair” for everyone in the borough."
    found = read_document(text.encode(encoding), "plan.txt")
    assert [clause.text for clause in found.clauses] == [text]


def test_a_declared_charset_is_believed() -> None:
    text = "<meta charset='iso-8859-2'><p>Łódź</p>"
    assert read_document(text.encode("iso-8859-2"), "a.html").clauses[0].text == "Łódź"


def test_plain_text_has_paragraphs_points_and_few_headings() -> None:
    found = read_document(
        b"The plan\n\nWhat we want\n\nThis sentence was wrapped by the program that wrote it, so that it\n"
        b"goes on here.\n\n1. First point\n2. Second point\n   - below it\n"
        b"\n(a) lettered\n\nSteve\n\nChief Executive\n",
        "plan.txt",
    )
    assert [(clause.kind, clause.text) for clause in found.clauses] == [
        (Kind.HEADING, "The plan"), (Kind.HEADING, "What we want"),
        (Kind.PARAGRAPH, "This sentence was wrapped by the program that wrote it, so that it goes on here."),
        (Kind.ITEM, "First point"), (Kind.ITEM, "Second point"), (Kind.ITEM, "below it"), (Kind.ITEM, "lettered"),
        (Kind.PARAGRAPH, "Steve"), (Kind.PARAGRAPH, "Chief Executive"),
    ]  # fmt: skip
    assert [clause.marker for clause in found.clauses if clause.kind is Kind.ITEM] == ["1.", "2.", "-", "(a)"]


def test_markdown_signs_in_plain_text_show_as_typed() -> None:
    text = "Rates are 5*3*2 and _not_ <b>bold</b> [yet](x), says # nobody."
    found = read_document(text.encode(), "plan.txt")
    assert visible(found.clauses[0].text).text == text


def test_front_matter_gives_the_title_and_is_reported() -> None:
    found = read_document(b'---\ntitle: "The plan"\nlayout: x\n---\n\nWords.\n', "plan.md")
    assert found.title == "The plan"
    assert [clause.text for clause in found.clauses] == ["Words."]
    assert [each.what for each in found.not_kept] == ["Front matter (its title is kept)"]


def test_a_rule_at_the_top_of_markdown_is_no_front_matter() -> None:
    found = read_document(b"---\n\nWords.\n\n---\n\nMore.\n", "plan.md")
    assert [clause.text for clause in found.clauses if clause.text.strip("-")] == ["Words.", "More."]


def test_pictures_in_markdown_are_named() -> None:
    found = read_document(b"Look: ![the map](img/map.png) here.\n", "plan.md")
    assert [(each.what, each.words) for each in found.not_kept] == [("Pictures", "map.png – the map")]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "a.md"), (b" \n", "a.txt"), (b"---\n", "a.md"), (b"<p></p>", "a.html"), (b"\xff\xfe\x00\xd8", "a.txt")],
)
def test_a_file_without_words_is_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(Refused, match=name):
        read_document(data, name)

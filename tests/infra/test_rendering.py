"""Words to HTML: escaped, cut anywhere, and never active."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core.inline import visible
from consult.infra.rendering import has_link, inline, prose
from tests.patience import patience

TRICKY = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<https://example.org/\"onmouseover='x'>",
    '[a](https://example.org "t\'><script>x</script>")',
    "`<b>` **<i>** ~~<u>~~ &lt;b&gt;",
]
markdown = st.text(alphabet=st.sampled_from(list("ab *_`~[]()<>&;!\\\"'^1:/.\n€")), max_size=60)


def without_tags(html: str) -> str:
    """Return what a browser would show, footnote marks aside."""
    html = re.sub(r"<sup>.*?</sup>", "", html).replace("<br>", "\n")
    text = re.sub(r"<[^>]*>", "", html)
    for name, sign in (
        ("lt", "<"),
        ("gt", ">"),
        ("#34", '"'),
        ("quot", '"'),
        ("#39", "'"),
        ("nbsp", "\xa0"),
        ("amp", "&"),
    ):
        text = text.replace(f"&{name};", sign)
    return text


@pytest.mark.parametrize("text", TRICKY)
def test_nothing_active_comes_out(text: str) -> None:
    for html in (str(inline(text)), str(prose(text))):
        tags = re.findall(r"<[^>]*>", html)
        assert not [tag for tag in tags if not re.fullmatch(r"</?(a|p|br|code|del|em|strong|sup)( [^>]*)?>", tag)], html
        assert not re.search(r"<[^>]*\s(on\w+|style|src)=", html), html
        assert not re.search(r"href=\"\s*(javascript|data)", html, re.IGNORECASE), html


@given(markdown)
def test_a_reader_sees_the_visible_words_and_nothing_else(text: str) -> None:
    assert without_tags(str(inline(text))) == visible(text).text


@given(markdown, st.integers(0, 60), st.integers(0, 60))
def test_pieces_side_by_side_show_what_the_whole_shows(text: str, one: int, other: int) -> None:
    first, second = sorted((min(one, len(text)), min(other, len(text))))
    pieces = inline(text, 0, first) + inline(text, first, second) + inline(text, second)
    assert without_tags(str(pieces)) == without_tags(str(inline(text)))


def test_half_of_a_bold_link_is_one_bold_link() -> None:
    assert str(inline("see [our **plan**](/plan)", 5, 12)) == '<a href="/plan">our <strong>p</strong></a>'


def test_without_links_the_words_stay() -> None:
    assert str(inline("see [our plan](/plan)", links=False)) == "see our plan"
    assert has_link("see [our plan](/plan)", 6, 9)
    assert not has_link("see [our plan](/plan)", 0, 3)


def test_a_comment_keeps_its_paragraphs_lines_and_addresses() -> None:
    html = str(prose("One\ntwo\n\n  \n\nSee https://example.org/a_(b)?x=1&y=2). <b>no</b> **no**"))
    assert html.startswith("<p>One<br>two</p><p>See <a ")
    assert 'href="https://example.org/a_(b)?x=1&amp;y=2"' in html
    assert "</a>). &lt;b&gt;no&lt;/b&gt; **no**</p>" in html


def test_what_is_no_address_on_the_web_is_no_link() -> None:
    assert "<a" not in str(prose("javascript:alert(1) ftp://x.y file:///etc/passwd www.example.org"))


@pytest.mark.parametrize("text", ["&" * 20_000, "http://a" + ")" * 19_990], ids=["ampersands", "brackets"])
def test_a_long_comment_made_to_be_slow_is_rendered_once_and_kept(text: str) -> None:
    with patience():
        first = prose(text)
    assert all(prose(text) is first for _ in range(20))


def test_brackets_an_address_did_not_open_are_left_to_the_sentence() -> None:
    assert '<a href="http://a/(b)" rel="nofollow ugc">http://a/(b)</a>)).' in prose("(see http://a/(b))).")
    assert '<a href="http://a" rel="nofollow ugc">http://a</a>' + ")" * 19_990 in prose("http://a" + ")" * 19_990)


def test_paragraphs_in_arabic_or_hebrew_read_from_right_to_left_and_others_as_before() -> None:
    html = prose("We wait (10 minutes).\n\nنحن بحاجة إلى حافلة (رقم 42).\n\n<p>אוטובוס</p>")
    assert html.count('<p dir="auto">') == 3
    assert "&lt;p&gt;" in html
    assert "dir=" not in prose("Mae'r bws yn hwyr, źdźbło, 🚌 <p>.")

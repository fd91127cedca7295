"""The sandbox reads HTML as Telegram does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import clean, cut, parse, units
from bot.sandbox.refusals import Refused


def _pieces(source: str) -> list[tuple[str, str]]:
    text, entities = parse(source)
    return [(entity["type"], cut(text, entity["offset"], entity["length"])) for entity in entities]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>a</b>", "bold"),
        ("<strong>a</strong>", "bold"),
        ("<i>a</i>", "italic"),
        ("<em>a</em>", "italic"),
        ("<u>a</u>", "underline"),
        ("<ins>a</ins>", "underline"),
        ("<s>a</s>", "strikethrough"),
        ("<del>a</del>", "strikethrough"),
        ("<code>a</code>", "code"),
        ("<pre>a</pre>", "pre"),
        ("<tg-spoiler>a</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">a</span>', "spoiler"),
        ("<blockquote>a</blockquote>", "blockquote"),
        ("<blockquote expandable>a</blockquote>", "expandable_blockquote"),
        ('<tg-emoji emoji-id="5368324170671202286">a</tg-emoji>', "custom_emoji"),
        ('<a href="https://example.org/x">a</a>', "text_link"),
        ('<tg-time unix="1700000000">a</tg-time>', "date_time"),
        ("<B>a</B>", "bold"),
    ],
)
def test_every_tag_becomes_its_entity(source: str, kind: str) -> None:
    assert _pieces(source) == [(kind, "a")]


def test_a_time_keeps_its_instant_and_its_format() -> None:
    text, entities = parse('at <tg-time unix="1700000000" format="wDT">Tuesday</tg-time>')
    assert text == "at Tuesday"
    expected = {"type": "date_time", "offset": 3, "length": 7, "unix_time": 1700000000, "date_time_format": "wDT"}
    assert entities == [expected]


def test_offsets_count_utf16_units() -> None:
    _, entities = parse("😀 <b>a😀</b>")
    assert entities == [{"type": "bold", "offset": 3, "length": 3}]


def test_code_in_pre_is_one_entity_with_its_language() -> None:
    _, entities = parse('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


def test_entities_are_nested_and_sorted_outermost_first() -> None:
    assert _pieces("<b>a<i>b</i></b>") == [("bold", "ab"), ("italic", "b")]
    assert _pieces("<i><b>x</b></i>") in ([("italic", "x"), ("bold", "x")], [("bold", "x"), ("italic", "x")])


def test_outer_white_space_goes_and_offsets_follow() -> None:
    text, entities = parse("  \n a <b>b  </b>\n\n")
    assert (text, entities) == ("a b", [{"type": "bold", "offset": 2, "length": 1}])


def test_an_entity_of_white_space_alone_goes() -> None:
    assert parse("a<b> </b>c") == ("a c", [])


def test_only_four_references_are_known_and_a_lone_ampersand_stays() -> None:
    assert parse("&lt;&gt;&amp;&quot;&#1103;&#x44F; &nbsp; & x")[0] == '<>&"яя &nbsp; & x'


def test_a_link_that_is_none_loses_its_entity_silently() -> None:
    assert parse('<a href="http://localhost:8080/">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("я<3", "Unclosed start tag at byte offset 2"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-time unix="soon">a</tg-time>', "Invalid date-time specified"),
        ('<tg-time unix="1" format="%Y">a</tg-time>', "Invalid date-time format specified"),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier"),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_html_is_refused_with_the_culprit(source: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(source)
    assert refused.value.code == 400
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert words in refused.value.description


@given(st.text(alphabet="<>/=\"'& abipre-tgspoiln;#x1я😀\n\x00", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        text, entities = parse(source)
    except Refused:
        return
    assert text == text.rstrip()
    for entity in entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= units(text) - entity["length"]


@given(st.text())
def test_a_cleaned_text_has_no_control_characters(text: str) -> None:
    assert not {char for char in clean(text) if char < " "} - {"\n", "\t"}

"""HTML: as a browser shows it, without what it hides and what leads elsewhere."""

from datetime import date

import pytest

from servers.syllabus.document import Cell, Document
from servers.syllabus.readers import read
from tests.syllabus.readers.drawing import cells, the_table


def read_html(body: str, head: str = "") -> Document:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), name="page.html")


def said(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_blocks_are_lines_and_so_is_what_br_parts() -> None:
    assert said(read_html("<p>one <b>and</b>\n two<br>three</p><div>four<p>five</p>six</div>")) == [
        "one and two", "three", "four", "five", "six",
    ]  # fmt: skip


def test_headings_lists_and_definitions() -> None:
    document = read_html(
        "<h2>Work</h2><ul><li>essay<ul><li>draft</li></ul></li></ul><dl><dt>Late work</dt><dd>is not taken</dd></dl>"
    )
    assert [(line.text, line.heading, line.bullet, line.indent) for line in document.lines] == [
        ("Work", 2, False, 0),
        ("essay", 0, True, 18),
        ("draft", 0, True, 36),
        ("Late work", 0, False, 0),
        ("is not taken", 0, False, 18),
    ]


def test_spans_of_a_table() -> None:
    (table,) = read_html(
        "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    ).tables
    assert table.cells == (
        Cell(0, 0, (0,), rows=2), Cell(0, 1, (1,), columns=2), Cell(1, 1, (2,)), Cell(1, 2, (3,)),
    )  # fmt: skip


def test_a_table_within_a_table_is_two_tables() -> None:
    document = read_html(
        "<table><tr><td>outer</td><td><table><tr><td>in</td><td>ner</td></tr></table></td></tr>"
        "<tr><td>below</td><td>it</td></tr></table>"
    )
    assert [cells(document, table) for table in document.tables] == [
        [["outer", "in\nner"], ["below", "it"]],
        [["in", "ner"]],
    ]


def test_the_head_of_a_table_is_its_header() -> None:
    (table,) = read_html(
        "<table><thead><tr><td>Date</td><td>Due</td></tr></thead><tr><td>Sep 5</td><td>HW</td></tr></table>"
    ).tables
    assert [cell.header for cell in table.cells] == [True, True, False, False]


def test_a_table_without_end_tags_is_mended() -> None:
    assert the_table(read_html("<table><tr><td>Sep 5<td>HW 1<tr><td>Sep 12<td>HW 2</table>")) == [
        ["Sep 5", "HW 1"], ["Sep 12", "HW 2"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>exam</p>",
        "<p style='display: none'>exam</p>",
        "<div aria-hidden=true>exam</div>",
        "<nav>exam</nav>",
        "<div role=navigation>exam</div>",
        "<script>exam</script>",
        "<style>exam</style>",
        "<template>exam</template>",
        "<!-- exam -->",
        "<select><option>exam</select>",
    ],
)
def test_what_is_not_shown_or_leads_elsewhere_is_left_out(hidden: str) -> None:
    assert said(read_html(f"<p>before</p>{hidden}<p>after</p>")) == ["before", "after"]


@pytest.mark.parametrize(
    "struck",
    ["<s>Sep 5</s>", "<del>Sep 5</del>", "<span style='text-decoration:line-through'>Sep 5</span>"],
)
def test_struck_through_is_struck(struck: str) -> None:
    (line,) = read_html(f"<p>due {struck} Sep 7</p>").lines
    assert [word.text for word in line.words if word.struck] == ["Sep", "5"]


def test_preformatted_lines_stay_lines() -> None:
    assert said(read_html("<pre>Sep 5\nSep 12</pre>")) == ["Sep 5", "Sep 12"]


def test_metadata_of_the_head() -> None:
    head = (
        "<title>Physics 101</title><meta name=author content='A. Lovelace'>"
        "<meta property='article:modified_time' content='2025-08-20T10:00'>"
    )
    metadata = read_html("<p>x</p>", head).metadata
    assert (metadata.title, metadata.author, metadata.modified) == ("Physics 101", "A. Lovelace", date(2025, 8, 20))


def test_the_declared_encoding_is_used_where_the_bytes_do_not_say() -> None:
    page = "<html><head><meta charset=iso-8859-2></head><body>Łódź</body></html>".encode("iso-8859-2")
    assert said(read(page, name="page.html")) == ["Łódź"]


@pytest.mark.parametrize(("bar", "end"), [("<nav>", "</nav>"), ("<div role=navigation>", "</div>")])
def test_what_the_navigation_shows_is_no_text_but_names_the_course(bar: str, end: str) -> None:
    document = read_html(f'{bar}<b>Maps</b> <a href="/plan">Fall 2025</a>{end}<p>Welcome</p>')
    assert said(document) == ["Welcome"]
    assert {"/plan", "Maps Fall 2025"} <= set(document.metadata.addresses)

"""What the pages make of texts, dates and choices, apart from any page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qsearch_api.pages
from qsearch.errors import NotFound, NotReady, QueryError
from qsearch.plan import Heading, PlanItem, Schedule
from qsearch.results import FacetCount, Facets, IngestedPlan, IngestReport
from qsearch_api.downloads import attachment
from qsearch_api.pages import words
from qsearch_api.pages.differing import difference
from qsearch_api.pages.facets import Asked, chosen_filters, facet_groups
from qsearch_api.pages.marking import excerpt, marked
from qsearch_api.tasks import Tasks

STYLE = Path(qsearch_api.pages.__file__).parent / "static" / "style.css"
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends))), max_size=5)


@given(st.text(max_size=40), SPANS)
def test_marked_pieces_join_to_the_text_and_mark_just_the_spans(text, spans):
    pieces = marked(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    places, at = set(), 0
    for piece in pieces:
        places |= set(range(at, at + len(piece.text))) if piece.marked else set()
        at += len(piece.text)
    assert places == {place for start, stop in spans for place in range(start, min(stop, len(text)))}


@given(st.text(alphabet="甲乙丙", max_size=200), SPANS, st.integers(50, 100))
def test_an_excerpt_is_no_longer_than_asked_and_shows_the_first_mark(text, spans, length):
    pieces = excerpt(text, spans, length)
    shown = "".join(piece.text for piece in pieces).strip("…")
    assert shown in text
    assert len(shown) == min(len(text), length)
    if any(start < stop and start < len(text) for start, stop in spans):
        assert any(piece.marked for piece in pieces)


def test_an_excerpt_of_a_late_match_begins_shortly_before_it():
    pieces = excerpt("前" * 500 + "窗口" + "後" * 500, [(500, 502)], 100)
    assert [piece.text for piece in pieces if piece.marked] == ["窗口"]
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")


@given(st.text(alphabet="甲乙丙丁", max_size=30), st.text(alphabet="甲乙丙丁", max_size=30))
def test_a_difference_holds_both_wordings(before, after):
    runs = difference(before, after)
    assert "".join(run.text for run in runs if run.kind != "in") == before
    assert "".join(run.text for run in runs if run.kind != "out") == after
    assert all(run.text for run in runs)


def test_texts_too_long_to_compare_are_shown_whole():
    assert [run.kind for run in difference("甲" * 4000, "乙" * 10)] == ["out", "in"]


@pytest.mark.parametrize(
    ("schedule", "shown"),
    [
        (Schedule(), None),
        (Schedule("by", ("2013-12",)), "限期完成：102年12月"),
        (Schedule("by", ("2018-04-13",)), "限期完成：107年4月13日"),
        (Schedule("ongoing"), "持續辦理"),
        (Schedule("recurring", every="quarter"), "每季"),
        (Schedule("recurring", ("--01", "--15"), "month"), "每月1日、15日"),
        (Schedule("recurring", ("2012-12",), "month"), "每月，至101年12月"),
        (Schedule("irregular"), "不定期"),
    ],
)
def test_schedules_read_in_years_of_the_republic(schedule, shown):
    assert words.schedule(schedule) == shown


def test_a_place_names_each_label_once():
    item = PlanItem(1, "作法", dimension="服務量能", execution_item="服務量能", criterion="簡化")
    assert words.place(replace(item, ancestors=(Heading("A", "檢討"),))) == "服務量能 › 簡化 › A檢討"


def test_choices_of_a_filtered_field_are_counted_without_that_filter():
    asked = Asked("窗口", (("agency", "甲"),), page=3)
    within = Facets(agency=(FacetCount("甲", 2),), year=(FacetCount(102, 2),))
    without = Facets(agency=(FacetCount("乙", 5), FacetCount("甲", 2)))
    agency, year = facet_groups(asked, within, lambda field: {"agency": without}[field], {})
    assert [(choice.label, choice.count, choice.chosen) for choice in agency.first] == [
        ("甲", 2, True),
        ("乙", 5, False),
    ]
    assert agency.first[0].url == Asked("窗口").url
    assert agency.first[1].url == Asked("窗口", (("agency", "甲"), ("agency", "乙"))).url
    assert [choice.label for choice in year.first] == ["102年"]
    assert "page" not in year.first[0].url


def test_many_choices_stand_behind_the_first_ones():
    facets = Facets(unit=tuple(FacetCount(f"第{n}組", 30 - n) for n in range(20)))
    (group,) = facet_groups(Asked(), facets, lambda _: facets, {})
    assert (len(group.first), len(group.more)) == (8, 12)


def test_a_framework_goes_by_its_name():
    (chosen,) = chosen_filters(Asked(filters=(("framework", "other"),)), {"other": "其他"})
    assert (chosen.field, chosen.value, chosen.url) == ("評核架構", "其他", "/")


def test_a_file_name_cannot_break_out_of_its_header():
    header = attachment('計畫"\r\nX: y/../.xlsx')["Content-Disposition"]
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2
    assert "%2F" not in header


REPORT = IngestReport((IngestedPlan("a.txt", "added"),))


def test_a_task_tells_how_far_it_is_and_how_it_ended():
    with Tasks() as tasks:
        done = tasks.start(2, lambda progress: (progress(1, 2, "b.txt"), REPORT)[1])
        assert tasks.state(done, patience=10).report == REPORT
        assert tasks.state(done).status == "done"
        assert tasks.state(done).done == 2

        def fail(_) -> IngestReport:
            raise QueryError("不行。", hint="換一個。")

        failed = tasks.start(1, fail)
        assert tasks.state(failed, patience=10).error.message == "不行。"
        assert tasks.state(failed).status == "failed"
        with pytest.raises(NotFound):
            tasks.state("unknown")


def test_an_unexpected_end_of_a_task_tells_nothing_of_the_inside():
    def crash(_) -> IngestReport:
        raise RuntimeError("secret")

    with Tasks() as tasks:
        error = tasks.state(tasks.start(1, crash), patience=10).error
    assert error.code == "internal"
    assert "secret" not in error.message


def test_too_many_waiting_uploads_are_turned_away():
    import threading

    gate = threading.Event()

    def waiting(_) -> IngestReport:
        gate.wait(20)
        return REPORT

    with Tasks() as tasks:
        try:
            for _ in range(20):
                tasks.start(1, waiting)
            with pytest.raises(NotReady):
                tasks.start(1, waiting)
        finally:
            gate.set()


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "papers", "least"),
    [
        ("ink", ("white", "paper", "mark"), 4.5),
        ("soft", ("white", "paper"), 4.5),
        ("link", ("white", "paper", "mark"), 4.5),
        ("visited", ("white", "mark"), 4.5),
        ("accent", ("white",), 4.5),
        ("good", ("white", "good-paper"), 4.5),
        ("bad", ("white", "bad-paper"), 4.5),
        ("unsure", ("white", "unsure-paper"), 4.5),
        ("control", ("white", "paper"), 3.0),
    ],
)
def test_colours_are_told_apart_as_wcag_aa_asks(ink, papers, least):
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", STYLE.read_text(encoding="utf-8"))) | {
        "white": "#ffffff"
    }
    for paper in papers:
        assert contrast(colours[ink], colours[paper]) >= least, paper

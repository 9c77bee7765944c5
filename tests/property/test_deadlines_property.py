import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qsearch.parsing.deadline_cells import is_deadline
from qsearch.parsing.deadlines import parse_schedule

years = st.integers(60, 199)
months = st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def printed_of(year, numbers, last_joint):
    words = [f"{number}月" for number in numbers]
    return f"{year}年" + ("、".join(words[:-1]) + last_joint + words[-1] if len(words) > 1 else words[0])


@given(years, months, st.sampled_from(["、", "及", "，", "與"]))
def test_every_listed_month_is_a_due_date_in_the_common_era(year, numbers, joint):
    schedule = parse_schedule(printed_of(year, numbers, joint))
    assert schedule.kind == "by"
    assert schedule.dates == tuple(f"{year + 1911}-{number:02d}" for number in numbers)


@given(years, months, st.data())
def test_width_and_white_space_change_nothing(year, numbers, data):
    printed = printed_of(year, numbers, "、")
    spaced = "".join(sign + data.draw(st.sampled_from(["", " ", "\n", "　"])) for sign in printed)
    assert parse_schedule(spaced.translate(FULL_WIDTH)) == parse_schedule(printed)


@given(st.dates(date(1971, 1, 1), date(2100, 12, 28)), st.sampled_from([".", "/", "-"]), st.booleans())
def test_a_day_is_read_in_each_way_of_writing_it(day, mark, padded):
    form = "{}{m}{:02d}{m}{:02d}" if padded else "{}{m}{}{m}{}"
    printed = form.format(day.year - 1911, day.month, day.day, m=mark)
    assert parse_schedule(printed).dates == (day.isoformat(),)
    assert parse_schedule(f"{day.year - 1911}年{day.month}月{day.day}日").dates == (day.isoformat(),)


@given(years, st.integers(1, 12), st.integers(1, 12))
def test_a_span_is_due_at_its_end(year, first, last):
    assert parse_schedule(f"{year}年{first}月至{year + 1}年{last}月").dates == (f"{year + 1912}-{last:02d}",)


@given(st.text(alphabet="0123456789年月日季每至、及;()./-持續不定期上下半底 每週", max_size=24))
def test_whatever_is_printed_gives_valid_dates_or_none(text):
    schedule = parse_schedule(text, year=102)
    assert (schedule.every is not None) == (schedule.kind == "recurring")
    assert len(set(schedule.dates)) == len(schedule.dates)
    for found in schedule.dates:
        assert re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|--(0[1-9]|[12]\d|3[01])", found)


@given(years, months)
def test_a_printed_deadline_is_known_as_one_with_or_without_its_wraps(year, numbers):
    assert is_deadline(printed_of(year, numbers, "及"))

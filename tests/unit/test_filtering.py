import pytest

from qsearch.errors import QueryError
from qsearch.frameworks import Agencies, Frameworks, filter_keys, load_agencies, load_frameworks, parse_year, resolve
from qsearch.plan import Filters, Label, PlanItem, PlanRef, StoredItem, YearRange
from qsearch.shipped import corpus_dir

LABEL = Label("quality-award", "機關形象", "服務場所便利性", "洽公環境適切程度")
ITEM = StoredItem(
    PlanRef("p", "計畫", "國立中央圖書館臺灣分館", 101, "published", "quality-award"),
    PlanItem(
        1,
        "增設無障礙坡道",
        dimension="機關形象",
        subdimension="服務場所便利性",
        execution_item="洽公場所提供合宜設施",
        units=("總務 組", "閱覽組"),
        label=LABEL,
    ),
)


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


@pytest.fixture(scope="module")
def agencies() -> Agencies:
    return load_agencies(corpus_dir() / "agencies")


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(), True),
        (Filters(agency=("國立臺灣圖書館",)), True),
        (Filters(agency=("國家圖書館",)), False),
        (Filters(agency=("國家圖書館", "國立台灣圖書館")), True),
        (Filters(year=(YearRange(101, 103),)), True),
        (Filters(year=(YearRange(90, 100), YearRange(102, 110))), False),
        (Filters(dimension=("機關形象",)), True),
        (Filters(dimension=("二、機關 形象",)), True),
        (Filters(dimension=("服務流程",)), False),
        (Filters(dimension=("優質便民服務",)), True),
        (Filters(dimension=("創新加值服務",)), False),
        (Filters(execution_item=("洽公環境適切程度",)), True),
        (Filters(execution_item=("洽公場所提供合宜設施",)), True),
        (Filters(execution_item=("機關洽公環境適切程度",)), True),
        (Filters(execution_item=("服務親和程度",)), False),
        (Filters(unit=("總務組",)), True),
        (Filters(unit=("總務",)), False),
        (Filters(framework=("quality-award",)), True),
        (Filters(framework=("service-award",)), False),
        (Filters(dimension=("機關形象",), unit=("參考組",)), False),
        (Filters(dimension=("",)), True),
        (Filters(dimension=("*",)), False),
        (Filters(execution_item=("「",), unit=("總務組",)), False),
        (Filters(unit=("😀",)), False),
        (Filters(unit=("😀", "總務組")), True),
    ],
)
def test_a_filter_passes_what_it_names_in_any_wording(
    frameworks: Frameworks, agencies: Agencies, filters: Filters, passes: bool
):
    assert resolve(filters, frameworks, agencies).accepts(filter_keys(ITEM, frameworks, agencies)) is passes


def test_a_wording_no_framework_knows_still_finds_plans_that_print_it(frameworks: Frameworks, agencies: Agencies):
    own = PlanItem(1, "簡化公文", dimension="行政革新", label=Label("other"))
    keys = filter_keys(StoredItem(ITEM.plan, own), frameworks, agencies)
    assert resolve(Filters(dimension=("一、行政革新",)), frameworks, agencies).accepts(keys)


def test_an_item_without_a_year_passes_no_filter_by_year(frameworks: Frameworks, agencies: Agencies):
    undated = StoredItem(PlanRef("p", "計畫", "甲局", None, "published"), ITEM.item)
    keys = filter_keys(undated, frameworks, agencies)
    assert not resolve(Filters(year=(YearRange(1, 300),)), frameworks, agencies).accepts(keys)


def test_an_unknown_framework_is_answered_with_the_known_ones(frameworks: Frameworks, agencies: Agencies):
    with pytest.raises(QueryError) as caught:
        resolve(Filters(framework=("award",)), frameworks, agencies)
    assert "quality-award" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("102", 102, 102),
        ("１０２", 102, 102),
        ("97", 97, 97),
        ("2013", 102, 102),
        ("1912", 1, 1),
        ("民國102年", 102, 102),
        ("102年度", 102, 102),
        ("西元2013年", 102, 102),
        ("101-103", 101, 103),
        ("101 ～ 103", 101, 103),
        ("民國101年至103年", 101, 103),
        ("2012-2014", 101, 103),
        ("106-", 106, 300),
        ("-105", 1, 105),
    ],
)
def test_a_year_is_read_as_people_write_it(text: str, first: int, last: int):
    assert parse_year(text) == YearRange(first, last)


@pytest.mark.parametrize(
    "text", ["", "-", "去年", "0", "1000", "1911", "103-101", "101-102-103", "西元102年", "10 2月"]
)
def test_what_is_no_year_is_refused_with_a_hint(text: str):
    with pytest.raises(QueryError) as caught:
        parse_year(text)
    assert "102" in (caught.value.hint or "")

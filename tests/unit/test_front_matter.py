import pytest

from qsearch.parsing.front_matter import read_front_matter
from qsearch.reading.files import read_text

PLAN = """
 幸福市立圖書館 103 年度提升服務品質執行計畫

103 年 2 月 5 日幸圖秘字第 1030000123 號函發布

壹、計畫依據
依市府 103 年 1 月 5 日府研服(一)字第 1030000001 號函頒「103 年

度計畫」辦理。

貳、計畫目標
為使市民安心使用圖書館，訂定下列目標：
一、縮短等候
時間
二、擴充館藏

參、執行對象
本館各組室。

肆、執行期程
    自民國 103 年 1 月起至民國 103 年 12 月止。

伍、計畫內容（如附表）

陸、執行步驟
一、成立小組，任務如下：
（一）每季開會。
（二）年底檢討。
二、滾動修正。

柒、管考獎懲
一、列入考績。
幸福市立圖書館 103 年度提升服務品質執行計畫內容
103.02.10

實施要項 執行項目 推動作法 完成期限 承辦單位
"""


@pytest.fixture
def front():
    return read_front_matter(read_text(PLAN, "plan.txt"))


def test_title_agency_year_date_and_number_stand_above_the_first_section(front):
    assert front.title == "幸福市立圖書館 103 年度提升服務品質執行計畫"
    assert (front.agency, front.year) == ("幸福市立圖書館", 103)
    assert front.issued == "103 年 2 月 5 日"
    assert front.document_number == "幸圖秘字第 1030000123 號"


def test_a_section_without_numbers_is_one_entry_joined_over_its_lines(front):
    assert front.basis == ("依市府 103 年 1 月 5 日府研服(一)字第 1030000001 號函頒「103 年度計畫」辦理。",)


def test_the_sentence_that_introduces_a_list_is_no_entry(front):
    assert front.goals == ("縮短等候時間", "擴充館藏")


def test_targets_and_period_are_kept_as_printed(front):
    assert front.targets == "本館各組室。"
    assert front.period == "自民國 103 年 1 月起至民國 103 年 12 月止。"


def test_a_list_inside_an_entry_belongs_to_it(front):
    assert front.steps == ("成立小組，任務如下：（一）每季開會。（二）年底檢討。", "滾動修正。")


def test_the_title_and_date_above_the_table_belong_to_no_section(front):
    assert front.control == ("列入考績。",)


def test_the_date_above_the_table_counts_where_no_other_is_printed():
    text = PLAN.replace("103 年 2 月 5 日幸圖秘字第 1030000123 號函發布", "")
    assert read_front_matter(read_text(text, "plan.txt")).issued == "103.02.10"


def test_sections_are_known_by_other_agencies_words_and_numbers():
    text = (
        "快樂市政府稅捐稽徵處104年度提升服務品質實施計畫\n一、依據：市府104年計畫。\n二、目的：\n(一)便民。\n(二)效率。\n"
        "三、實施對象：本處各科室。\n四、實施期程：104年1月至12月。\n五、實施步驟：\n(一)訂定計畫。\n六、管制考核：\n(一)按季檢討。\n"
    )
    front = read_front_matter(read_text(text, "plan.txt"))
    assert front.agency == "快樂市政府稅捐稽徵處"
    assert front.basis == ("市府104年計畫。",)
    assert front.goals == ("便民。", "效率。")
    assert (front.targets, front.period) == ("本處各科室。", "104年1月至12月。")
    assert (front.steps, front.control) == (("訂定計畫。",), ("按季檢討。",))


def test_running_titles_and_page_numbers_inside_a_section_are_dropped():
    text = (
        "快樂博物館\n105 年度提升服務品質執行計畫\n壹、執行步驟\n一、每月開會，\n3\n\f快樂博物館\n105 年度提升服務品質執行計畫\n"
        "並作紀錄。\n二、追蹤。\n"
    )
    front = read_front_matter(read_text(text, "plan.txt"))
    assert front.title == "快樂博物館 105 年度提升服務品質執行計畫"
    assert front.steps == ("每月開會，並作紀錄。", "追蹤。")


def test_a_year_in_the_title_that_the_period_contradicts_is_reported():
    text = "快樂博物館 105 年度提升服務品質執行計畫\n壹、執行期程\n106 年 1 月至 12 月。\n"
    front = read_front_matter(read_text(text, "plan.txt"))
    assert front.year == 105
    assert [warning.code for warning in front.warnings] == ["year-disagrees"]


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("快樂博物館一百零五年度服務計畫", "快樂博物館", 105),
        ("105年度快樂縣立文化中心提升服務品質計畫", "快樂縣立文化中心", 105),
        ("快樂市立圖書館 策略地圖與平衡計分卡", "快樂市立圖書館", None),
        ("105年度提升服務品質計畫", None, 105),
    ],
)
def test_agency_and_year_are_found_in_titles_of_each_order(title, agency, year):
    front = read_front_matter(read_text(f"{title}\n壹、計畫目標\n便民。\n", "plan.txt"))
    assert (front.title, front.agency, front.year) == (title, agency, year)

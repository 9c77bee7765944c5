"""The pages in a real browser: what a person does, with the mouse and with keys alone."""

from __future__ import annotations

import pytest

from tests.service import invented

pytestmark = pytest.mark.browser

By = pytest.importorskip("selenium.webdriver.common.by", reason="selenium is not installed").By
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
WebDriverException = pytest.importorskip("selenium.common.exceptions").WebDriverException
Wait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait

PAGES = (
    "/",
    "/?q=單一窗口",
    "/batch",
    "/plans",
    "/suggest",
    "/review",
    "/compare?agency=澄海縣戶政事務所",
    "/changes",
    "/frameworks",
    "/docs",
)


@pytest.fixture(autouse=True)
def quiet_console(browser):
    """Fail a test whose pages wrote an error to the console."""
    browser.get_log("browser")
    yield
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def one(browser, css: str):
    return browser.find_element(By.CSS_SELECTOR, css)


def texts(browser, css: str) -> list[str]:
    return [element.text for element in browser.find_elements(By.CSS_SELECTOR, css)]


def leaving(browser, act, *arguments) -> None:
    """Do what leads to another page and wait until that is there."""
    browser.execute_script("window.leaving = true")
    act(*arguments)
    arrived = "return !window.leaving && document.readyState === 'complete'"
    Wait(browser, 30, ignored_exceptions=[WebDriverException]).until(lambda _: browser.execute_script(arrived))


def follow(browser, element) -> None:
    leaving(browser, element.click)


def link(browser, text: str):
    return browser.find_element(By.PARTIAL_LINK_TEXT, text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_chinese_has_one_heading_labels_its_controls_and_fits(browser, address, path):
    browser.get(address + path)
    assert one(browser, "html").get_attribute("lang") == "zh-Hant-TW"
    assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
    unnamed = browser.execute_script(
        "return [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
        ".filter(control => !control.labels.length).map(control => control.outerHTML)"
    )
    assert unnamed == []
    try:
        metrics = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 400
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_search_filter_open_an_item_and_see_what_is_like_it(browser, address):
    browser.get(address)
    leaving(browser, one(browser, "#q").send_keys, "滿意度", Keys.ENTER)
    assert one(browser, "#results").text == "「滿意度」共 2 項"
    assert "滿意度" in texts(browser, ".hits h3 mark")
    follow(browser, link(browser, "澄海縣戶政事務所"))
    assert one(browser, "#results").text == "「滿意度」共 1 項"
    assert "澄海縣戶政事務所" in one(browser, ".chip").text
    follow(browser, one(browser, ".hits h3 a"))
    assert one(browser, ".action").text == invented.SOUTH.items[1].text
    assert "103年度" in one(browser, "cite").text or "103 年度" in one(browser, "cite").text
    assert invented.NORTH.items[3].text in texts(browser, "#similar .text")


def options(browser) -> list[str]:
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('[role=option]')]"
        ".filter(option => option.checkVisibility()).map(option => option.dataset.text)"
    )
    return found


def test_the_query_is_completed_with_the_keys_alone(browser, address):
    browser.get(address)
    field = one(browser, "#q")
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == ("combobox", "false")
    field.send_keys("设置")
    Wait(browser, 10).until(lambda _: options(browser))
    assert options(browser)[-1] == "設置全功能單一窗口，戶籍與門牌案件一櫃辦妥"
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ARROW_UP)
    active = one(browser, "#" + field.get_attribute("aria-activedescendant"))
    assert active.get_attribute("aria-selected") == "true"
    assert field.get_property("value") == active.get_attribute("data-text")
    field.send_keys(Keys.ESCAPE)
    assert (options(browser), field.get_property("value")) == ([], "设置")
    field.send_keys(Keys.ARROW_DOWN)
    Wait(browser, 10).until(lambda _: options(browser))
    leaving(browser, field.send_keys, Keys.ARROW_UP, Keys.ENTER)
    assert one(browser, "#q").get_property("value") == "設置全功能單一窗口，戶籍與門牌案件一櫃辦妥"
    assert texts(browser, ".hits h3")[0].startswith("1.1 設置全功能單一窗口")


def test_a_completion_is_clicked(browser, address):
    browser.get(address + "/?agency=雲嶺縣戶政事務所")
    one(browser, "#q").send_keys("設置")
    Wait(browser, 10).until(lambda _: options(browser))
    follow(browser, browser.find_elements(By.CSS_SELECTOR, "[role=option]")[-1])
    assert "設置全功能單一窗口" in one(browser, "#results").text
    assert "雲嶺縣戶政事務所" in one(browser, ".chip").text


def test_a_citation_is_copied(browser, address):
    browser.get(address + "/?q=溫奶器")
    button = one(browser, "button[data-copy]")
    assert button.is_displayed()
    button.click()
    Wait(browser, 10).until(lambda _: button.text != "複製出處")
    assert one(browser, "[data-copied]").get_attribute("textContent") == button.text


def test_the_keyboard_alone_is_enough_to_search_and_filter(browser, address):
    browser.get(address)
    press(browser, Keys.TAB)
    assert focused(browser).text == "跳到主要內容"
    press(browser, Keys.ENTER)
    tab_to(browser, lambda element: element.get_attribute("id") == "q")
    leaving(browser, press, browser, "單一窗口" + Keys.ENTER)
    assert "單一窗口" in one(browser, "#results").text
    tab_to(
        browser,
        lambda element: element.get_attribute("rel") == "nofollow" and "雲嶺縣戶政事務所" in element.text,
    )
    assert browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    leaving(browser, press, browser, Keys.ENTER)
    assert "雲嶺縣戶政事務所" in one(browser, ".chip").text
    tab_to(browser, lambda element: element.text.startswith("1.1"))
    leaving(browser, press, browser, Keys.ENTER)
    assert one(browser, ".action").text == invented.NORTH.items[0].text


def press(browser, keys: str) -> None:
    focused(browser).send_keys(keys)


def focused(browser):
    return browser.switch_to.active_element


def tab_to(browser, wanted) -> None:
    for _ in range(80):
        press(browser, Keys.TAB)
        if wanted(focused(browser)):
            return
    pytest.fail("the tab key never came there")


def test_suggestions_are_given_with_reasons(browser, address):
    browser.get(address + "/suggest")
    one(browser, "#texts").send_keys("辦理民眾滿意度問卷調查\n設置全功能單一窗口")
    one(browser, "#framework option[value=quality-award]").click()
    follow(browser, one(browser, "main form button"))
    assert len(browser.find_elements(By.CSS_SELECTOR, ".suggestions > li")) == 2
    assert any("機關服務滿意度" in row for row in texts(browser, ".guesses tr:first-child th"))
    widths = browser.execute_script(
        "return [...document.querySelectorAll('.guesses .fill')].map(bar => bar.getBoundingClientRect().width)"
    )
    assert max(widths) > 20
    assert texts(browser, ".suggestions h3 mark")


def test_a_label_is_checked_and_its_action_leaves_the_list(browser, address):
    browser.get(address + "/review?framework=quality-award")
    waiting = len(browser.find_elements(By.CSS_SELECTOR, ".suggestions > li"))
    action = one(browser, ".suggestions .text").text
    browser.find_element(By.XPATH, "(//div[@class='field choose'])[1]//optgroup[last()]/option[1]").click()
    leaving(browser, one(browser, "#by").send_keys, "王小明", Keys.ENTER)
    assert "已保存 1 項確認" in one(browser, "[role=status]").text
    assert len(browser.find_elements(By.CSS_SELECTOR, ".suggestions > li")) == waiting - 1
    assert action not in texts(browser, ".suggestions .text")
    assert one(browser, "#by").get_attribute("value") == "王小明"


def test_an_agency_is_compared_and_its_gap_shown(browser, address):
    browser.get(address + "/compare")
    browser.find_element(By.XPATH, "//select[@id='agency']/option[.='澄海縣戶政事務所']").click()
    follow(browser, one(browser, "main form button"))
    assert "洽公環境適切程度" in one(browser, ".gap h3").text
    assert invented.NORTH.items[2].text in one(browser, ".gap").text


def test_a_plan_is_uploaded_shown_and_removed(browser, address, sent):
    browser.get(address + "/plans")
    one(browser, "#files").send_keys(str(sent))
    follow(browser, one(browser, "main form button"))
    Wait(browser, 30, ignored_exceptions=[WebDriverException]).until(lambda _: "均已處理" in one(browser, "main").text)
    assert "新增" in one(browser, ".tag").text
    follow(browser, link(browser, "松濤縣戶政事務所 104"))
    assert texts(browser, "td.deed") == ["1.1 騎樓增設輪椅坡道"]
    follow(browser, link(browser, "移除這份計畫"))
    follow(browser, one(browser, "button.grave"))
    assert "已移除計畫" in one(browser, "[role=status]").text
    assert "松濤縣戶政事務所" not in one(browser, "table").text


def test_two_plans_are_chosen_and_their_changes_listed(browser, address):
    browser.get(address + "/changes")
    for name, agency in (("old", "雲嶺縣"), ("new", "澄海縣")):
        browser.find_element(By.XPATH, f"//select[@id='{name}']/option[contains(., '{agency}')]").click()
    follow(browser, one(browser, "main form button"))
    counts = [int(text) for text in texts(browser, ".tally strong")]
    reworded, moved, dropped, added, kept = counts
    assert 2 * (reworded + moved + kept) + dropped + added == 6

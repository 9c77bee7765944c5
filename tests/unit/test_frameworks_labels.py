import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qsearch.frameworks import Frameworks, load_frameworks
from qsearch.frameworks.folding import fold_label, fold_words
from qsearch.plan import Label
from qsearch.shipped import corpus_dir

SHARED = Path(__file__).parents[2].parent / "shared"
ANY_TEXT = "any text printed under this subdimension"


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return load_frameworks(corpus_dir() / "frameworks")


def agreed_labels() -> Iterator[tuple[Label, tuple[str, str | None, str | None]]]:
    """Yield every label of the agreed list with each way it may be printed."""
    path = SHARED / "labels.json"
    if not path.exists():
        return
    for framework, shape in json.loads(path.read_text(encoding="utf-8")).items():
        for d in shape["dimensions"]:
            for dimension in (d["label"], *d["variants"]):
                if not d["subdimensions"]:
                    yield Label(framework, d["label"]), (dimension, None, None)
                for s in d["subdimensions"]:
                    for subdimension in (s["label"], *s["variants"]):
                        for e in s["execution_items"]:
                            for execution_item in (e["label"], *e["variants"]):
                                printed = "自行命名的創意專案" if execution_item == ANY_TEXT else execution_item
                                label = Label(framework, d["label"], s["label"], e["label"])
                                yield label, (dimension, subdimension, printed)


@pytest.mark.skipif(not SHARED.exists(), reason="the agreed list of labels is not beside the repository")
def test_every_agreed_label_and_variant_means_its_canonical_label(frameworks: Frameworks):
    agreed = list(agreed_labels())
    assert len(agreed) > 40
    wrong = [(printed, label) for label, printed in agreed if frameworks.canonical(label.framework, *printed) != label]
    assert wrong == []


@pytest.mark.skipif(not SHARED.exists(), reason="the agreed list of labels is not beside the repository")
def test_the_files_hold_the_agreed_labels_and_no_others(frameworks: Frameworks):
    agreed = {label for label, _ in agreed_labels()}
    assert {label for framework in frameworks for label in framework.labels()} == agreed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # numbering, width, white space and wrapped cells play no part
        (("一、服務流程", "（一）服務流\n程便捷性", "２．申辦案件流程簡化程度"), "申辦案件流程簡化程度"),
        (("服務流程", "服務流程便捷性", "單一窗口 全功能程度"), "單一窗口服務全功能程度"),
        # a wording of another year below the right heading
        (
            ("資訊提供及檢索服務", "資訊公開適切性與內容有效性", "公開法令、政策及服務資訊情形"),
            "公開法令、政策及服務資訊",
        ),
        (("機關形象", "服務場所便利性", "提供替代性或創意性服務設備"), "洽公環境適切程度"),
        # an execution item known for sure wins over a wrong heading
        (("機關形象", "服務流程便捷性", "服務親和程度"), "服務親和程度"),
        ((None, None, "電子參與多元程度"), "電子參與多元程度"),
        # whatever stands under the innovation headings
        (("創新加值服務", "有價值的創意服務", "夜間還書得來速"), "有價值的創意服務"),
        (("提供創新（意）服務情形", "組織內部創新機制", None), "組織內部創新機制及運作情形"),
        (("創新服務情形", "有價值的創意服務", "服務親和程度"), "有價值的創意服務"),
    ],
)
def test_a_print_finds_its_canonical_execution_item(frameworks: Frameworks, printed, expected: str):
    label = frameworks.canonical("quality-award", *printed)
    assert label.execution_item == expected
    assert label in set(frameworks.get("quality-award").labels())


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("服務流程", "服務流程便捷性", "其他便民措施"), ("服務流程", "服務流程便捷性", None)),
        (("服務流程", "其他", "其他"), ("服務流程", None, None)),
        (("行政革新", None, None), (None, None, None)),
        ((None, None, None), (None, None, None)),
        # the heading above the dimensions takes the first column, and the rest moves down
        (("優質便民服務", "服務流程", "服務流程便捷性"), ("服務流程", "服務流程便捷性", None)),
        # a cell that prints two labels names neither
        (
            ("機關形象", "服務行為友善性與專業性", "1.服務親和程度2.服務可勝任程度"),
            ("機關形象", "服務行為友善性與專業性", None),
        ),
    ],
)
def test_a_level_that_fits_nothing_is_none(frameworks: Frameworks, printed, expected):
    assert frameworks.canonical("quality-award", *printed) == Label("quality-award", *expected)


def test_a_plan_that_prints_one_level_more_is_filed_by_the_level_that_is_known(frameworks: Frameworks):
    expected = Label("service-award", "基礎服務", None, "服務友善")
    assert frameworks.canonical("service-award", "基礎服務", "服務友善", "服務設施合宜程度") == expected
    assert frameworks.canonical("service-award", "基礎服務", None, "服務設施合宜程度") == expected


def test_a_scorecard_has_canonical_dimensions_only(frameworks: Frameworks):
    printed = ("學習與成長", "充實館藏資源", "提升館員專業知能")
    assert frameworks.canonical("scorecard", *printed) == Label("scorecard", "學習成長")


@pytest.mark.parametrize(
    ("framework", "printed"),
    [
        ("quality-award", [("服務流程", "服務流程便捷性", "申辦案件流程簡化程度"), ("行政革新", None, "簡化公文")]),
        ("service-award", [("一、基礎服務", None, "1.服務友善"), ("二、服務遞送", None, "服務便捷")]),
        ("scorecard", [("顧客", "活化館藏", "提升借閱率"), ("內部 流程", "活化館藏", "縮短上架時間")]),
        ("other", [("提升服務品質，深化服務績效", None, "訂定服務計畫"), ("便捷服務程序，確保流程透明", None, None)]),
        ("other", [("完備基礎服務項目，注重服務特性差異化", None, "注重服務友善之環境與態度養成")]),
        ("other", []),
        ("other", [(None, None, None)]),
    ],
)
def test_the_printed_labels_tell_the_framework(frameworks: Frameworks, framework: str, printed):
    assert frameworks.detect(printed) == framework


def test_one_familiar_heading_among_many_strange_ones_names_no_framework(frameworks: Frameworks):
    printed = [("行政革新", None, f"第{n}號自訂措施") for n in "甲乙丙丁戊己"]
    assert frameworks.detect([*printed, ("服務流程", None, None)]) == "other"


def test_detection_counts_each_path_once_however_many_actions_it_holds(frameworks: Frameworks):
    old = [("服務流程", "服務流程便捷性", "申辦案件流程簡化程度")] * 50
    new = [("基礎服務", None, "服務友善"), ("服務遞送", None, "服務便捷"), ("服務評價", None, "服務滿意情形")]
    assert frameworks.detect(old + new) == "service-award"


def test_an_execution_item_is_found_by_its_name_alone(frameworks: Frameworks):
    found = frameworks.find_execution_item("quality-award", "洽公服務親和程度")
    assert found == Label("quality-award", "機關形象", "服務行為友善性與專業性", "服務親和程度")
    assert frameworks.find_execution_item("quality-award", "無此項目") == Label("quality-award")
    assert (
        frameworks.find_execution_item("quality-award", "組織內部創新機制").execution_item
        == "組織內部創新機制及運作情形"
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the transcribed plans are not beside the repository")
@pytest.mark.parametrize("slug", ["ncl-102", "ntlb-101", "nstm-107"])
def test_a_real_plan_is_filed_whole(frameworks: Frameworks, slug: str):
    plan = json.loads((SHARED / "gold" / f"{slug}.plan.json").read_text(encoding="utf-8"))
    lines = (SHARED / "gold" / f"{slug}.items.jsonl").read_text(encoding="utf-8").splitlines()
    printed = [(i["dimension"], i["subdimension"], i["execution_item"]) for i in map(json.loads, lines)]
    framework = frameworks.detect(printed)
    assert framework == plan["framework"]
    known = set(frameworks.get(framework).labels())
    assert [p for p in printed if frameworks.canonical(framework, *p) not in known] == []


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("（一） 服務流程", "服務流程"),
        ("1.1 服務流程", "服務流程"),
        ("Ａ、服務流程", "服務流程"),
        ("iv. 服務流程", "服務流程"),
        ("壹、服務流程", "服務流程"),
        ("一次告知", "一次告知"),
        ("24小時服務", "24小時服務"),
        ("ISO 9001 認證", "iso9001認證"),
        ("１．服務親和程度 ２．服務可勝任程度", "服務親和程度服務可勝任程度"),
        ("跨平臺通用服務", "跨平台通用服務"),
        ("1.", "1"),
        ("——", ""),
    ],
)
def test_folding_a_label_leaves_its_words(printed: str, folded: str):
    assert fold_label(printed) == folded


def test_folding_a_text_keeps_its_numbers():
    assert fold_words("１．增設 2 座無障礙坡道。") == "1增設2座無障礙坡道"

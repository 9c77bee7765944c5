"""Each verb of the contract, as a person or a program types it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.service import invented


def test_a_search_finds_the_practice_and_counts_its_match_set(filled):
    answer = filled("search", "單一窗口", "--json").json
    assert answer["total"] >= 1
    first = answer["hits"][0]
    assert first["item"]["text"] == invented.NORTH.items[0].text
    assert first["item"]["plan"]["agency"] == "雲嶺縣戶政事務所"
    assert first["item"]["plan"]["status"] == "published"
    mark = next(mark for mark in first["highlights"] if mark["field"] == "text")
    assert "單一窗口" in [mark["text"][start:end] for start, end in mark["spans"]]
    assert sum(entry["count"] for entry in answer["facets"]["agency"]) == answer["total"]
    assert "雲嶺縣戶政事務所" in first["citation"]
    assert "102" in first["citation"]


def test_filters_narrow_and_several_values_of_one_are_alternatives(filled):
    def total(*filters: str) -> int:
        return filled("search", "", *filters, "--json").json["total"]

    assert total() == 6
    assert total("--agency", "雲嶺縣戶政事務所") == 4
    assert total("--year", "103") == total("--year", "2014") == 2
    assert total("--year", "101-103") == 6
    assert total("--year", "102", "--year", "103") == 6
    assert total("--unit", "登記科") == 1
    assert total("--execution-item", "單一窗口全功能程度") == 3
    assert total("--dimension", "顧客關係", "--agency", "澄海縣戶政事務所") == 1
    assert total("--framework", "service-award") == 0


def test_pages_join_without_overlap(filled):
    pages = [filled("search", "", "--limit", "2", "--offset", str(at), "--json").json["hits"] for at in (0, 2, 4)]
    ids = [hit["item"]["id"] for page in pages for hit in page]
    assert len(ids) == len(set(ids)) == 6


def test_ingesting_the_same_file_again_changes_nothing(filled, tmp_path):
    report = filled("ingest", tmp_path / "plans.jsonl", "--json").json
    assert [plan["status"] for plan in report["plans"]] == ["unchanged", "unchanged"]


def test_a_changed_plan_replaces_the_old_one_and_keeps_the_ids_of_items_that_stay(filled, tmp_path):
    before = {hit["item"]["text"]: hit["item"]["id"] for hit in filled("search", "", "--json").json["hits"]}
    changed = invented.plan(
        "澄海縣戶政事務所",
        103,
        (invented.SOUTH.items[0], invented.item(2, "1.2", invented.PLACE, "大廳增設叫號顯示屏")),
    )
    report = filled("ingest", invented.write_jsonl(tmp_path / "new.jsonl", changed), "--json").json
    assert [plan["status"] for plan in report["plans"]] == ["replaced"]
    after = {hit["item"]["text"]: hit["item"]["id"] for hit in filled("search", "", "--json").json["hits"]}
    assert after[invented.SOUTH.items[0].text] == before[invented.SOUTH.items[0].text]
    assert invented.SOUTH.items[1].text not in after
    assert filled("search", "叫號顯示屏", "--json").json["total"] == 1


def test_drafts_stay_out_of_search_and_compare(filled, tmp_path):
    draft = invented.plan("澄海縣戶政事務所", 104, (invented.item(1, "1.1", invented.PLACE, "草案獨有之遮雨棚"),))
    assert filled("ingest", invented.write_jsonl(tmp_path / "draft.jsonl", draft), "--draft").status == 0
    assert filled("search", "遮雨棚", "--json").json["total"] == 0
    assert {plan["status"] for plan in filled("plans", "--json").json["plans"]} == {"published", "draft"}
    years = {stored["year"] for stored in filled("plans", "--json").json["plans"] if stored["status"] == "published"}
    assert years == {102, 103}


def test_a_bad_file_is_reported_and_the_others_go_in(run, tmp_path):
    good = invented.write_jsonl(tmp_path / "good.jsonl", invented.NORTH)
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    ran = run("ingest", bad, good, tmp_path / "missing.txt", "--json")
    assert ran.status == 1
    assert [plan["status"] for plan in ran.json["plans"]] == ["failed", "added", "failed"]
    for failed in ran.json["plans"]:
        if failed["status"] == "failed":
            assert failed["error"]["code"]
            assert failed["error"]["message"]
    assert run("search", "單一窗口", "--json").json["total"] >= 1


def test_a_broken_line_of_an_export_harms_no_other_line(run, tmp_path):
    source = invented.write_jsonl(tmp_path / "plans.jsonl", invented.NORTH)
    source.write_text('{"plan": 3}\n' + source.read_text(encoding="utf-8"), encoding="utf-8")
    ran = run("ingest", source, "--json")
    assert ran.status == 1
    assert [plan["status"] for plan in ran.json["plans"]] == ["failed", "added"]


def test_a_reading_without_items_never_replaces_a_plan_that_has_some(filled, tmp_path):
    empty = invented.plan("澄海縣戶政事務所", 103, ())
    ran = filled("ingest", invented.write_jsonl(tmp_path / "empty.jsonl", empty), "--json")
    assert ran.status == 1
    assert ran.json["plans"][0]["error"]["hint"]
    assert filled("search", "", "--json").json["total"] == 6


def test_show_prints_a_plan_or_an_item_by_id(filled):
    hit = filled("search", "單一窗口", "--json").json["hits"][0]["item"]
    shown = filled("show", hit["id"], "--json").json
    assert shown["text"] == hit["text"]
    plan = filled("show", hit["plan"]["id"], "--json").json
    assert plan["plan"]["title"] == invented.NORTH.title
    assert [item["position"] for item in plan["items"]] == [1, 2, 3, 4]
    assert plan["items"][0]["id"] == hit["id"]


def test_similar_takes_an_item_or_a_text(filled):
    first = filled("similar", "--text", "辦理民眾滿意度問卷調查", "--json").json
    assert first["item"] is None
    assert first["hits"][0]["item"]["text"] == invented.NORTH.items[3].text
    item_id = first["hits"][0]["item"]["id"]
    again = filled("similar", item_id, "--json").json
    assert again["item"]["id"] == item_id
    assert item_id not in [hit["item"]["id"] for hit in again["hits"]]


def test_suggest_answers_out_of_the_box_in_an_empty_home(run):
    texts = ("設置全功能櫃檯，一次辦妥多項申請", "辦理民眾滿意度問卷調查")
    answer = run("suggest", *texts, "--framework", "quality-award", "--top", "2", "--json").json
    assert answer["framework"] == "quality-award"
    assert [entry["text"] for entry in answer["items"]] == list(texts)
    assert answer["items"][1]["execution_item"][0]["label"] == "機關服務滿意度"
    for entry in answer["items"]:
        assert len(entry["execution_item"]) == 2
        assert {"label", "dimension", "subdimension", "probability"} <= set(entry["execution_item"][0])
        assert entry["printed"] is None
        assert entry["agrees"] is None
    assert run("suggest", texts[0], "--json").json["framework"] == "service-award"
    assert run("suggest", texts[0], "--framework", "scorecard", "--json").json["items"][0]["execution_item"] == []


def test_suggest_reads_a_draft_and_says_where_it_disagrees(filled, tmp_path):
    wrong = invented.item(1, "1.1", invented.SURVEY, "設置全功能單一窗口，一處收件全程服務")
    right = invented.item(2, "1.2", invented.SURVEY, "辦理民眾滿意度問卷調查")
    draft = invented.write_jsonl(tmp_path / "draft.jsonl", invented.plan("新設機關", 104, (wrong, right)))
    output = tmp_path / "labelled.docx"
    answer = filled("suggest", "--file", draft, "-o", output, "--json").json
    assert [entry["agrees"] for entry in answer["items"]] == [False, True]
    assert answer["items"][0]["printed"] == "機關服務滿意度"
    assert answer["items"][1]["reasons"]["items"][0]["text"] == invented.NORTH.items[3].text
    assert output.stat().st_size > 1000


def test_an_action_carried_on_from_year_to_year_is_one_reason(filled, tmp_path):
    again = invented.plan("雲嶺縣戶政事務所", 103, invented.NORTH.items)
    filled("ingest", invented.write_jsonl(tmp_path / "again.jsonl", again))
    reasons = filled("suggest", "每半年辦理民眾滿意度問卷調查", "--json").json["items"][0]["reasons"]["items"]
    texts = [item["text"] for item in reasons]
    assert texts[0] == invented.NORTH.items[3].text
    assert len(texts) == len(set(texts))


def test_compare_shows_what_others_do_that_we_lack(filled):
    answer = filled("compare", "--agency", "澄海縣戶政事務所", "--json").json
    assert answer["agencies"] == ["澄海縣戶政事務所", "雲嶺縣戶政事務所"]
    row = next(row for row in answer["matrix"] if row["execution_item"] == "洽公環境適切程度")
    assert row["counts"] == {"澄海縣戶政事務所": 0, "雲嶺縣戶政事務所": 1}
    assert [gap["execution_item"] for gap in answer["missing"]] == ["洽公環境適切程度"]
    assert answer["missing"][0]["examples"][0]["text"] == invented.NORTH.items[2].text
    assert filled("compare", "--agency", "查無此機關").status == 1


def test_changes_takes_plan_ids_and_files(filled, tmp_path):
    plans = {plan["year"]: plan["id"] for plan in filled("plans", "--json").json["plans"]}
    answer = filled("changes", plans[102], plans[103], "--json").json
    counted = 2 * sum(len(answer[name]) for name in ("kept", "reworded", "moved")) + len(
        answer["dropped"] + answer["added"]
    )
    assert counted == 6
    file = invented.write_jsonl(tmp_path / "one.jsonl", invented.NORTH)
    same = filled("changes", plans[102], file, "--json").json
    assert len(same["kept"]) == 4
    assert same["dropped"] == same["added"] == []


def test_an_export_reads_back_to_the_same_items(filled, run, tmp_path):
    out = tmp_path / "out.jsonl"
    assert filled("export", "--format", "jsonl", "-o", out).status == 0
    report = filled("ingest", out, "--json").json
    assert {plan["status"] for plan in report["plans"]} == {"unchanged"}


def test_a_partial_export_never_replaces_the_fuller_plan(filled, tmp_path):
    out = tmp_path / "part.jsonl"
    assert filled("export", "--format", "jsonl", "-o", out, "--unit", "登記科").status == 0
    assert json.loads(out.read_text(encoding="utf-8"))["partial"] is True
    ran = filled("ingest", out, "--json")
    assert ran.status == 1
    assert ran.json["plans"][0]["status"] == "failed"
    assert filled("search", "", "--json").json["total"] == 6


@pytest.mark.parametrize("name", ["csv", "xlsx", "ods", "odt", "docx"])
def test_every_format_is_written_and_only_whole(filled, tmp_path, name):
    out = tmp_path / f"plans.{name}"
    assert filled("export", "--format", name, "-o", out).status == 0
    assert out.stat().st_size > 100
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("plans.") and path != out] == [
        "plans.jsonl"
    ]


def test_removing_a_plan_takes_it_out_of_search(filled):
    plan = next(plan for plan in filled("plans", "--json").json["plans"] if plan["year"] == 102)
    assert filled("remove", plan["id"], "--json").json == {"removed": plan["id"]}
    assert filled("search", "溫奶器", "--json").json["total"] == 0
    assert filled("remove", plan["id"]).status == 1


def test_frameworks_lists_the_four_that_ship(run):
    listed = {entry["id"]: entry for entry in run("frameworks", "--json").json["frameworks"]}
    assert {"quality-award", "service-award", "scorecard", "other"} <= set(listed)
    assert [entry["label"] for entry in listed["service-award"]["dimensions"]] == [
        "基礎服務",
        "服務遞送",
        "服務量能",
        "服務評價",
    ]
    assert "服務友善" in listed["service-award"]["dimensions"][0]["execution_items"]


def test_evaluate_search_scores_a_run_against_qrels(run, tmp_path):
    run("ingest", invented.write_jsonl(tmp_path / "north.jsonl", invented.NORTH))
    run("ingest", invented.write_jsonl(tmp_path / "south.jsonl", invented.SOUTH))
    queries = tmp_path / "q.tsv"
    queries.write_text(
        'q1\tkeyword\t溫奶器\t\nq2\tfiltered\t滿意度\t{"year": "103"}\nq3\tnone\t無人評判\t\n', encoding="utf-8"
    )
    qrels = tmp_path / "q.qrels"
    # q1 finds its item at once; q2 finds one of two, for the filter keeps the other out:
    # nDCG = 1 / (1 + 1/log2(3)) with equal gains.
    qrels.write_text("q1 0 north#003 2\nq2 0 south#002 1\nq2 0 north#004 1\n", encoding="utf-8")
    answer = run("evaluate", "search", "--queries", queries, "--qrels", qrels, "--json").json
    assert answer["queries"] == 2
    assert answer["by_kind"]["keyword"] == {"queries": 1, "ndcg@10": 1.0, "recall@20": 1.0, "mrr": 1.0}
    assert answer["by_kind"]["filtered"] == {"queries": 1, "ndcg@10": 0.6131, "recall@20": 0.5, "mrr": 1.0}


def test_evaluate_search_says_which_judged_plan_is_missing(run, tmp_path):
    queries, qrels = tmp_path / "q.tsv", tmp_path / "q.qrels"
    queries.write_text("q1\tkeyword\t溫奶器\t\n", encoding="utf-8")
    qrels.write_text("q1 0 lost#003 2\n", encoding="utf-8")
    ran = run("evaluate", "search", "--queries", queries, "--qrels", qrels)
    assert ran.status == 1
    assert "lost" in ran.err


def test_doctor_finds_a_healthy_home_healthy(filled):
    answer = filled("doctor", "--json").json
    assert answer == {"ok": True, "findings": []}


def test_doctor_mends_an_index_that_was_lost(filled, tmp_path):
    import shutil

    shutil.rmtree(tmp_path / "home" / "index")
    sick = filled("doctor", "--json")
    assert sick.status == 1
    assert sick.json["findings"][0]["code"] == "index-behind"
    assert filled("doctor", "--fix").status == 0
    assert filled("doctor", "--json").json["ok"] is True


def test_doctor_reports_a_catalogue_too_damaged_to_open(filled, tmp_path):
    (tmp_path / "home" / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    sick = filled("doctor", "--json")
    assert sick.status == 1
    assert sick.json["findings"][0]["code"] == "catalogue-unusable"


def test_search_explains_on_request_why_each_hit_stands_there(filled):
    told = filled("search", "滿意度 問卷", "--explain").out
    assert "- 「滿意度」見於作法內容（100%）" in told
    assert told.count("得分 ") == 2
    scores = [float(line.split()[1]) for line in told.splitlines() if line.startswith("   得分")]
    assert scores == sorted(scores, reverse=True)
    assert "得分" not in filled("search", "滿意度 問卷").out
    assert filled("search", "滿意度", "--explain", "--json").json["hits"][0]["explanation"]


def test_a_repaired_query_is_named_on_the_terminal_and_quotes_keep_it(filled):
    assert filled("search", "滿義度").out.startswith("「滿義度」查無相符的詞，改以「滿意度」搜尋")
    assert filled("search", "「滿義度」").out.splitlines() == [
        "查無「「滿義度」」相關作法",
        "您是不是要找：「滿意度」",
    ]


def test_the_beginning_of_a_query_is_completed_by_terms_and_past_actions(filled):
    answer = filled("complete", "设置全", "--json").json
    assert answer == {
        "prefix": "设置全",
        "completions": [
            {"text": "設置全功能", "kind": "term", "count": 1},
            {"text": "設置全民健康保險", "kind": "term", "count": 1},
            {"text": "設置全功能單一窗口，戶籍與門牌案件一櫃辦妥", "kind": "item", "count": 1},
        ],
    }
    assert filled("complete", "滿").out.startswith("滿意")
    assert "沒有以「甲乙丙」開頭" in filled("complete", "甲乙丙").out
    assert filled("complete", "滿", "--limit", "51").status == 2


def test_a_lost_index_is_made_again_by_the_next_search(filled, tmp_path):
    import shutil

    shutil.rmtree(tmp_path / "home" / "index")
    assert filled("search", "單一窗口", "--json").json["total"] >= 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["show", "沒有這個"], 1),
        (["similar", "沒有這個"], 1),
        (["search", "x", "--year", "明年"], 2),
        (["search", "x", "--framework", "沒有"], 2),
        (["search", "x", "--limit", "-1"], 2),
        (["search", "x", "--limit", "99999999"], 2),
        (["suggest"], 2),
        (["suggest", "文字", "--framework", "沒有"], 2),
        (["suggest", "文字", "--framework", "other"], 1),
        (["parse", "沒有.txt"], 1),
        (["parse", "."], 1),
        (["nonsense"], 2),
        (["export", "--format", "jsonl"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_wrong_input_gives_one_line_a_hint_and_no_traceback(run, arguments, status):
    ran = run(*arguments)
    assert ran.status == status
    lines = ran.err.splitlines()
    assert lines[0].startswith("qsearch: ")
    assert 1 <= len(lines) <= 2
    assert all(line.startswith("hint: ") for line in lines[1:])
    assert ran.out == ""


def test_an_error_with_json_stands_on_stdout_too(run):
    ran = run("show", "沒有這個", "--json")
    assert ran.status == 1
    assert set(ran.json["error"]) == {"code", "message", "hint"}


def test_an_empty_home_finds_nothing_and_does_not_fail(run):
    answer = run("search", "單一窗口", "--json").json
    assert answer["total"] == 0
    assert answer["hits"] == []
    assert run("plans", "--json").json == {"plans": []}


def test_output_is_utf8_whatever_the_locale(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "qsearch", "--home", str(tmp_path), "frameworks"],
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=True,
    )
    assert "服務友善" in ran.stdout.decode("utf-8")


@pytest.mark.parametrize("verb", ["parse", "ingest", "search", "suggest", "compare", "evaluate", "serve"])
def test_every_verb_has_help(verb):
    ran = subprocess.run([sys.executable, "-m", "qsearch", verb, "--help"], capture_output=True, text=True, check=True)
    assert verb in ran.stdout

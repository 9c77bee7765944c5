"""Each endpoint of /v1 over a home of invented plans."""

from __future__ import annotations

import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest

from qsearch_api import schemas
from qsearch_api.app import MAX_UPLOAD
from tests.service import invented
from tests.service.web import client_of, plans_file, upload


@pytest.fixture
def web(tmp_path):
    with client_of(tmp_path / "home") as client:
        answer = upload(client, plans_file(tmp_path, invented.NORTH, invented.SOUTH))
        assert answer.status_code == 200
        yield client


@pytest.fixture
def empty(tmp_path):
    with client_of(tmp_path / "home") as client:
        yield client


def plan_ids(web) -> dict[int, str]:
    return {plan["year"]: plan["id"] for plan in web.get("/v1/plans").json()["plans"]}


def first_item(web, query: str = "單一窗口") -> dict:
    return web.get("/v1/search", params={"q": query}).json()["hits"][0]["item"]


def without_time(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "took_ms"}


def test_the_service_answers_just_what_the_command_line_prints(web, run):
    ids = plan_ids(web)
    item = first_item(web)["id"]
    pairs = [
        (("search", "滿意度", "--year", "102"), "/v1/search", {"q": "滿意度", "year": "102"}),
        (("complete", "滿"), "/v1/complete", {"q": "滿"}),
        (("complete", "设置", "--limit", "3"), "/v1/complete", {"q": "设置", "limit": "3"}),
        (("similar", item), f"/v1/items/{item}/similar", {}),
        (("similar", "--text", "問卷調查"), "/v1/similar", {"text": "問卷調查"}),
        (("plans",), "/v1/plans", {}),
        (("show", ids[102]), f"/v1/plans/{ids[102]}", {}),
        (("show", item), f"/v1/items/{item}", {}),
        (("compare", "--agency", "澄海縣戶政事務所"), "/v1/compare", {"agency": "澄海縣戶政事務所"}),
        (("changes", ids[102], ids[103]), "/v1/changes", {"old": ids[102], "new": ids[103]}),
        (("frameworks",), "/v1/frameworks", {}),
    ]
    for command, path, query in pairs:
        answer = web.get(path, params=query)
        assert answer.status_code == 200, path
        assert without_time(answer.json()) == without_time(run(*command, "--json").json), path


def test_suggest_answers_just_what_the_command_line_prints(web, run):
    texts = ["設置全功能櫃檯", "辦理民眾滿意度問卷調查"]
    answer = web.post("/v1/suggest", json={"texts": texts, "framework": "quality-award", "top": 2})
    assert answer.json() == run("suggest", *texts, "--framework", "quality-award", "--top", "2", "--json").json


ANSWERS = [
    ("/v1/search?q=單一窗口", schemas.SearchAnswer),
    ("/v1/complete?q=設置", schemas.CompletionAnswer),
    ("/v1/plans", schemas.PlansAnswer),
    ("/v1/plans/{plan}", schemas.PlanAnswer),
    ("/v1/items/{item}", schemas.Item),
    ("/v1/items/{item}/similar", schemas.SimilarAnswer),
    ("/v1/similar?text=問卷", schemas.SimilarAnswer),
    ("/v1/compare?agency=澄海縣戶政事務所", schemas.ComparisonAnswer),
    ("/v1/changes?old={plan}&new={plan}", schemas.ChangesAnswer),
    ("/v1/frameworks", schemas.FrameworksAnswer),
    ("/healthz", schemas.Health),
]


@pytest.mark.parametrize(("path", "model"), ANSWERS, ids=[path for path, _ in ANSWERS])
def test_the_description_names_every_field_of_an_answer_and_no_other(web, path, model):
    answer = web.get(path.format(plan=plan_ids(web)[102], item=first_item(web)["id"])).json()
    assert model.model_validate(answer).model_dump(mode="json", exclude_unset=True) == answer


def test_suggestions_and_reports_of_uploads_are_described_truly(web, tmp_path):
    suggested = web.post("/v1/suggest", json={"texts": ["問卷調查"]}).json()
    assert schemas.SuggestAnswer.model_validate(suggested).model_dump(mode="json") == suggested
    report = upload(web, plans_file(tmp_path, invented.NORTH), ("bad.txt", b"")).json()
    assert schemas.IngestAnswer.model_validate(report).model_dump(mode="json") == report


def test_every_error_is_described_as_problem_json(web):
    shape = web.get("/openapi.json").json()
    assert "HTTPValidationError" not in shape["components"]["schemas"]
    for path, operations in shape["paths"].items():
        for method, operation in operations.items():
            assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"], (method, path)
            assert "422" not in operation["responses"]


def test_filters_may_be_given_several_times_and_empty_ones_filter_nothing(web):
    def total(query: str) -> int:
        return web.get(f"/v1/search?{query}").json()["total"]

    assert total("") == 6
    assert total("agency=&year=") == 6
    assert total("agency=雲嶺縣戶政事務所") == 4
    assert total("agency=雲嶺縣戶政事務所&agency=澄海縣戶政事務所") == 6
    assert total("year=101-102") == total("year=2013") == 4
    assert total("execution_item=單一窗口服務全功能程度&unit=登記科") == 1


def test_pages_of_a_search_join_without_overlap(web):
    pages = [web.get("/v1/search", params={"limit": 2, "offset": at}).json()["hits"] for at in (0, 2, 4)]
    ids = [hit["item"]["id"] for page in pages for hit in page]
    assert len(ids) == len(set(ids)) == 6


def test_an_upload_that_holds_a_failure_is_no_plain_success(empty, tmp_path):
    answer = upload(empty, ("bad.txt", b""), plans_file(tmp_path, invented.NORTH))
    assert answer.status_code == 207
    assert [plan["status"] for plan in answer.json()["plans"]] == ["failed", "added"]
    assert answer.json()["plans"][0]["error"]["code"] == "unreadable-document"


def test_the_path_in_an_uploaded_name_is_dropped(empty, tmp_path):
    data = plans_file(tmp_path, invented.NORTH)[1]
    answer = upload(empty, ("C:\\Users\\me\\../計畫.jsonl", data)).json()
    assert answer["plans"][0]["file"] == "計畫.jsonl"


def test_drafts_stay_out_of_search(empty, tmp_path):
    upload(empty, plans_file(tmp_path, invented.NORTH), draft=True)
    assert empty.get("/v1/plans").json()["plans"][0]["status"] == "draft"
    assert empty.get("/v1/search", params={"q": "單一窗口"}).json()["total"] == 0


def test_a_long_upload_goes_on_behind_a_task(empty, tmp_path):
    answer = upload(empty, plans_file(tmp_path, invented.NORTH), wait="false")
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/tasks/{answer.json()['task']}"
    deadline = time.monotonic() + 30
    while (state := empty.get(answer.headers["location"]).json())["status"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert schemas.TaskAnswer.model_validate(state).model_dump(mode="json") == state
    assert (state["status"], state["done"], state["total"]) == ("done", 1, 1)
    assert state["result"]["plans"][0]["status"] == "added"
    assert empty.get("/v1/search", params={"q": "單一窗口"}).json()["total"] >= 1


def test_many_files_are_long_unless_the_client_wants_to_wait(empty, tmp_path):
    name, data = plans_file(tmp_path, invented.NORTH)
    files = [(f"{number}-{name}", data) for number in range(11)]
    assert upload(empty, *files).status_code == 202
    waited = upload(empty, *files, wait="true")
    assert waited.status_code == 200
    assert len(waited.json()["plans"]) == 11


def test_a_plan_that_is_removed_is_gone(web):
    plan = plan_ids(web)[102]
    assert web.delete(f"/v1/plans/{plan}").json() == {"removed": plan}
    assert web.get(f"/v1/plans/{plan}").status_code == 404
    assert web.get("/v1/search", params={"q": "溫奶器"}).json()["total"] == 0


def test_changes_never_opens_a_file(web, tmp_path):
    file = invented.write_jsonl(tmp_path / "one.jsonl", invented.NORTH)
    answer = web.get("/v1/changes", params={"old": str(file), "new": plan_ids(web)[102]})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"


def test_compare_takes_agencies_to_compare_with(web):
    answer = web.get("/v1/compare?agency=澄海縣戶政事務所&with=雲嶺縣戶政事務所&year=102-103").json()
    assert answer["agencies"] == ["澄海縣戶政事務所", "雲嶺縣戶政事務所"]


@pytest.mark.parametrize("name", ["jsonl", "csv", "xlsx", "ods", "odt", "docx"])
def test_an_export_is_a_file_named_after_what_it_holds(web, name):
    answer = web.get("/v1/export", params={"format": name, "plan": plan_ids(web)[103]})
    assert answer.status_code == 200
    disposition = answer.headers["content-disposition"]
    assert unquote(disposition.partition("UTF-8''")[2]) == f"{invented.SOUTH.title}.{name}"
    assert f'filename="qsearch.{name}"' in disposition
    if name in {"jsonl", "csv"}:
        assert "護照" in answer.text
    else:
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_an_export_holds_what_the_filters_let_through(web):
    answer = web.get("/v1/export?format=csv&unit=登記科")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "遷徙登記" in answer.text
    assert "溫奶器" not in answer.text
    assert web.get("/v1/export?format=csv&unit=沒有這個科").status_code == 404


def test_health_tells_what_is_held(web):
    assert web.get("/healthz").json() | {"version": ""} == {
        "status": "ok",
        "version": "",
        "plans": 2,
        "index_current": True,
    }


def test_the_first_requests_may_come_all_at_once(web, tmp_path):
    requests = [
        lambda client: client.get("/v1/search", params={"q": "單一窗口"}),
        lambda client: client.get("/v1/similar", params={"text": "問卷調查"}),
        lambda client: client.post("/v1/suggest", json={"texts": ["問卷調查"], "framework": "quality-award"}),
        lambda client: client.get("/v1/compare", params={"agency": "澄海縣戶政事務所"}),
    ]
    with client_of(tmp_path / "home") as fresh, ThreadPoolExecutor(12) as threads:
        pending = [threads.submit(requests[number % 4], fresh) for number in range(24)]
        answers = [future.result() for future in pending]
    assert {answer.status_code for answer in answers} == {200}
    for first, later in zip(answers[:4], answers[20:], strict=True):
        assert without_time(later.json()) == without_time(first.json())


def test_searches_go_on_while_plans_come_in(empty, tmp_path):
    plans = [invented.plan("雲嶺縣戶政事務所", year, invented.NORTH.items) for year in range(95, 105)]
    with ThreadPoolExecutor(4) as threads:
        writing = [
            threads.submit(upload, empty, (f"{plan.year}.jsonl", plans_file(tmp_path, plan)[1])) for plan in plans
        ]
        reading = [threads.submit(empty.get, "/v1/search?q=溫奶器") for _ in range(20)]
        assert {future.result().status_code for future in writing} == {200}
        assert {future.result().status_code for future in reading} == {200}
    assert empty.get("/v1/search?q=溫奶器").json()["total"] == 10


def test_a_body_without_a_length_is_measured_as_it_comes(empty):
    def chunks():
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(MAX_UPLOAD // 2**20 + 1):
            yield b"a" * 2**20
        yield b"\r\n--x--\r\n"

    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = empty.post("/v1/plans", content=chunks(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"

"""One shape for every error, whoever raised it."""

from __future__ import annotations

import pytest

from qsearch import errors
from qsearch_api.problems import status_of
from qsearch_api.schemas import Problem
from tests.service.web import client_of

STATUSES = {
    "QsearchError": 500,
    "InputError": 422,
    "UnsupportedFormat": 415,
    "UnreadableDocument": 422,
    "ScannedDocument": 422,
    "ReadingTimedOut": 422,
    "ReadingOutOfMemory": 422,
    "ReadingCrashed": 422,
    "UnknownLayout": 422,
    "QueryError": 400,
    "NotFound": 404,
    "NotReady": 409,
    "OcrUnavailable": 409,
    "EngineUnavailable": 503,
    "CatalogueError": 503,
    "ConfigError": 500,
}


@pytest.fixture
def web(tmp_path):
    with client_of(tmp_path / "home") as client:
        yield client


def problem(answer) -> Problem:
    assert answer.headers["content-type"] == "application/problem+json"
    shape = answer.json()
    assert set(shape) == set(Problem.model_fields)
    assert shape["status"] == answer.status_code
    return Problem.model_validate(shape)


def raising(client, error: Exception) -> None:
    def endpoint() -> None:
        raise error

    client.app.add_api_route("/v1/raising", endpoint)
    # Before the pages and the static files, whose routes end the list.
    client.app.router.routes.insert(0, client.app.router.routes.pop())


def test_the_table_names_every_error_of_the_tree():
    assert set(errors.__all__) == set(STATUSES)


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_of_ours_keeps_its_code_sentence_and_hint(web, name):
    kind = getattr(errors, name)
    assert status_of(kind("壞了")) == STATUSES[name]
    raising(web, kind("某處壞了。", hint="請這樣做。"))
    told = problem(web.get("/v1/raising"))
    assert (told.status, told.code, told.detail, told.hint) == (STATUSES[name], kind.code, "某處壞了。", "請這樣做。")


def test_an_unexpected_error_tells_nothing_of_the_inside(web):
    raising(web, RuntimeError("secret of the inside"))
    answer = web.get("/v1/raising")
    told = problem(answer)
    assert (told.status, told.code) == (500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1", 404, "not-found"),
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/plans/nothing", 404, "not-found"),
        ("GET", "/v1/items/nothing", 404, "not-found"),
        ("GET", "/v1/items/nothing/similar", 404, "not-found"),
        ("GET", "/v1/tasks/nothing", 404, "not-found"),
        ("DELETE", "/v1/plans/nothing", 404, "not-found"),
        ("GET", "/v1/compare?agency=沒有", 404, "not-found"),
        ("GET", "/v1/compare", 422, "bad-request"),
        ("GET", "/v1/changes?old=a", 422, "bad-request"),
        ("GET", "/v1/search?limit=many", 422, "bad-request"),
        ("GET", "/v1/search?sort=upwards", 422, "bad-request"),
        ("GET", "/v1/search?limit=-1", 400, "bad-query"),
        ("GET", "/v1/search?limit=99999999", 400, "bad-query"),
        ("GET", "/v1/search?year=明年", 400, "bad-query"),
        ("GET", "/v1/search?framework=沒有", 400, "bad-query"),
        ("GET", "/v1/similar?text=%20", 400, "bad-query"),
        ("GET", "/v1/export?format=zip", 422, "bad-request"),
        ("GET", "/v1/export?format=csv", 404, "not-found"),
        ("POST", "/v1/plans", 422, "bad-request"),
        ("POST", "/v1/suggest", 422, "bad-request"),
        ("PUT", "/v1/plans", 405, "method-not-allowed"),
        ("POST", "/healthz", 405, "method-not-allowed"),
    ],
)
def test_wrong_requests_are_answered_in_the_one_shape(web, method, path, status, code):
    told = problem(web.request(method, path))
    assert (told.status, told.code) == (status, code)
    assert any("\u4e00" <= character <= "\u9fff" for character in told.detail)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"texts": "one"}',
        b'{"texts": []}',
        b'{"texts": [1]}',
        b'{"texts": ["a"], "top": 0}',
        '{"texts": ["字"], "framework": 5}'.encode(),
    ],
)
def test_a_suggestion_asked_for_wrongly_says_what_is_wrong_in_chinese(web, body):
    told = problem(web.post("/v1/suggest", content=body, headers={"content-type": "application/json"}))
    assert told.code == "bad-request"
    assert "should" not in told.detail


def test_too_many_texts_are_turned_away(web):
    assert problem(web.post("/v1/suggest", json={"texts": ["字"] * 2001})).code == "bad-request"


def test_too_large_an_upload_is_turned_away_unread(web):
    answer = web.post("/v1/plans", content=b"", headers={"content-length": str(10**9)})
    assert (problem(answer).status, problem(answer).code) == (413, "too-large")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/plans", "/v1/suggest", "/plans", "/plans/some/remove"])
def test_a_form_on_another_site_can_change_nothing(web, path, headers):
    answer = web.post(path, headers=headers)
    assert answer.status_code == 403
    if path.startswith("/v1/"):
        assert problem(answer).code == "cross-site"


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_our_own_pages_and_programs_pass(web, headers):
    assert web.post("/v1/suggest", json={"texts": ["問卷調查"]}, headers=headers).status_code == 200

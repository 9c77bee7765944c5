"""The settings: what the environment asks for, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from qsearch.errors import ConfigError
from qsearch.settings import settings_from, wants_tracebacks


def test_a_home_given_by_hand_goes_before_the_environment(tmp_path):
    settings = settings_from({"QSEARCH_HOME": str(tmp_path / "a")}, home=tmp_path / "b")
    assert settings.home == tmp_path / "b"


def test_the_home_is_a_folder_of_the_working_folder_unless_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert settings_from({}).home == tmp_path / ".qsearch"
    assert settings_from({"QSEARCH_HOME": "elsewhere"}).home == tmp_path / "elsewhere"


def test_a_home_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        settings_from({}, home=file)
    assert refused.value.hint


def test_an_unknown_engine_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(ConfigError) as refused:
        settings_from({"QSEARCH_ENGINE": "magic"}, home=tmp_path)
    assert "embedded" in (refused.value.hint or "")
    assert settings_from({"QSEARCH_ENGINE": "reference"}, home=tmp_path).engine == "reference"


def test_what_ships_is_found(tmp_path):
    settings = settings_from({}, home=tmp_path)
    assert (settings.corpus / "frameworks").is_dir()
    assert isinstance(settings.models, Path)


def test_tracebacks_are_asked_for_by_name():
    assert wants_tracebacks({"QSEARCH_DEBUG": "1"})
    assert not wants_tracebacks({"QSEARCH_DEBUG": ""})
    assert not wants_tracebacks({})

"""The habits of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "api").rglob("*.py")])


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_called_utils_or_helpers():
    assert [_name(path) for path in SOURCES if path.stem in {"utils", "helpers", "common", "misc"}] == []


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_module_checks_with_assert_or_loads_pickles(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asserts = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    pickles = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and any(alias.name.split(".")[0] in {"pickle", "joblib", "dill"} for alias in node.names)
    ]
    assert asserts == []
    assert pickles == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "settings.py"], ids=_name)
def test_only_the_settings_and_the_command_line_touch_the_environment(path):
    if path.parent.name == "cli" and path.name == "__init__.py":
        pytest.skip("the command line hands the environment to the settings")
    assert "os.environ" not in path.read_text(encoding="utf-8")


def test_help_imports_none_of_the_heavy_libraries():
    code = (
        "import sys; from qsearch.cli.arguments import build_parser; build_parser().format_help();"
        "import qsearch.cli; print(*sorted(sys.modules))"
    )
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    heavy = {"numpy", "scipy", "sklearn", "jieba", "rjieba", "tantivy", "sqlalchemy", "fastapi", "pdfplumber", "opencc"}
    assert loaded & heavy == set()


def test_searching_imports_no_scikit_learn(tmp_path):
    code = (
        "import sys; from qsearch.cli import main;"
        f"main(['--home', {str(tmp_path)!r}, 'search', '單一窗口', '--json']); print('sklearn' in sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr.split() == ["False"]


def plain_name(project):
    return re.sub(r"[-_.]+", "-", project).lower()  # as PEP 503 compares names


def test_every_direct_dependency_is_pinned_in_the_constraints():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {plain_name(re.split(r"[<>=\[]", requirement)[0]) for requirement in wanted}
    pinned = {
        plain_name(line.split("==")[0])
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert names <= pinned


def test_the_constraints_hold_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"(#.*)?|[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []


def test_no_package_or_other_archive_lies_among_the_sources():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    tracked = [name for name in listed.stdout.split("\0") if name]
    assert [name for name in tracked if name.endswith((".whl", ".tar.gz", ".tgz", ".egg", ".pyc"))] == []
    large = [name for name in tracked if (ROOT / name).is_file() and (ROOT / name).stat().st_size > 5_000_000]
    assert large == []


def test_every_verb_is_in_the_readme():
    from qsearch.cli.verbs import VERBS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"qsearch {verb}" not in readme] == []

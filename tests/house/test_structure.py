"""Rules about the shape of the house: how large its rooms are, and which way the stairs lead."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from statistics import median

import grimp
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["sostocked", "leadtimes", "inventory", "purchasing", "workorders"]
MODULES_IN_A_FOLDER = 15
LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 40
MEDIAN_OF_FUNCTIONS = 6


@cache
def graph():
    return grimp.build_graph(*PACKAGES, cache_dir=None)


def our_files():
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def functions():
    """Every function with its file and how many lines it has, decorators and docstring left out."""
    for path in our_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield path.relative_to(ROOT), node.name, node.end_lineno - node.lineno + 1


def test_no_module_imports_itself_by_a_detour():
    modules = {module: graph().find_modules_directly_imported_by(module) for module in graph().modules}
    assert circles(modules) == []


def test_a_circle_is_found():
    """The finder finds one, so that none found means none there."""
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]


def circles(modules: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that can all reach each other (Tarjan's, by reachability since there are few)."""
    reached = {name: reachable(name, modules) for name in modules}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in modules
        if name in reached[name]
    }
    return sorted(sorted(group) for group in groups)


def reachable(start: str, modules: dict[str, set[str]]) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        for name in modules.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found


def test_no_folder_holds_more_than_fifteen_modules():
    folders = {path.parent for path in our_files()}
    counts = {
        str(folder.relative_to(ROOT)): sum(1 for path in folder.glob("*.py") if path.name != "__init__.py")
        for folder in folders
    }
    assert {name: count for name, count in counts.items() if count > MODULES_IN_A_FOLDER} == {}


def test_no_file_is_too_long_to_read_in_one_go():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in our_files()}
    assert {name: lines for name, lines in long.items() if lines > LINES_OF_A_FILE} == {}


def test_functions_are_short():
    found = list(functions())
    assert [f"{path} {name} {lines}" for path, name, lines in found if lines > LINES_OF_A_FUNCTION] == []
    assert median(lines for _path, _name, lines in found) <= MEDIAN_OF_FUNCTIONS


def test_imports_stand_at_the_top():
    """But for `AppConfig.ready`: models exist only once every app is loaded."""
    inside = [
        str(path.relative_to(ROOT))
        for path in our_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for each in ast.walk(node)
        if isinstance(each, ast.Import | ast.ImportFrom)
    ]
    assert sorted({path for path in inside if not path.endswith("/apps.py")}) == []


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("package", ["sostocked", "sostocked.foundation", *PACKAGES[1:]])
def test_every_module_stands_under_a_contract(package):
    """A layer contract that names its container is exhaustive: a module that it does not name fails it."""
    layers = [each for each in contracts() if package in each.get("containers", [])]
    assert [each["exhaustive"] for each in layers] == [True]


def test_rules_know_no_django():
    rules = {module for module in graph().modules if ".rules" in module or module.endswith(".workflow")}
    assert len(rules) > 15
    upstream = {module: graph().find_upstream_modules(module) for module in rules}
    assert {module: names for module, names in upstream.items() if names & models_of_ours()} == {}


def models_of_ours() -> set[str]:
    return {module for module in graph().modules if ".models" in module}

"""The house rules, read from the code itself: who imports whom, where SQL lives, what must not exist."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("core", "bot", "web", "migrations", "tests")
TOP = {
    "bot",
    "core",
    "web",
    "migrations",
    "tests",
    "config.yaml",
    "docker-compose.yml",
    "pyproject.toml",
    "README.md",
}
LONGEST_MODULE = 400
LONGEST_README = 200
MAP = (ROOT / "core" / "__init__.py").read_text()
FORBIDDEN_CLASSES = re.compile(r"(Service|Manager|Helper|Interactor|Repository|UnitOfWork)$")
FORBIDDEN_MODULES = {"utils.py", "util.py", "base.py", "helpers.py", "common.py"}


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever it stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importing(paths: list[Path], *forbidden: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports(path)
        if any(name == word or name.startswith(f"{word}.") for word in forbidden)
    ]


def composes(path: Path) -> bool:
    """The launcher puts the house together: it may know everybody."""
    return path.parent == ROOT / "bot" and (path.name == "__main__.py" or path.stem.startswith("startup"))


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode or not listed.stdout:
        pytest.skip("not a checkout with tracked files")
    return listed.stdout.rstrip("\0").split("\0")


def test_the_core_knows_no_mouth() -> None:
    assert importing(modules("core"), "aiogram", "aiohttp", "apscheduler", "bot", "web") == []


def test_bot_and_web_never_meet() -> None:
    assert importing([path for path in modules("bot") if not composes(path)], "web") == []
    assert importing(modules("web"), "bot", "aiogram") == []


def test_the_sandbox_is_no_part_of_aiogram() -> None:
    assert importing(modules("bot/sandbox"), "aiogram", "core.database", "core.models") == []


def test_sql_is_spoken_in_the_core_alone() -> None:
    spoken = importing(modules("bot", "web"), "sqlalchemy", "asyncpg", "alembic")
    # A type in a signature and the names of errors are no statements.
    harmless = re.compile(r"imports (sqlalchemy\.ext\.asyncio(\.AsyncEngine)?|(sqlalchemy\.exc|asyncpg)(\.\w+)?)$")
    assert [line for line in spoken if not harmless.search(line)] == []


def test_nobody_commits_by_hand() -> None:
    assert [
        str(path.relative_to(ROOT)) for path in modules("core", "bot", "web") if ".commit(" in path.read_text()
    ] == []


def test_the_core_reads_no_wall_clock() -> None:
    clocks = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules("core")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr) in clocks
    ]
    assert found == []


def test_no_ceremony() -> None:
    classes = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in modules("core", "bot", "web")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and FORBIDDEN_CLASSES.search(node.name)
    ]
    files = [str(path.relative_to(ROOT)) for path in modules(*ROOMS) if path.name in FORBIDDEN_MODULES]
    folders = [str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("common") if path.is_dir()]
    assert (classes, files, folders) == ([], [], [])


def test_modules_stay_short() -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules(*ROOMS)}
    assert {path: lines for path, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in modules("core", "bot", "web") if ast.get_docstring(tree(path)) is None
    ]
    assert silent == []


def test_the_map_of_the_core_names_every_module() -> None:
    """The schema's parts and the errors' are named by `models` and `errors`, as the map says."""
    names = {path.stem for path in (ROOT / "core").glob("*.py")} - {"__init__"}
    within = {kind: (ROOT / "core" / f"{kind}.py").read_text() for kind in ("models", "errors")}
    maps = {name: within.get(name.partition("_")[0], MAP) if "_" in name else MAP for name in names}
    assert {name for name, chart in maps.items() if not re.search(rf"\b{name}\b", chart)} == set()


def test_the_first_page_is_read_in_one_sitting() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < LONGEST_README


def test_the_top_of_the_repository_is_as_agreed() -> None:
    top = {name.split("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_no_file_with_a_registrys_addresses_is_kept() -> None:
    assert [name for name in tracked() if Path(name).name in {"uv.lock", "pylock.toml"}] == []


@pytest.mark.parametrize("module", ["web.app", "bot.__main__", "core.integrity", "bot.sandbox.app"])
def test_who_is_not_the_bot_does_not_pay_for_aiogram(module: str) -> None:
    program = f"import sys, {module}; print('aiogram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.strip() == "False"

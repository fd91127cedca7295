"""Words: the languages say the same things, nothing is missing, nothing lies unused."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from core.i18n import LANGUAGES, LOCALES

ROOT = Path(__file__).parent.parent
PLURALS = {"en": {"one"}, "ru": {"one", "few"}}  # besides the default: whole numbers have no other form than these
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
CALL = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9_]+)+)["']""")
MADE = re.compile(r"""f?["']([a-z][a-z0-9-]*-)(?:\{|["']\s*(?:\+|~))""")


class Message(Visitor):
    """What one message is made of."""

    def __init__(self, entry: ast.Message) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()
        self.selectors: list[set[str]] = []
        self.visit(entry)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        self.selectors.append({str(getattr(v.key, "name", getattr(v.key, "value", ""))) for v in node.variants})
        self.generic_visit(node)


@cache
def entries(language: str) -> dict[str, ast.Message]:
    found: dict[str, ast.Message] = {}
    for path in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content[:80]}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{language}/{path.name}: {entry.id.name} stands twice"
                found[entry.id.name] = entry
    return found


@cache
def sources() -> str:
    code = [path for room in ("core", "bot", "web") for path in (ROOT / room).rglob("*.py")]
    pages = [path for path in (ROOT / "web" / "templates").rglob("*") if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*code, *pages])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_read_to_its_end(language: str) -> None:
    assert entries(language)


def test_both_languages_have_the_same_files() -> None:
    files = [{path.name for path in (LOCALES / language).glob("*.ftl")} for language in LANGUAGES]
    assert files[0] == files[1]


def test_both_languages_say_the_same_things() -> None:
    assert set(entries("en")) ^ set(entries("ru")) == set()


def test_both_languages_know_the_same_variables() -> None:
    said = {
        language: {key: Message(entry).variables for key, entry in entries(language).items()} for language in LANGUAGES
    }
    different = {
        key: (said["en"][key], said["ru"].get(key)) for key in said["en"] if said["en"][key] != said["ru"].get(key)
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_all_the_forms_of_its_language(language: str) -> None:
    lacking = {}
    for key, entry in entries(language).items():
        for variants in Message(entry).selectors:
            forms = variants & CATEGORIES
            # An exact number beside `other` is no plural: `[0] nobody *[other] …` stands for itself.
            if forms - {"other"} and not PLURALS[language] <= forms:
                lacking[key] = PLURALS[language] - forms
    assert lacking == {}


def test_what_the_code_says_is_there() -> None:
    known = set(entries("en"))
    prefixes = {key.split("-")[0] for key in known}
    said = {word for word in CALL.findall(sources()) if word.split("-")[0] in prefixes}
    called = re.findall(r"""\b(?:w|say|plain|t)(?:\.plain)?\(\s*["']([a-z][a-z0-9_-]*[a-z0-9_])["']""", sources())
    assert {word for word in called if word not in known} == set(), said - known


def test_nothing_lies_unused() -> None:
    text = sources()
    spoken = set(re.findall(r"""["']([a-z][a-z0-9_-]*)["']""", text))
    made = set(MADE.findall(text))
    inner = {name for entry in entries("en").values() for name in Message(entry).messages}
    unused = {
        key
        for key in entries("en")
        if key not in spoken
        and key not in inner
        and not any(key.startswith(prefix) for prefix in made)
        and not any(key.startswith(f"{word}-") and f"{{{word}" in key for word in spoken)
    }
    # `f"{plan.name}-about"`: an ending behind a word that is spoken.
    endings = set(re.findall(r"""f["']\{[\w.\[\]'"]+\}(-[a-z0-9-]+)["']""", text))
    assert {
        key for key in unused if not any(key.endswith(end) and key[: -len(end)] in spoken for end in endings)
    } == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_left_in_the_other_language(language: str) -> None:
    for key, entry in entries(language).items():
        assert entry.value is not None, key

"""Where settings come from: the environment over `.env` over `config.yaml`; an error names the place and the line.

A name that nobody knows is an error in the two files, and in the environment when it looks like one of ours.
"""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic_settings as sources
from pydantic import ValidationError
from yaml import YAMLError  # type: ignore[import-untyped]

from core.settings import LANGUAGES, Section, Settings, SettingsError


def load(environ: Mapping[str, str] = os.environ, root: Path | None = None) -> Settings:
    """Read all sources for a program started in `root` (the current directory); SettingsError names what is wrong."""
    root = root or Path.cwd()
    # gettext has a variable LANGUAGE too (ru_RU:en): only a value that is exactly one of ours is meant for us.
    ours = {name: value for name, value in environ.items() if name != "LANGUAGE" or value in LANGUAGES}
    _find_typos(ours)
    layers = {"config.yaml": _from_yaml(root), ".env": _from_dotenv(root), "the environment": _from_environ(ours)}
    merged: dict[str, Any] = {}
    for layer in layers.values():
        merged = _merged(merged, layer)
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        raise SettingsError(_line(error, layers)) from None
    return settings.model_copy(update={"data_dir": (root / settings.data_dir.expanduser()).resolve()})


def _from_yaml(root: Path) -> dict[str, Any]:
    try:
        return dict(sources.YamlConfigSettingsSource(Settings, root / "config.yaml", "utf-8")())
    except (YAMLError, sources.SettingsError, TypeError, ValueError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SettingsError(f"config.yaml is not YAML{f', see line {mark.line + 1}' if mark else ''}") from None


def _from_dotenv(root: Path) -> dict[str, Any]:
    try:
        return sources.DotEnvSettingsSource(Settings, root / ".env", "utf-8")()
    except (sources.SettingsError, ValueError) as error:
        raise SettingsError(f".env can't be read: {error}") from None


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    source = sources.EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in environ.items() if value}
    try:
        return source()
    except sources.SettingsError as error:
        raise SettingsError(f"The environment can't be read: {error}") from None


def names() -> list[str]:
    """Every setting by its name in the environment: BOT_TOKEN, WEB__PORT…"""
    found = []
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            found += [f"{name}__{inner}".upper() for inner in section.model_fields]
        else:
            found.append(name.upper())
    return found


def _find_typos(environ: Mapping[str, str]) -> None:
    """The environment is full of other programs' names, so only one that is nearly ours is an error."""
    known = names()
    for name, value in environ.items():
        # Kubernetes makes WEB_PORT=tcp://… out of a service called web.
        if name.upper() in known or len(name) < 8 or value.startswith("tcp://"):
            continue
        if near := difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.88):
            raise SettingsError(f"{name} in the environment: there is no such setting; {near[0]} is meant?")


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for name, value in above.items():
        if isinstance(value, dict):
            kept = result.get(name)
            result[name] = _merged(kept if isinstance(kept, dict) else {}, value)
        elif value is not None:  # an empty line in the file says nothing
            result[name] = value
    return result


def _line(error: ValidationError, layers: dict[str, dict[str, Any]]) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    path = [str(part) for part in first["loc"]]
    known = names()
    while len(path) > 1 and "__".join(path).upper() not in known and first["type"] != "extra_forbidden":
        path.pop()
    name = "__".join(path).upper()
    where = next((place for place in reversed(layers) if _has(layers[place], path)), "the settings")
    if first["type"] != "extra_forbidden":
        return f"{name} in {where}: {first['msg'].removeprefix('Value error, ')}"
    near = difflib.get_close_matches(name, known, n=1)
    return f"{name} in {where}: there is no such setting" + (f"; {near[0]} is meant?" if near else "")


def _has(layer: Any, path: list[str]) -> bool:
    for part in path:
        if not isinstance(layer, dict) or part not in layer:
            return False
        layer = layer[part]
    return True

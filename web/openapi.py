"""The API described in OpenAPI 3.1, drawn from the table of operations: what is served is what is described."""

import inspect
import types
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.operations import Operation

Mode = Literal["validation", "serialization"]
REF = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; `code` is for programs, `next` is the step that helps.",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "next": {"type": ["string", "null"]},
        "instance": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def describe(table: Iterable[Operation], prefix: str) -> dict[str, Any]:
    """The whole document."""
    table = list(table)
    parts: set[tuple[type[BaseModel], Mode]] = set()
    for op in table:
        parts |= {(model, "validation") for model in _models(op.hints.get("body"))}
        parts |= {(model, "serialization") for model in _models(op.hints.get("return"))}
    refs, found = models_json_schema(sorted(parts, key=str), ref_template=REF)
    paths: dict[str, Any] = {}
    for op in table:
        paths.setdefault(prefix + op.path, {})[op.method.lower()] = _operation(op, refs)
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "session"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "EventBooker", "version": "1", "description": "Also served without the /api prefix."},
        "paths": paths,
        "components": {"schemas": {**found.get("$defs", {}), "Problem": PROBLEM}, "securitySchemes": schemes},
    }


def _models(hint: Any) -> list[type[BaseModel]]:
    parts = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    return [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]


def _operation(op: Operation, refs: Any) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "operationId": op.verb.__name__,
        "summary": (inspect.getdoc(op.verb) or "").splitlines()[0],
        "parameters": _parameters(op),
        "responses": {str(op.status): _answer(op, refs)},
    }
    if body := _models(op.hints.get("body")):
        schema = refs[(body[0], "validation")]
        drawn["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    if op.needs_person:
        drawn["security"] = [{"bearer": []}, {"session": []}]
    for status in sorted(_statuses(op)):
        problem = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
        drawn["responses"][str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    return drawn


def _answer(op: Operation, refs: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": HTTPStatus(op.status).phrase}
    if models := _models(op.hints.get("return")):
        shown["content"] = {"application/json": {"schema": refs[(models[0], "serialization")]}}
    return shown


def _parameters(op: Operation) -> list[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    found = [{"name": name, "in": "path", "required": True, "schema": whole} for name in op.ids]
    for model in _models(op.hints.get("query")):
        for name, schema in model.model_json_schema()["properties"].items():
            found.append({"name": name, "in": "query", "required": False, "schema": schema})
    if op.verb.__name__ in {"book", "create_booking"}:
        schema = {"type": "string", "minLength": 1, "maxLength": 100}
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema})
    return found


def _statuses(op: Operation) -> set[int]:
    always = {503}
    if op.needs_person:
        always |= {401, 403}
    if "body" in op.hints:
        always |= {400, 413, 415, 422}
    if "query" in op.hints:
        always |= {422}
    return always | set(op.problems)

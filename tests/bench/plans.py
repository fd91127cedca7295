"""Which way PostgreSQL goes for the statements of an operation, and whether it reads more than it has to."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

WATCHED = {
    "events",
    "organizers",
    "bookings",
    "users",
    "audit",
    "outbox",
    "payments",
    "refunds",
    "ledger",
    "waitlist",
    "reviews",
    "favourites",
    "idempotency_keys",
}
EXPLAINABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
SETTLED = 8


class Plans:
    """Statements as they were sent, each with its operation; then what their plans read from one end to the other.

    `seq_scans` are tables, `whole_index_scans` indexes without a condition and without a LIMIT that ends the reading.
    """

    def __init__(self) -> None:
        self.seq_scans: list[str] = []
        self.whole_index_scans: list[str] = []
        self._seen: dict[tuple[str, str], Any] = {}

    @asynccontextmanager
    async def watching(self, db: AsyncEngine, operation: str) -> AsyncIterator[None]:
        """Remember every statement that the block sends."""

        def sent(_: Any, __: Any, statement: str, parameters: Any, ___: Any, executemany: bool) -> None:
            if statement.lstrip().startswith(EXPLAINABLE):
                self._seen[operation, statement] = parameters[0] if executemany else parameters

        event.listen(db.sync_engine, "before_cursor_execute", sent)
        try:
            yield
        finally:
            event.remove(db.sync_engine, "before_cursor_execute", sent)

    async def explain(self, db: AsyncEngine) -> None:
        """Plan each statement for the values it had, and see where PostgreSQL ends after using it a few times."""
        for (operation, statement), parameters in self._seen.items():
            async with db.connect() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                await raw.execute(f"PREPARE watched AS {statement}")
                values = f"({', '.join(_literal(value) for value in parameters)})" if parameters else ""
                # The first five plans are for the values; then it may settle for one that is for any values.
                seen = [await raw.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE watched {values}") for _ in range(SETTLED)]
                await raw.execute("DEALLOCATE watched")
            for plan in (seen[0], seen[-1]):
                self._judge(operation, plan)

    def _judge(self, operation: str, plan: list[dict[str, Any]]) -> None:
        for node, ended in _nodes(plan[0]["Plan"], ended=False):
            kind = node["Node Type"]
            if kind == "Seq Scan" and node["Relation Name"] in WATCHED:
                _add(self.seq_scans, f"{operation}: {node['Relation Name']}")
            elif "Index" in kind and "Index Cond" not in node and not ended:
                _add(self.whole_index_scans, f"{operation}: {node['Index Name']}")


def _nodes(node: dict[str, Any], *, ended: bool) -> Iterator[tuple[dict[str, Any], bool]]:
    """All nodes; `ended` while rows flow straight into a LIMIT, which stops the reading."""
    yield node, ended
    kind = node["Node Type"]
    ended = (ended or kind == "Limit") and kind not in {"Sort", "Aggregate", "Hash", "Incremental Sort", "WindowAgg"}
    for child in node.get("Plans", ()):
        yield from _nodes(child, ended=ended)


def _add(found: list[str], what: str) -> None:
    if what not in found:
        found.append(what)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        value = "{" + ",".join(f'"{one}"' for one in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"

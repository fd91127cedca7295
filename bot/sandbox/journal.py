"""The sandbox's memory: tables of JSON values, each change appended to one file, read again at the next start.

A kill -9 loses nothing that was flushed; a torn last line is dropped. There is no fsync: a power cut may take the
last second, which a stand-in may lose. Values that were put are not to be changed in place.
"""

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

Key = int | str
ROOMY = 5_000  # lines that may be stale before the file is written anew at start


class Journal:
    """Tables by name, rows by key. Without a path it is memory alone."""

    def __init__(self, path: Path | None) -> None:
        self._tables: dict[str, dict[Key, Any]] = {}
        self._buffer: list[str] = []
        self._path = path
        self._descriptor: int | None = None
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = self._replay(path)
            if lines > 2 * sum(map(len, self._tables.values())) + ROOMY:
                self._rewrite(path)
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def table(self, name: str) -> dict[Key, Any]:
        """The live rows of a table, oldest first: read them, and change them by put and drop only."""
        return self._tables.setdefault(name, {})

    def names(self) -> list[str]:
        return list(self._tables)

    def put(self, table: str, key: Key, value: Any) -> None:
        self.table(table)[key] = value
        self._append([table, key, value])

    def drop(self, table: str, key: Key) -> None:
        if self.table(table).pop(key, None) is not None:
            self._append([table, key])

    def flush(self) -> None:
        if self._buffer and self._descriptor is not None:
            data = "".join(self._buffer).encode()
            self._buffer.clear()
            while data:
                data = data[os.write(self._descriptor, data) :]

    def close(self) -> None:
        self.flush()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _append(self, record: list[Any]) -> None:
        if self._descriptor is None:
            return
        if not self._buffer:
            asyncio.get_running_loop().call_soon(self.flush)
        self._buffer.append(_line(record))

    def _replay(self, path: Path) -> int:
        """Reads the file, returns its number of lines; cuts off what a kill left half written."""
        if not path.exists():
            return 0
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.truncate(path, whole)
        lines = data[:whole].splitlines()
        for number, line in enumerate(lines, 1):
            try:
                table, key, *value = json.loads(line)
            except ValueError:
                log.warning("%s: line %d is unreadable and was passed over", path, number)
                continue
            if value:
                self.table(table)[key] = value[0]
            else:
                self.table(table).pop(key, None)
        return len(lines)

    def _rewrite(self, path: Path) -> None:
        fresh = path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            for name, rows in self._tables.items():
                file.writelines(_line([name, key, value]) for key, value in rows.items())
        fresh.replace(path)


def _line(record: list[Any]) -> str:
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")) + "\n"

"""`python -m tests.bench NAME [--json]`: starts a PostgreSQL of its own and prints what was measured."""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from core import database
from core.embedded import EmbeddedPostgres
from tests.bench import box_office, growth, sweep

BENCHES = {"box_office": box_office.measure, "growth": growth.measure, "sweep": sweep.measure}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eventbooker-bench-") as root:
        server = EmbeddedPostgres(Path(root))  # durable, as in earnest
        server.start()
        try:
            database.migrate(server.dsn())
            found = asyncio.run(BENCHES[wanted.name](server.dsn()))
        finally:
            server.stop()
    if wanted.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:>24}  {value}")
    return 0


sys.exit(main())

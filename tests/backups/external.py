"""A PostgreSQL like one on another machine: over TCP, with a password."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import psycopg2

from practice_hub.embedded import EmbeddedPostgres
from practice_hub.ports import free_port
from tests.support import cluster

PASSWORD = "let-me-in/42"


class External(EmbeddedPostgres):
    def __init__(self, folder: Path) -> None:
        cluster.lay_out(folder)
        self.port = free_port()
        super().__init__(folder, is_durable=False)
        rules = self.cluster / "pg_hba.conf"
        rules.write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")

    def start(self) -> str:
        super().start()
        connection = psycopg2.connect(self._url("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE postgres PASSWORD '{PASSWORD}'")
        connection.close()
        return self.address("practice_hub")

    def address(self, database: str) -> str:
        return f"postgresql://postgres:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"

    def _url(self, database: str) -> str:
        return f"{super()._url(database)}&port={self.port}"

    def _command(self) -> list[str]:
        return [*super()._command(), "--listen_addresses=127.0.0.1", f"--port={self.port}"]

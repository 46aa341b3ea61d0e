"""A ClickHouse server's HTTP door in front of a real chDB.

It answers queries and inserts as far as our client uses them: the SQL is real, only the door is
made up. It stands in for a server, which no package brings.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import chdb

_CODE = re.compile(r"Code: (\d+)")
_TRANSPORT = {
    "query",
    "query_id",
    "database",
    "client_protocol_version",
    "compress",
    "enable_http_compression",
    "wait_end_of_query",
    "send_progress_in_http_headers",
    "http_headers_progress_interval_ms",
}
"""What a server's HTTP door takes for itself and the engine does not know."""
_FORMAT = re.compile(r"FORMAT\s+(\w+)\s*$")


class Door(BaseHTTPRequestHandler):
    """Runs each request's SQL on a connection of its own."""

    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("content-length", 0))))

    def log_message(self, *args: Any) -> None:
        """Say nothing: the tests look at answers."""

    def _answer(self, body: bytes) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        try:
            answer, status, extra = self._run(asked, body), 200, {"X-ClickHouse-Format": "Native"}
        except chdb.ChdbError as error:
            code = _CODE.search(str(error))
            answer, status = str(error).encode(), 500
            extra = {"X-ClickHouse-Exception-Code": code[1] if code else "0"}
        self.send_response(status)
        for name, value in {**extra, "Content-Length": str(len(answer))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def _run(self, asked: dict[str, str], body: bytes) -> bytes:
        connection = chdb.connect(str(self.folder))
        try:
            for name, value in asked.items():
                if name not in _TRANSPORT and not name.startswith("param_"):
                    connection.query(f"SET {name} = '{value}'")
            if asked.get("database"):
                connection.query(f"USE `{asked['database']}`")
            return self._query(connection, asked, body)
        finally:
            connection.close()

    def _query(self, connection: Any, asked: dict[str, str], body: bytes) -> bytes:
        sql = asked.get("query", "")
        parameters = {
            name.removeprefix("param_"): value
            for name, value in asked.items()
            if name.startswith("param_")
        }
        if sql.startswith("INSERT"):
            return self._insert(connection, sql, body)
        text = sql or body.decode()
        named = _FORMAT.search(text)
        answer = connection.query(text, named[1] if named else "TabSeparated", params=parameters)
        return bytes(answer.bytes() or b"")

    def _insert(self, connection: Any, sql: str, body: bytes) -> bytes:
        path = self.folder.parent / f"insert-{threading.get_ident()}"
        path.write_bytes(body)
        head, _, format_ = sql.rpartition(" FORMAT ")
        connection.query(f"{head} FROM INFILE '{path}' FORMAT {format_}")
        path.unlink()
        return b""


@contextmanager
def clickhouse_server(folder: Path) -> Iterator[str]:
    """Serve the chDB of this folder and yield its `host:port`."""
    door = type("Door", (Door,), {"folder": folder})
    keeper = chdb.connect(str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        keeper.close()

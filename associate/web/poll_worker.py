"""gunicorn's thread worker, with a door: what a live screen asks again and again is answered there.

A request costs gunicorn twenty times what it costs to see that nothing has changed: the poller lets the
connection go, a thread takes it, reads and parses, and hands it back. A poll that is known byte by byte is
answered where it arrives, by the loop, and its connection stays where it is. Everything else goes the way
that gunicorn knows, and so does whatever the door has no answer to. See `associate.web.door`.
"""

import socket
import threading
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from associate.web.door import ASKED, LONGEST, Door


class PollWorker(ThreadWorker):  # type: ignore[misc]
    """Works on gunicorn's `on_client_socket_readable`, `handle` and `finish_request`."""

    door: Door | None = None
    notified = float("-inf")

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.told = threading.local()
        inner = self.wsgi
        if not self.cfg.is_ssl:  # bytes of a cipher can't be looked at before they are taken
            self.door = inner.extensions["polls"].door

        def with_bytes(environ: Any, start_response: Any) -> Any:
            if asked := self.told.asked:
                environ[ASKED] = asked
            return inner(environ, start_response)

        self.wsgi = with_bytes

    def notify(self) -> None:
        """A sign of life writes to a file: once a second is enough, not once for each that asks."""
        if time.monotonic() - self.notified >= 1:
            self.notified = time.monotonic()
            super().notify()

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """Somebody asks on a connection that was answered before. Never waits."""
        asked = _peek(conn) if self.door and self.alive and not conn.is_http2 else b""
        answer = self.door.answer(asked) if self.door and asked else None
        if answer is None:
            conn.asked = asked
            super().on_client_socket_readable(conn, client)
        else:
            self._answer(conn, asked, answer)

    def handle(self, conn: TConn) -> Any:
        self.told.asked = conn.__dict__.pop("asked", b"")
        return super().handle(conn)

    def _answer(self, conn: TConn, asked: bytes, answer: bytes) -> None:
        self.keepalived_conns.remove(conn)
        try:
            conn.sock.recv(len(asked))
            sent = conn.sock.send(answer)
        except OSError:  # gone, or its buffer is full though it read its last answer
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            conn.close()
            return
        if sent == len(answer):
            conn.set_timeout()
            self.keepalived_conns.append(conn)  # the one heard of last stands last
        else:
            self.poller.unregister(conn.sock)
            thread = self.tpool.submit(_send, conn, answer[sent:])
            thread.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))


def _peek(conn: TConn) -> bytes:
    try:
        found: bytes = conn.sock.recv(LONGEST, socket.MSG_PEEK)
    except OSError:
        return b""
    return found


def _send(conn: TConn, rest: bytes) -> bool:
    conn.sock.setblocking(True)
    conn.sock.sendall(rest)
    return True

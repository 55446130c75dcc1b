"""A balancer in front of several servers: each connection goes to the next one, bytes as they come."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle

CHUNK = 65_536  # bytes


@contextmanager
def balance(ports: Sequence[int]) -> Iterator[int]:
    """The port of a balancer over these ports of this machine. Where the servers close after each answer,
    each request of a browser lands on another one than the request before."""
    loop, turn = asyncio.new_event_loop(), cycle(ports)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", next(turn))
            await asyncio.gather(_pass_on(reader, there_writer), _pass_on(there_reader, writer))

    thread = threading.Thread(target=loop.run_forever, name="balancer", daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(meet, "127.0.0.1", 0), loop).result()
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Until one side has had enough; then the other one is told."""
    with suppress(OSError):
        while chunk := await source.read(CHUNK):
            sink.write(chunk)
            await sink.drain()
    sink.close()


async def _end(listening: asyncio.Server) -> None:
    listening.close()
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)

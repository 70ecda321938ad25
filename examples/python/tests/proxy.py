"""A connection that breaks: a proxy that cuts off after so many bytes."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections import deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Cut:
    """A connection ends once so many bytes have gone one way."""

    up: int | None = None
    """From the client to the server: articles are lost on their way."""
    down: int | None = None
    """From the server to the client: answers are lost, to articles that are in the store."""


class Proxy:
    """Passes bytes on to a port; the first connections are cut as told, the later ones hold."""

    def __init__(self, port: int, cuts: Iterable[Cut] = ()) -> None:
        self.target = port
        self.connections = 0
        self.cut = 0
        self._cuts = deque(cuts)
        self._open: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._wait_for(asyncio.start_server(self._pass, "127.0.0.1", 0))

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wait_for(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _close(self) -> None:
        self._server.close()
        for writer in self._writers:
            _break_off(writer)
        await asyncio.gather(*self._open)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            # Nobody is there at the moment.
            _break_off(writer)
            return
        self.connections += 1
        cut = self._cuts.popleft() if self._cuts else Cut()
        both = {writer, server_writer}
        self._writers |= both
        ways = [
            asyncio.create_task(_copy(reader, server_writer, cut.up)),
            asyncio.create_task(_copy(server_reader, writer, cut.down)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for end in both:
            _break_off(end)
        self.cut += any(await asyncio.gather(*ways))
        self._writers -= both


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> bool:
    """Copies so many bytes, and tells whether that is why it ended."""
    left = most
    try:
        while left != 0:
            piece = await reader.read(4096 if left is None else min(4096, left))
            if not piece:
                return False
            writer.write(piece)
            await writer.drain()
            if left is not None:
                left -= len(piece)
    except OSError:
        return False
    return True


def _break_off(writer: asyncio.StreamWriter) -> None:
    """Ends a connection by a reset, as a router does that has forgotten it."""
    if not writer.transport.is_closing():
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

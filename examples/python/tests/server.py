"""A server that runs while a test does."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from pathlib import Path
from types import TracebackType

PROGRAM = os.environ.get("ONRECORD", "onrecord")


class Server:
    """`onrecord serve` at a free port, which is ready when it is made, and is killed at the end of the block."""

    def __init__(self, store: Path | str = "memory", *arguments: str | Path) -> None:
        command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--store", str(store), *map(str, arguments)]
        # What is set for the service of whoever runs the tests is not for this one.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        self._log: threading.Thread | None = None
        assert self._process.stderr is not None
        log = ""
        for line in self._process.stderr:
            log += line
            # The archive is empty or small, and open soon.
            if "the archive is open" in line:
                break
        else:
            self.kill()
            raise RuntimeError(f"the server did not start:\n{log}")
        listening = re.search(r"listening on 127\.0\.0\.1:(\d+)", log)
        assert listening is not None, log
        self.port = int(listening.group(1))
        # A pipe that nobody reads would stop the server.
        self._log = threading.Thread(target=self._process.stderr.read)
        self._log.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """Ends it as a power cut would, by SIGKILL."""
        self._process.kill()
        self._process.wait()
        if self._log is not None:
            self._log.join()
        if self._process.stderr is not None:
            self._process.stderr.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

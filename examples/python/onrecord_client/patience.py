"""How long, and how often, a broken stream is taken up again."""

from __future__ import annotations

import random
import time

from .failure import Failure

FIRST_PAUSE = 0.2
"""Seconds before the second attempt; each further pause is twice as long, up to the longest."""
LONGEST_PAUSE = 5.0


class Patience:
    """Bears failures that pass, for so many seconds from the first of several in a row."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: float | None = None
        self._pause = FIRST_PAUSE

    def renew(self) -> None:
        """The server has answered: the next failure is a first one."""
        self._ends = None
        self._pause = FIRST_PAUSE

    def bear(self, failure: Failure) -> None:
        """Waits before the next attempt; raises the failure when it doesn't pass, or has not passed for too long."""
        now = time.monotonic()
        if self._ends is None:
            self._ends = now + self._seconds
        if not failure.passes or now >= self._ends:
            raise failure
        # Clients that broke off together don't come back together.
        pause = self._pause * random.uniform(0.5, 1.0)
        if failure.retry_after is not None:
            pause = max(pause, failure.retry_after.total_seconds())
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        time.sleep(pause)

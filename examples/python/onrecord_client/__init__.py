"""A client of `onrecord serve` to start from: connecting, reading errors, and streams that outlive a broken connection.

The messages and calls themselves are generated from the contract (`python generate.py`), as `onrecord.v1`.
"""

from .connection import Connection, connect
from .failure import Failure, Violation
from .ingest import Answer, Submission, ingest
from .watch import watch

__all__ = ["Answer", "Connection", "Failure", "Submission", "Violation", "connect", "ingest", "watch"]

"""Why a call failed, with the details that the service tells beside code and message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

_CODES = {code.value[0]: code for code in grpc.StatusCode}


@dataclass(frozen=True)
class Violation:
    """A field that is wrong: its path in the request, and what is wrong with it."""

    field: str
    description: str


class Failure(Exception):
    """A call that failed, or one article of a stream that was refused."""

    def __init__(
        self,
        code: grpc.StatusCode,
        message: str,
        violations: tuple[Violation, ...] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{code.name}: {message}")
        self.code = code
        self.message = message
        self.violations = violations
        """The wrong fields, of `INVALID_ARGUMENT`."""
        self.retry_after = retry_after
        """When the server wants to be asked again, if it says so."""

    @classmethod
    def of_call(cls, error: grpc.RpcError) -> Failure:
        """Why a call failed."""
        # What is raised is the call itself, though the types don't say so.
        assert isinstance(error, grpc.Call)
        status = rpc_status.from_call(error)
        if status is None:
            # The gRPC library itself says so: there is no connection, or it broke.
            return cls(error.code(), error.details() or "")
        return cls.of_status(status)

    @classmethod
    def of_status(cls, status: status_pb2.Status) -> Failure:
        """Why one article was refused, which stands in the response to it."""
        violations: list[Violation] = []
        retry_after = None
        for detail in status.details:
            bad_request, retry_info = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
            if detail.Unpack(bad_request):
                violations += [Violation(wrong.field, wrong.description) for wrong in bad_request.field_violations]
            elif detail.Unpack(retry_info):
                retry_after = retry_info.retry_delay.ToTimedelta()
        code = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
        return cls(code, status.message, tuple(violations), retry_after)

    @property
    def passes(self) -> bool:
        """Whether the same call may succeed later. All calls of the service can be repeated safely."""
        if self.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            # Without a time it is the gRPC library, which has received a message that is too large for it.
            return self.retry_after is not None
        return self.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)

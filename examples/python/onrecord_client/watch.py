"""Watches statements change, over as many streams as it takes, without a change missed or told twice."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
from onrecord.v1.statement_service_pb2 import WatchStatementsRequest, WatchStatementsResponse
from onrecord.v1.statement_service_pb2_grpc import StatementServiceStub

from .failure import Failure
from .patience import Patience


def watch(
    statements: StatementServiceStub, resume_token: str = "", *, patience: float = 60
) -> Iterator[WatchStatementsResponse]:
    """Yields changes from the place of the token on, or from now on, for ever.

    The first response of each stream has no changes and tells the place. Keep `resume_token` with what you made of the
    changes, in one transaction if you can: whoever comes back with it misses nothing. Breaks are borne for so many seconds
    of `patience` in a row; then, and for what doesn't pass, a Failure is raised. OUT_OF_RANGE says that the place is no
    longer kept: list the statements anew, and watch from the token of the first page.
    """
    bears = Patience(patience)
    while True:
        changes = statements.WatchStatements(WatchStatementsRequest(resume_token=resume_token))
        try:
            for response in changes:
                resume_token = response.resume_token
                bears.renew()
                yield response
            failure = Failure(grpc.StatusCode.UNAVAILABLE, "the server ended the stream")
        except grpc.RpcError as error:
            failure = Failure.of_call(error)
        finally:
            changes.cancel()
        bears.bear(failure)

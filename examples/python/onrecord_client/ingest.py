"""Sends articles into the archive on a stream that is taken up again when it breaks, so that none is lost or doubled.

What was sent is kept until it is acknowledged. After a break it is sent again, on a new stream and in the same order; what
the archive had taken in already, and only the answer was lost, is acknowledged as UNCHANGED.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue

import grpc
from onrecord.v1.archive_pb2 import ArticleKey, IngestReceipt
from onrecord.v1.article_pb2 import Article
from onrecord.v1.statement_service_pb2 import IngestArticlesRequest, IngestArticlesResponse
from onrecord.v1.statement_service_pb2_grpc import StatementServiceStub

from .failure import Failure
from .patience import Patience

UNDER_WAY = 256
"""Articles that are sent before the first of them is acknowledged: as many as the server works on."""
BYTES = 32 << 20
"""No more are taken while those under way have so many bytes."""

Submission = Article | ArticleKey
"""An article to take in, or the key of one that was withdrawn."""


@dataclass(frozen=True)
class Answer:
    """What became of one submission: it is in the store, and survives a crash, or it was refused for what it is."""

    submission: Submission
    receipt: IngestReceipt | None = None
    failure: Failure | None = None


def ingest(
    statements: StatementServiceStub, submissions: Iterable[Submission], *, patience: float = 60
) -> Iterator[Answer]:
    """Sends submissions, and yields one answer for each, in their order.

    Breaks are borne for so many seconds of `patience` in a row without an answer; then, and for what doesn't pass, a Failure
    is raised. Whoever counts the answers can go on later, or in another process, behind the last: nothing before it is lost,
    and what is sent twice does no harm.

    Not more than 256 submissions, and 32 MiB, are taken ahead of the answers. They are waited for: of a feed that pauses,
    hand over what there is, and call this again for what comes later.
    """
    queue = _Queue(submissions)
    queue.fill()
    bears = Patience(patience)
    while queue.requests:
        stream = _Stream(statements, queue.requests)
        try:
            while queue.requests:
                response = stream.response_to(queue.requests[0])
                failure = None if response.HasField("receipt") else Failure.of_status(response.error)
                if failure is not None and failure.code not in _OF_THE_ARTICLE:
                    raise failure
                bears.renew()
                # It is told before the next is taken, which may not be there to be had.
                yield Answer(queue.pop(), None if failure else response.receipt, failure)
                for request in queue.fill():
                    stream.send(request)
            stream.finish()
        except Failure as failure:
            if failure.code is not grpc.StatusCode.OUT_OF_RANGE:
                bears.bear(failure)
                continue
            # Answers come in the order of the requests: the first without one is too large for the server to read.
            yield Answer(queue.pop(), failure=failure)
            queue.fill()
        finally:
            stream.cancel()


class _Queue:
    """What is under way: taken from the caller, and not yet answered."""

    def __init__(self, submissions: Iterable[Submission]) -> None:
        self._upcoming = (_request(sequence, submission) for sequence, submission in enumerate(submissions, start=1))
        self._bytes = 0
        self.requests: deque[IngestArticlesRequest] = deque()

    def fill(self) -> list[IngestArticlesRequest]:
        """Takes as many as there is room for."""
        taken: list[IngestArticlesRequest] = []
        while len(self.requests) < UNDER_WAY and self._bytes < BYTES:
            request = next(self._upcoming, None)
            if request is None:
                break
            self._bytes += request.ByteSize()
            self.requests.append(request)
            taken.append(request)
        return taken

    def pop(self) -> Submission:
        """The first, which is answered."""
        request = self.requests.popleft()
        self._bytes -= request.ByteSize()
        return request.article if request.HasField("article") else request.retraction


_OF_THE_ARTICLE = (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.INTERNAL)
"""What an article is refused with; with another code it is the store that fails."""


class _Stream:
    """One stream. gRPC takes requests from a queue on a thread of its own, as fast as the server reads them.

    With grpc.aio the requests would be written from here; a write that meets a broken connection is told as INTERNAL there,
    and hides why the stream has ended.
    """

    def __init__(self, statements: StatementServiceStub, requests: Iterable[IngestArticlesRequest]) -> None:
        self._requests: SimpleQueue[IngestArticlesRequest | None] = SimpleQueue()
        for request in requests:
            self._requests.put(request)
        self._call = statements.IngestArticles(iter(self._requests.get, None))

    def send(self, request: IngestArticlesRequest) -> None:
        self._requests.put(request)

    def response_to(self, request: IngestArticlesRequest) -> IngestArticlesResponse:
        """The next answer, which is to this request. Raises a Failure when the stream has ended."""
        try:
            response = next(self._call, None)
        except grpc.RpcError as error:
            raise Failure.of_call(error) from error
        if response is None:
            raise Failure(grpc.StatusCode.UNAVAILABLE, "the server ended the stream")
        if response.sequence != request.sequence:
            raise RuntimeError(f"answer {response.sequence} came, and {request.sequence} was to come")
        return response

    def finish(self) -> None:
        """Tells the server that this is all, so that it sees a client that is done, and not one that is lost."""
        self._requests.put(None)
        try:
            next(self._call, None)
        except grpc.RpcError:
            # All is acknowledged: how the stream ends doesn't matter any more.
            pass

    def cancel(self) -> None:
        """Ends the stream if it has not ended, and the thread that takes requests."""
        self._requests.put(None)
        self._call.cancel()


def _request(sequence: int, submission: Submission) -> IngestArticlesRequest:
    if isinstance(submission, Article):
        return IngestArticlesRequest(sequence=sequence, article=submission)
    return IngestArticlesRequest(sequence=sequence, retraction=submission)

"""Calls with one request: errors with their details, and what the service config has the gRPC library try again."""

from __future__ import annotations

import json
import tempfile
import threading
import unittest
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import grpc
from onrecord.v1 import quote_service_pb2, statement_service_pb2
from onrecord.v1.article_pb2 import Article
from onrecord.v1.comparison_pb2 import QuoteText
from onrecord.v1.quote_service_pb2 import (
    CompareQuotesRequest,
    ExtractQuotesRequest,
    StreamExtractQuotesRequest,
    StreamExtractQuotesResponse,
)
from onrecord.v1.statement_service_pb2 import WatchStatementsRequest
from onrecord_client import Connection, Failure, Violation, connect
from onrecord_client.connection import SERVICE_CONFIG

from .archive import articles
from .proxy import Proxy
from .server import Server

ARTICLE = articles(1)[0]
COMPARISON = CompareQuotesRequest(first=QuoteText(text="We will pay"), second=QuoteText(text="We will pay"))


class Calls(unittest.TestCase):
    def connection(self, url: str) -> Connection:
        return self.enterContext(connect(url))

    def without_retries(self, url: str) -> Connection:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        config = folder / "service_config.json"
        config.write_text("{}", "utf-8")
        return self.enterContext(connect(url, service_config=config))

    def test_quotes_with_offsets_that_cut_python_strings(self) -> None:
        quotes = self.connection(self.enterContext(Server()).url).quotes
        answer = quotes.ExtractQuotes(ExtractQuotesRequest(article=ARTICLE))
        found = [ARTICLE.text[quote.span.start : quote.span.end] for quote in answer.extraction.quotes]
        self.assertEqual(len(found), 2)
        self.assertEqual(found, [quote.text for quote in answer.extraction.quotes])
        self.assertEqual({quote.speaker.name for quote in answer.extraction.quotes}, {"Ada Brenner"})

    def test_many_articles_on_one_stream_each_with_its_quotes_or_its_error(self) -> None:
        quotes = self.connection(self.enterContext(Server()).url).quotes

        def requests() -> Iterator[StreamExtractQuotesRequest]:
            for number in range(100):
                yield StreamExtractQuotesRequest(sequence=number, article=Article() if number == 7 else ARTICLE)

        answers: list[StreamExtractQuotesResponse] = list(quotes.StreamExtractQuotes(requests()))
        self.assertEqual([answer.sequence for answer in answers], list(range(100)))
        refused = [answer for answer in answers if answer.HasField("error")]
        self.assertEqual([answer.sequence for answer in refused], [7])
        self.assertEqual(Failure.of_status(refused[0].error).violations[0].field, "article.text")

    def test_a_wrong_request_is_told_field_by_field(self) -> None:
        quotes = self.connection(self.enterContext(Server()).url).quotes
        with self.assertRaises(grpc.RpcError) as raised:
            quotes.ExtractQuotes(ExtractQuotesRequest(article=Article(published="yesterday")))
        failure = Failure.of_call(raised.exception)
        self.assertIs(failure.code, grpc.StatusCode.INVALID_ARGUMENT)
        self.assertFalse(failure.passes)
        self.assertIn(Violation("article.text", "is required"), failure.violations)
        self.assertEqual({violation.field for violation in failure.violations}, {"article.published", "article.text"})

    def test_a_server_that_is_full_says_when_to_come_back_and_the_library_does(self) -> None:
        server = self.enterContext(Server())
        statements = self.without_retries(server.url).statements
        watching = []
        with self.assertRaises(grpc.RpcError) as raised:
            for _ in range(200):
                watching.append(statements.WatchStatements(WatchStatementsRequest()))
                next(watching[-1])
        failure = Failure.of_call(raised.exception)
        self.assertIs(failure.code, grpc.StatusCode.RESOURCE_EXHAUSTED)
        assert failure.retry_after is not None
        self.assertGreater(failure.retry_after, timedelta())
        self.assertTrue(failure.passes)

        threading.Timer(0.5, watching[0].cancel).start()
        patient = self.connection(server.url).statements.WatchStatements(WatchStatementsRequest())
        self.assertNotEqual(next(patient).resume_token, "")

    def test_a_server_that_is_away_for_a_moment_is_waited_for(self) -> None:
        server = self.enterContext(Server())
        proxy = self.enterContext(Proxy(1))
        with self.assertRaises(grpc.RpcError) as raised:
            self.without_retries(proxy.url).quotes.CompareQuotes(COMPARISON)
        self.assertIs(Failure.of_call(raised.exception).code, grpc.StatusCode.UNAVAILABLE)

        def comes_back() -> None:
            proxy.target = server.port

        threading.Timer(0.5, comes_back).start()
        self.assertTrue(self.connection(proxy.url).quotes.CompareQuotes(COMPARISON).same)

    def test_the_service_config_has_every_call_and_gives_time_limits_to_those_with_one_request(self) -> None:
        config = json.loads(SERVICE_CONFIG.read_text("utf-8"))
        timeouts = {
            (name["service"], name.get("method")): method.get("timeout")
            for method in config["methodConfig"]
            for name in method["name"]
        }
        expected: dict[tuple[str, str | None], str | None] = {}
        for file in (quote_service_pb2.DESCRIPTOR, statement_service_pb2.DESCRIPTOR):
            for service in file.services_by_name.values():
                expected[service.full_name, None] = None
                for method in service.methods:
                    if not (method.client_streaming or method.server_streaming):
                        expected[service.full_name, method.name] = "30s"
        self.assertEqual(timeouts, expected)


if __name__ == "__main__":
    unittest.main()

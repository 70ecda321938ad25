"""Streams that break: nothing is lost, nothing doubled."""

from __future__ import annotations

import tempfile
import threading
import time
import unittest
from contextlib import ExitStack, suppress
from pathlib import Path

from onrecord.v1.archive_pb2 import IngestOutcome, StatementChange
from onrecord.v1.article_pb2 import Article
from onrecord_client import Answer, Connection, Failure, connect, ingest, watch

from .archive import articles, known_articles, known_statements, place_of_now
from .proxy import Cut, Proxy
from .server import Server

ARTICLES = articles(400)
TAKEN_IN = (IngestOutcome.INGEST_OUTCOME_ADDED, IngestOutcome.INGEST_OUTCOME_UNCHANGED)


class Breaks(unittest.TestCase):
    def setUp(self) -> None:
        self.work = ExitStack()
        self.addCleanup(self.work.close)

    def server(self, store: Path | str = "memory") -> Server:
        return self.work.enter_context(Server(store))

    def proxy(self, port: int, *cuts: Cut) -> Proxy:
        return self.work.enter_context(Proxy(port, cuts))

    def connection(self, url: str) -> Connection:
        return self.work.enter_context(connect(url))

    def assert_each_acknowledged_once(self, answers: list[Answer]) -> None:
        self.assertEqual([answer.submission for answer in answers], ARTICLES)
        for answer in answers:
            assert answer.receipt is not None, answer
            self.assertIn(answer.receipt.outcome, TAKEN_IN, answer)

    def assert_as_without_breaks(self, archive: Connection) -> None:
        """The archive has each article once, and the statements that an undisturbed one has."""
        undisturbed = self.connection((self.server()).url)
        for answer in ingest(undisturbed.statements, ARTICLES):
            assert answer.receipt is not None, answer
            self.assertEqual(answer.receipt.outcome, IngestOutcome.INGEST_OUTCOME_ADDED)
        expected = sorted(ARTICLES, key=lambda article: (article.outlet, article.id))
        self.assertEqual(known_articles(undisturbed), expected)
        self.assertEqual(known_articles(archive), expected)
        statements = known_statements(undisturbed)
        self.assertGreater(len(statements), len(ARTICLES) // 2)
        self.assertEqual(known_statements(archive), statements)

    def test_ingest_over_a_connection_that_is_cut_again_and_again(self) -> None:
        server = self.server()
        cuts = [Cut(up=30_000), Cut(down=2_500), Cut(up=100), Cut(down=6_000), Cut(up=60_000), Cut(down=9_000)]
        proxy = self.proxy(server.port, *cuts)
        sender = self.connection(proxy.url)
        answers = list(ingest(sender.statements, ARTICLES))
        self.assertEqual(proxy.cut, len(cuts))
        self.assert_each_acknowledged_once(answers)
        self.assert_as_without_breaks(self.connection(server.url))

    def test_ingest_into_a_server_that_is_killed_and_comes_back(self) -> None:
        store = Path(self.work.enter_context(tempfile.TemporaryDirectory()))
        server = self.server(store)
        proxy = self.proxy(server.port)
        sender = self.connection(proxy.url)
        answers: list[Answer] = []
        for answer in ingest(sender.statements, ARTICLES):
            answers.append(answer)
            if len(answers) == 100:
                server.kill()
                server = self.server(store)
                proxy.target = server.port
        self.assertEqual(proxy.connections, 2)
        self.assert_each_acknowledged_once(answers)
        self.assert_as_without_breaks(self.connection(server.url))

    def test_an_article_that_is_refused_does_not_stop_the_others(self) -> None:
        sender = self.connection((self.server()).url)
        wrong = Article(outlet="coast-daily", id="wrong", published="yesterday", text="Rain.")
        too_large = Article(outlet="coast-daily", id="large", text="Rain. " * 1_000_000)
        sent = [ARTICLES[0], wrong, ARTICLES[1], too_large, ARTICLES[2]]
        answers = list(ingest(sender.statements, sent))
        self.assertEqual([answer.submission for answer in answers], sent)
        self.assertEqual([answer.failure and answer.failure.code.name for answer in answers],
                         [None, "INVALID_ARGUMENT", None, "OUT_OF_RANGE", None])  # fmt: skip
        failure = answers[1].failure
        assert failure is not None
        self.assertEqual([violation.field for violation in failure.violations], ["article.published"])
        self.assertEqual(len(known_articles(sender)), 3)

    def test_a_watcher_that_is_cut_misses_nothing_and_is_told_nothing_twice(self) -> None:
        server = self.server()
        direct = self.connection(server.url)
        place = place_of_now(direct)
        cuts = [Cut(down=20_000), Cut(down=300), Cut(down=50_000), Cut(up=200), Cut(down=40_000)]
        proxy = self.proxy(server.port, *cuts)
        cut_off = self.connection(proxy.url)
        seen: list[StatementChange] = []

        def follow() -> None:
            with suppress(Failure):  # of the channel that is closed below
                for response in watch(cut_off.statements, place):
                    seen.extend(response.changes)

        watching = threading.Thread(target=follow)
        watching.start()
        self.addCleanup(watching.join)
        self.addCleanup(cut_off.channel.close)
        for answer in ingest(direct.statements, ARTICLES):
            assert answer.receipt is not None, answer
        end = place_of_now(direct)
        undisturbed: list[StatementChange] = []
        for response in watch(direct.statements, place):
            undisturbed += response.changes
            if response.resume_token == end:
                break
        given_up = time.monotonic() + 60
        while (not seen or seen[-1].resume_token != end) and watching.is_alive() and time.monotonic() < given_up:
            time.sleep(0.2)
        self.assertEqual(proxy.cut, len(cuts))
        self.assertGreater(len(undisturbed), len(ARTICLES))
        self.assertEqual([change.resume_token for change in seen], [change.resume_token for change in undisturbed])
        self.assertEqual(seen, undisturbed)


if __name__ == "__main__":
    unittest.main()

"""Feeds from the command line: what stands in their lines, and what is told where one cannot be read."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

from google.protobuf.json_format import MessageToDict
from onrecord.v1.article_pb2 import Article
from onrecord_client import connect, ingest

from .archive import articles, known_articles
from .server import Server

HERE = Path(__file__).resolve().parents[1]


class Feeds(unittest.TestCase):
    def setUp(self) -> None:
        self.server = self.enterContext(Server())
        self.feed = Path(self.enterContext(tempfile.TemporaryDirectory())) / "feed.jsonl"

    def ingest(self, *lines: object) -> subprocess.CompletedProcess[str]:
        """Sends a feed of these lines, which are JSON unless they are text."""
        written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        self.feed.write_text("".join(f"{line}\n" for line in written), "utf-8")
        command = [sys.executable, "-m", "onrecord_client", "--server", self.server.url, "ingest", str(self.feed)]
        return subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60)

    def test_ids_that_are_numbers_retractions_and_blank_lines(self) -> None:
        first, second, third = (MessageToDict(article) | {"outlet": "num"} for article in articles(3))
        done = self.ingest(
            first | {"id": 7},
            "",
            second | {"id": "8"},
            third | {"id": 9},
            {"id": "8", "outlet": "num", "retracted": True},
            "  ",
            {"id": 9, "outlet": "num", "retracted": "wrong names"},
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "3 added\n2 retracted\n", ""))
        known = known_articles(self.enterContext(connect(self.server.url)))
        # What was withdrawn comes as its key alone.
        self.assertEqual([(article.outlet, article.id) for article in known if article.text], [("num", "7")])

    def test_a_line_that_is_no_article_is_named_and_what_was_acknowledged_is_told(self) -> None:
        good = [MessageToDict(article) for article in articles(300)]
        for wrong in ({"id": 1.5, "text": "Rain."}, {"id": ["8"], "retracted": True}, [1], "{"):
            with self.subTest(wrong=wrong):
                done = self.ingest(*good, wrong)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(f"onrecord_client: {self.feed}:301: ", done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                # Of 300 as many are acknowledged as there are taken behind the first 256, and one more.
                self.assertRegex(done.stdout, "^45 (added|unchanged)\n$")

    def test_no_more_is_held_than_32_mib(self) -> None:
        taken = 0

        def large() -> Iterator[Article]:
            nonlocal taken
            for taken in range(1, 101):
                # Refused at once, so that nobody has to read it.
                yield Article(published="yesterday", text="Rain. " * 170_000)

        answers = ingest(self.enterContext(connect(self.server.url)).statements, large())
        next(answers)
        self.assertIn(taken, range(30, 36))
        self.assertEqual([answer.failure and answer.failure.code.name for answer in answers], ["INVALID_ARGUMENT"] * 99)


if __name__ == "__main__":
    unittest.main()

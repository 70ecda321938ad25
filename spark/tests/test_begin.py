"""How a job begins: its options, the work that it goes on with, and the lines that it reads."""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from datetime import date, datetime, timezone
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

import harness

sys.path.insert(0, str(harness.HERE.parent))
import onrecord_job  # noqa: E402


def arguments(*options):
    with mock.patch.object(sys, "argv", ["job", "--onrecord", harness.ONRECORD, *map(str, options)]):
        return onrecord_job.arguments()


class TheBeginning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with mock.patch.dict("os.environ", harness.environment()):
            builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
            cls.spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
        cls.addClassCleanup(cls.spark.stop)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "feed").touch()

    def job(self, *options):
        return onrecord_job.Job(self.spark, arguments("--input", self.folder / "feed", "--out", self.folder / "out", *options))

    def settled(self, *options):
        job = self.job(*options)
        job.settle()
        return job.args.now

    def test_options_that_quotes_have_no_use_for_are_refused(self):
        for option in (["--field", "text=body"], ["--min-confidence", "0.5"], ["--now", "none"]):
            arguments("--input", "feed", "--out", "out", *option)
            said = io.StringIO()
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(said):
                arguments("--input", "feed", "--out", "out", "--quotes", *option)
            self.assertIn(f"{option[0]} is for articles", said.getvalue())

    def test_a_job_goes_on_with_work_of_its_own_only(self):
        now = self.settled()
        self.assertEqual(self.settled(), now)
        self.assertEqual(self.settled("--now", now, "--partitions", "7"), now)
        with self.assertRaisesRegex(SystemExit, "begun with another now"):
            self.settled("--now", "2026-03-10T12:00:00Z")
        with self.assertRaisesRegex(SystemExit, "begun with another slots"):
            self.settled("--slots", "8")

    def test_a_moment_that_was_given_is_kept(self):
        self.assertEqual(self.settled("--now", "2026-03-10T12:00:00Z"), "2026-03-10T12:00:00Z")
        self.assertEqual(self.settled(), "2026-03-10T12:00:00Z")

    def test_answers_without_their_work_are_not_mixed_with_others(self):
        for name in ("statements", "quotes", "rejects"):
            answers = self.folder / "out" / name
            answers.mkdir(parents=True)
            (answers / "_SUCCESS").touch()
            with self.assertRaisesRegex(SystemExit, "has the answers of another job"):
                self.settled()
            (answers / "_SUCCESS").unlink()
        self.settled()

    def test_a_feed_that_is_not_there_leaves_nothing_behind(self):
        (self.folder / "feed").unlink()
        for missing in ("feed", "feed*", "nowhere/feed"):
            with self.assertRaisesRegex(SystemExit, "there is no such feed"):
                self.settled("--input", self.folder / missing)
        self.assertFalse((self.folder / "out").exists())

    def test_rows_of_parquet_are_the_lines_that_they_stand_for(self):
        moment = datetime(2026, 3, 10, 12, 40, 0, 123456, timezone.utc)
        table = pa.table({
            "id": pa.array(["a", None, "c"]),
            "text": pa.array(["“Harbour,” she said.".encode(), None, b"no text: \xff"], pa.binary()),
            "published": pa.array([moment, None, moment], pa.timestamp("us", "UTC")),
            "seen": pa.array([datetime(2026, 3, 10, 12, 40, 0, 654321)] * 3, pa.timestamp("us")),
            "more": pa.array([{"title": b"One", "day": date(2026, 3, 10)}, None, None]),
            "a.b`c": pa.array([[b"x"], None, None], pa.list_(pa.binary())),
        })
        pq.write_table(table, self.folder / "feed")
        lines = sorted(bytes(row.line) for row in self.job("--format", "parquet").lines().collect())
        refused = [line for line in lines if line.endswith(b"\xff")]
        told = {line.get("id"): line for line in (json.loads(line) for line in lines if line not in refused)}
        seen = "2026-03-10T12:40:00.654321"
        self.assertEqual(told, {
            "a": {"id": "a", "text": "“Harbour,” she said.", "published": "2026-03-10T12:40:00.123456Z", "seen": seen,
                  "more": {"title": "One", "day": "2026-03-10"}, "a.b`c": ["x"]},
            None: {"seen": seen},
        })
        self.assertEqual(len(refused), 1)
        self.assertIn(b'"id":"c"', refused[0])

    def test_lines_end_where_they_end_on_one_machine(self):
        (self.folder / "feed").write_bytes(b'{"text": 1,\r"id": 2}\r\n\xff\n')
        lines = [bytes(row.line) for row in self.job().lines().collect()]
        self.assertEqual(sorted(lines), [b'{"text": 1,\r"id": 2}\r', b"\xff"])

    def test_a_filter_is_given_batches_of_bounded_length(self):
        (self.folder / "feed").write_text("{}\n" * 2500)

        def count(batches):
            for batch in batches:
                yield pa.record_batch({"rows": pa.array([batch.num_rows], pa.int64())})

        sizes = self.job("--partitions", "1").lines().mapInArrow(count, "rows long")
        self.assertEqual(sorted(row.rows for row in sizes.collect()), [500, 1000, 1000])


if __name__ == "__main__":
    unittest.main()

"""The job on a small cluster in one machine gives what one machine gives, also where processes of it are killed.

    ONRECORD=target/release/onrecord python -m unittest discover --start-directory spark/tests
"""

import gzip
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest
from datetime import datetime, timezone

import pyarrow as pa
import pyarrow.parquet as pq

import harness

STEPS = {"extract", "present", "texts", "keys", "pairs", "sift", "compare", "bins", "copies", "statements"}


class TheJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.feed = harness.articles(cls.folder / "feed.jsonl")
        cls.expected = harness.one_machine("dedup", cls.feed)
        assert len(cls.expected) > 50, len(cls.expected)

    def test_statements_are_those_of_one_machine_though_a_process_of_every_step_is_killed(self):
        program, notes = harness.watched(self.folder, kill=True)
        out = self.folder / "answers"
        summary, told = harness.submit(self.feed, out, "--keep-work", "--block", "8", program=program)
        self.assertEqual(harness.of_spark(out), self.expected)
        self.assertGreater(summary["rows"]["crowded"], 0)
        self.assertRegex(told, r"pairs that meet: [\d,]+, of which one slot has [1-9]")
        self.assertRegex(told, r"bins: the largest has [1-9]")
        self.assertEqual({path.name.removeprefix("killed-") for path in notes.glob("killed-*")}, STEPS)
        shares = harness.shares(notes)
        self.assertLessEqual(STEPS, shares.keys())
        for step, (rows, share) in shares.items():
            self.assertLessEqual(share, 0.6, f"one process of {step} was given {share:.0%} of {rows} rows")

        # What could not be read is told, each line once; the quotes are those that `extract` finds.
        rejects = [json.loads(line) for line in harness.table(out, "rejects")["reject"].to_pylist()]
        known = self.folder / "rejects.jsonl"
        found = subprocess.run([harness.ONRECORD, "dedup", self.feed, "--rejects", known], capture_output=True)
        self.assertEqual(found.returncode, 1)
        told = [json.loads(line) for line in known.read_text().splitlines()]
        same = lambda rejects: sorted((reject["error"], reject["input"]) for reject in rejects)
        self.assertEqual(same(rejects), same(told))
        found = subprocess.run([harness.ONRECORD, "extract", self.feed], capture_output=True)
        quotes = [quote["text"] for line in found.stdout.splitlines() for quote in json.loads(line).get("quotes", [])]
        self.assertGreater(len(quotes), 300)
        self.assertEqual(sorted(harness.table(out, "quotes")["text"].to_pylist()), sorted(quotes))
        self.assertEqual(summary["rows"]["statements"], len(self.expected))

        # Submitted again, it goes on behind what was done.
        shutil.rmtree(out / "statements")
        (out / "work" / "parts-2" / "_SUCCESS").unlink()
        _, told = harness.submit(self.feed, out, "--block", "8", program=program)
        self.assertEqual(harness.of_spark(out), self.expected)
        done = {line.split()[2].rstrip(":") for line in told.splitlines() if "was done before" in line}
        self.assertLessEqual({"read", "reports", "texts", "met", "pairs", "links", "parts-1"}, done)
        self.assertFalse(done & {"parts-2", "statements"})
        self.assertFalse((out / "work").exists())

    def test_quotes_give_the_statements_of_cluster(self):
        feed, out = self.folder / "quotes.jsonl", self.folder / "grouped"
        statements = [json.loads(line) for line in self.expected]
        with open(feed, "w") as lines:
            for statement in statements:
                for number, report in enumerate(statement["reports"]):
                    line = {name: report[name] for name in ("outlet", "published", "text", "article_id", "start", "end", "speaker")}
                    lines.write(json.dumps({"id": f"{statement['statement_id']}-{number}", **line}) + "\n")
        harness.submit(feed, out, "--quotes", "--partitions", "4", master="local[2]")
        self.assertEqual(harness.of_spark(out), harness.one_machine("cluster", feed))

    def test_options_mean_what_they_mean_on_one_machine_and_lines_may_be_packed(self):
        feed, out = self.folder / "feed.jsonl.gz", self.folder / "packed"
        feed.write_bytes(gzip.compress(self.feed.read_bytes()))
        options = ["--window", "1", "--min-confidence", "0.9"]
        expected = harness.one_machine("dedup", self.feed, *options)
        for leaving_out in (options[:2], options[2:]):
            self.assertNotEqual(harness.one_machine("dedup", self.feed, *leaving_out), expected)
        harness.submit(feed, out, *options, "--partitions", "4", master="local[2]")
        self.assertEqual(harness.of_spark(out), expected)

    def test_a_feed_of_parquet_gives_the_statements_of_the_lines_that_it_stands_for(self):
        feed, out = self.folder / "feed.parquet", self.folder / "of-parquet"
        rows = []
        for number in range(60):
            # Who was first is told by the microseconds alone.
            moment = datetime(2026, 3, 10, 12, 40, number % 7, 123_000 + (number * 37) % 60, timezone.utc)
            text = f"“Pier {number // 6} stays open until the winter storms have gone,” said Mara Ilves of the harbour council."
            rows.append({"id": f"a{number}", "outlet": f"Outlet {number % 6}", "published": None if number % 13 == 5 else moment,
                         "language": "en" if number % 3 else None, "version": number % 2, "content": {"body": text}})
        lines = self.folder / "of-parquet.jsonl"
        with open(lines, "w", encoding="utf-8") as into:
            for row in rows:
                published = row["published"] and row["published"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                into.write(json.dumps({**row, "published": published}) + "\n")
        text = lambda of: pa.array([row[of] for row in rows], pa.string())
        bodies = pa.array([{"body": row["content"]["body"].encode()} for row in rows], pa.struct({"body": pa.binary()}))
        published = pa.array([row["published"] for row in rows], pa.timestamp("us", "UTC"))
        table = {"id": text("id"), "outlet": text("outlet"), "published": published, "language": text("language"),
                 "version": pa.array([row["version"] for row in rows]), "content": bodies}
        pq.write_table(pa.table(table), feed)
        expected = harness.one_machine("dedup", lines, "--field", "text=content.body")
        self.assertEqual(len(expected), 10)
        options = ["--format", "parquet", "--field", "text=content.body", "--partitions", "4"]
        harness.submit(feed, out, *options, master="local[2]")
        self.assertEqual(harness.of_spark(out), expected)


if __name__ == "__main__":
    unittest.main()

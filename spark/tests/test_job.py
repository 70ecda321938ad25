"""The job on a small cluster in one machine gives what one machine gives, also where processes of it are killed.

    ONRECORD=target/release/onrecord python -m unittest discover --start-directory spark/tests
"""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

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
        summary, _ = harness.submit(self.feed, out, "--keep-work", program=program)
        self.assertEqual(harness.of_spark(out), self.expected)
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
        of_extract = [(article["id"], quote["text"]) for article in map(json.loads, found.stdout.splitlines())
                      for quote in article.get("quotes", [])]
        quotes = harness.table(out, "quotes").select(["article_id", "text"]).to_pylist()
        self.assertEqual(sorted((quote["article_id"], quote["text"]) for quote in quotes), sorted(of_extract))
        self.assertGreater(len(quotes), 300)
        self.assertEqual(summary["rows"]["statements"], len(self.expected))

        # Submitted again, it goes on behind what was done.
        shutil.rmtree(out / "statements")
        (out / "work" / "parts-2" / "_SUCCESS").unlink()
        _, told = harness.submit(self.feed, out, program=program)
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


if __name__ == "__main__":
    unittest.main()

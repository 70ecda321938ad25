"""What a step takes, and what it says when it ends too early: `onrecord filter` alone, without Spark."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import pyarrow as pa

import harness

sys.path.insert(0, str(harness.HERE.parent))
import onrecord_job  # noqa: E402


class AFilter(unittest.TestCase):
    def test_a_crowded_bucket_is_never_held_as_pairs(self):
        # One run of words in all texts: 12 million pairs, which would take 250 MB.
        texts = 3500
        ids = [text << 32 | 1 for text in range(texts)]
        rows = pa.record_batch({"key": pa.array([2 << 40] * texts, pa.int64()), "id": pa.array(ids, pa.int64())})
        command = [harness.ONRECORD, "filter", "pairs", "--slots=64"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with process.stdin as into, pa.ipc.new_stream(into, rows.schema) as stream:
            stream.write_batch(rows)
        given = sum(batch.num_rows for batch in pa.ipc.open_stream(process.stdout))
        process.stdout.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        # Every 2^19 pairs, those of each slot are a row.
        self.assertEqual(given, 64 * -(-texts * (texts - 1) // (1 << 19)))
        self.assertLess(used.ru_maxrss, 150_000, "KB")

    def test_columns_are_held_to_their_types_even_if_there_are_no_rows(self):
        key = {"key": pa.array([], pa.int64()), "id": pa.array([], pa.int64())}
        crowded = {name: pa.array([], pa.int64()) for name in ("block", "one", "other")}
        for step, columns, missing in [
            ("extract", {"line": pa.array([], pa.binary())}, "file"),
            ("extract", {"file": pa.array([], pa.string()), "line": pa.array([], pa.string())}, "line"),
            ("present", key, "of_outlet"), ("quotes", key, "file"), ("texts", key, "text"), ("keys", key, "text"),
            ("sift", key, "slot"), ("compare", key, "a"), ("bins", key, "print"), ("copies", key, "a"),
            ("statements", key, "part"), ("pairs", {"key": key["key"]}, "id"),
            ("pairs", {**key, **crowded, "block": pa.array([], pa.int32())}, "block"),
            ("pairs", {**key, "block": crowded["block"]}, "one"),
            ("pairs", key, None), ("pairs", {**key, **crowded}, None),
        ]:
            empty = pa.BufferOutputStream()
            pa.ipc.new_stream(empty, pa.table(columns).schema).close()
            command = [harness.ONRECORD, "filter", step]
            done = subprocess.run(command, input=empty.getvalue().to_pybytes(), capture_output=True, text=False)
            with self.subTest(step=step, missing=missing):
                self.assertEqual(done.returncode, 2 if missing else 0, done.stderr)
                if missing:
                    self.assertIn(f"no column `{missing}` of type", done.stderr.decode())

    def test_what_a_process_said_is_told_however_its_answer_breaks_off(self):
        rows = pa.record_batch({"text": pa.array(["some words"] * 100)})
        whole = pa.BufferOutputStream()
        with pa.ipc.new_stream(whole, rows.schema) as stream:
            stream.write_batch(rows)
        whole = whole.getvalue().to_pybytes()
        with tempfile.TemporaryDirectory() as folder:
            for length in range(0, len(whole) - 8, 40):
                (pathlib.Path(folder) / "answer").write_bytes(whole[:length])
                program = pathlib.Path(folder) / "program"
                program.write_text(f"#!/bin/sh\ncat {folder}/answer\necho no room >&2\nexit 3\n")
                program.chmod(0o755)
                with self.assertRaisesRegex(RuntimeError, "filter keys: status 3: no room", msg=f"{length} bytes"):
                    list(onrecord_job.Filter(str(program), "keys", [])(iter([rows])))


if __name__ == "__main__":
    unittest.main()

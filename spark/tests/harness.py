"""What the tests of the job share: made-up feeds, the answers of one machine, and the job itself."""

import json
import os
import pathlib
import subprocess
import sys

import pyarrow.parquet

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
JOB = HERE.parent / "onrecord_job.py"
ONRECORD = os.environ.get("ONRECORD", str(ROOT / "target" / "release" / "onrecord"))


def articles(path):
    """The example feed, and beside it what feeds do: versions, kills, copies, extracted lines, lines that are broken."""
    feeds = sorted((ROOT / "examples" / "feed").glob("*.jsonl"))
    lines = [line for feed in feeds for line in feed.read_text(encoding="utf-8").splitlines(keepends=True)]
    known = [json.loads(line) for line in lines]
    more = []
    for number, article in enumerate(known):
        outlet = article.get("outlet", "")
        if number % 4 == 0:
            # Another outlet runs the story, with a line of its own.
            copy = {**article, "outlet": f"{outlet}-weekend", "text": article["text"] + "\n\nOur own staff added a line."}
            more.append(json.dumps(copy))
        if number % 5 == 0:
            # Sent again with a quote more; and the older version once more, behind it.
            more.append(json.dumps({**article, "version": 2, "text": article["text"] + "\n\n“We stand by all of it,” said Mara Ilves."}))
            more.append(json.dumps({**article, "version": 1}))
        if number % 7 == 3:
            more.append(json.dumps({"id": article["id"], "outlet": outlet, "retracted": True}))
        if number % 9 == 1:
            # One speaker says a word or two, which others report within more.
            more.append(json.dumps({"id": f"short-{number}", "outlet": outlet, "published": article.get("published"),
                                    "text": "“Utter nonsense,” said Mara Ilves.\n\n“Nonsense!” Ilves said.\n\n"
                                            "“It is utter nonsense, whoever has told you that,” Mara Ilves said."}))
        if number % 11 == 2:
            more += ["{\"id\": \"broken\", \"text\": ", "[1, 2]", "", json.dumps({"id": 1, "outlet": "nobody"})]
    for number in range(24):
        # A turn of phrase that many share makes a crowded bucket.
        said = f"We have looked at every single proposal that the harbour council put forward, and pier {number} gets {number + 30} million"
        more.append(json.dumps({"id": f"crowd-{number}", "outlet": f"paper-{number}", "text": f"“{said},” Mara Ilves said."}))
    found = subprocess.run([ONRECORD, "extract", "-"], input="".join(lines[::6]), capture_output=True, text=True, check=True)
    others = [json.dumps({**json.loads(line), "outlet": "as-extracted"}) for line in found.stdout.splitlines()]
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(line.rstrip("\n") + "\n" for line in [*more, *lines, *others])
    with open(path, "ab") as out:
        out.write(b'{"id": "no-utf-8", "text": "\xff"}\n')
    return path


def one_machine(command, feed, *options):
    """The statements that one machine gives, sorted."""
    done = subprocess.run([ONRECORD, command, str(feed), *options], capture_output=True)
    if done.returncode > 1:
        raise RuntimeError(done.stderr.decode())
    return sorted(done.stdout.splitlines())


def table(out, name):
    return pyarrow.parquet.read_table(f"{out}/{name}")


def of_spark(out):
    """The statements that the job gave, sorted."""
    return sorted(line.encode() for line in table(out, "statements")["line"].to_pylist())


def command(feed, out, *options, program=ONRECORD, master="local-cluster[2,1,1024]", conf=()):
    settings = {"spark.ui.enabled": "false", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", **dict(conf)}
    submit = str(pathlib.Path(sys.executable).parent / "spark-submit")
    confs = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    return [submit, "--master", master, *confs, str(JOB), "--input", str(feed), "--out", str(out), "--onrecord", str(program), *options]


def environment():
    return {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def submit(*arguments, **named):
    """Runs the job; its summary, and all that it said."""
    done = subprocess.run(command(*arguments, **named), env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout[-4000:] + done.stderr[-4000:])
    # What the job writes to standard error spark-submit puts on standard output, too.
    return json.loads(done.stdout.splitlines()[-1]), done.stdout + done.stderr


def watched(folder, kill):
    """The program, with notes of what its processes are given; where `kill`, each step is killed once."""
    notes = pathlib.Path(folder) / "notes"
    notes.mkdir()
    source = (HERE / "watched_filter.py").read_text()
    for name, value in {"PROGRAM": ONRECORD, "NOTES": notes, "KILL": kill}.items():
        source = source.replace(f"@{name}@", str(value))
    program = pathlib.Path(folder) / "watched"
    program.write_text(f"#!{sys.executable}\n{source}")
    program.chmod(0o755)
    return program, notes


def shares(notes):
    """Of each step, how many rows there were, and the share of them that one process was given."""
    rows = {}
    for note in map(json.loads, (path.read_text() for path in pathlib.Path(notes).glob("*.json"))):
        rows.setdefault(note["step"], []).append(note["rows"])
    return {step: (sum(rows), max(rows) / sum(rows)) for step, rows in rows.items()}

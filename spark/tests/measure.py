"""What a run of the job takes: time, core-seconds of all its processes, memory, and the bytes of its shuffles.

    ONRECORD=target/release/onrecord python spark/tests/measure.py 'local-cluster[2,1,2048]' quotes.jsonl OUT --quotes
"""

import ctypes
import glob
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

import harness

# Orphans of the job become children of this process, so that their time is counted.
PR_SET_CHILD_SUBREAPER = 36


def family():
    """All processes below this one, each with what it is and the seconds that it has had of a core."""
    parents = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            name, rest = pathlib.Path(stat).read_text().split("(", 1)[1].rsplit(") ", 1)
        except OSError:
            continue
        fields = rest.split()
        took = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        parents.setdefault(int(fields[1]), []).append((int(stat.split("/")[2]), kind_of(name), took))
    found, open_ = [], [os.getpid()]
    while open_:
        children = parents.get(open_.pop(), [])
        found += children
        open_ += [pid for pid, *_ in children]
    return found


def kind_of(name):
    return next((kind for kind in ("java", "python", "onrecord") if name.startswith(kind)), "other")


def memory(pid):
    """What a process has of memory, what it shares with others in equal shares, in MB."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / 1000


def shuffled(events):
    """Bytes and rows that were written for shuffles, and bytes that went to disk since memory was short."""
    bytes_ = rows = spilled = 0
    for log in filter(os.path.isfile, glob.glob(f"{events}/**", recursive=True)):
        with open(log) as lines:
            for event in map(json.loads, lines):
                metrics = event.get("Task Metrics") if event.get("Event") == "SparkListenerTaskEnd" else None
                if metrics:
                    bytes_ += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                    rows += metrics["Shuffle Write Metrics"]["Shuffle Records Written"]
                    spilled += metrics["Disk Bytes Spilled"]
    return bytes_, rows, spilled


def main():
    master, feed, out, *options = sys.argv[1:]
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as events:
        conf = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": events, "spark.eventLog.compress": "false",
                "spark.executor.extraJavaOptions": "-XX:+UseParallelGC", "spark.driver.memory": "1g",
                "spark.executor.memory": os.environ.get("EXECUTOR_MEMORY", "1536m")}
        peak, took, done = {"all": 0, "java": 0, "python": 0, "onrecord": 0, "one onrecord": 0}, {}, threading.Event()

        def watch():
            while not done.wait(0.5):
                now = family()
                took.update({(pid, kind): seconds for pid, kind, seconds in now})
                now = [(kind, memory(pid)) for pid, kind, _ in now]
                sums = {kind: sum(size for other, size in now if other == kind) for kind in ("java", "python", "onrecord")}
                sums["all"] = sum(size for _, size in now)
                sums["one onrecord"] = max([size for kind, size in now if kind == "onrecord"], default=0)
                peak.update({name: max(peak[name], size) for name, size in sums.items()})

        watcher = threading.Thread(target=watch)
        watcher.start()
        begun = time.monotonic()
        job = subprocess.Popen(harness.command(feed, out, *options, master=master, conf=conf), env=harness.environment(),
                               stdout=subprocess.PIPE, text=True)
        for summary in job.stdout:
            # What it says of each step, and of the whole in its last line.
            print(summary, end="", file=sys.stderr)
        status = job.wait()
        wall = time.monotonic() - begun
        done.set()
        watcher.join()
        for pid, *_ in family():
            os.kill(pid, signal.SIGTERM)
        if status:
            sys.exit(status)
        bytes_, rows, spilled = shuffled(events)
        rows_of = json.loads(summary)["rows"]
        print(json.dumps({
            "seconds": round(wall, 1), "core seconds": {
                kind: round(sum(seconds for (_, other), seconds in took.items() if other == kind)) for kind in ("java", "python", "onrecord")},
            "shuffle MB": round(bytes_ / 1e6, 1), "shuffle rows": rows, "spilled MB": round(spilled / 1e6, 1),
            "peak MB": {name: round(size) for name, size in peak.items()}, "load": os.getloadavg(), "rows": rows_of}))


if __name__ == "__main__":
    main()

"""The job on a cluster of two workers, of which one is killed in the middle, and comes back: its statements are those of one
machine.

    ONRECORD=target/release/onrecord python spark/tests/standalone.py quotes.jsonl --quotes

Master and workers listen on the loopback alone, and the port for submissions by REST is closed.
"""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import harness

# A worker that says nothing for so many seconds is given up, by the master and by itself.
TIMEOUT = 10


class Cluster:
    def __init__(self, folder, cores, memory):
        import pyspark

        self.home, self.folder, self.cores, self.memory = pathlib.Path(pyspark.__file__).parent, folder, cores, memory
        self.port, self.processes = 27077, []

    def start(self, name, kind, *arguments):
        options = f"-Dspark.worker.timeout={TIMEOUT} -Dspark.master.rest.enabled=false"
        env = {**harness.environment(), "SPARK_HOME": str(self.home), "SPARK_NO_DAEMONIZE": "1",
               "SPARK_MASTER_OPTS": options, "SPARK_WORKER_OPTS": options}
        log = open(self.folder / f"{name}.log", "a")
        command = [self.home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", *arguments]
        # In a group of its own, so that a worker goes with its executors, as a machine does.
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def master(self):
        self.start("master", "master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0")
        return f"spark://127.0.0.1:{self.port}"

    def worker(self, name):
        return self.start(name, "worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", str(self.cores),
                          "--memory", self.memory, "--work-dir", str(self.folder / name), f"spark://127.0.0.1:{self.port}")

    def kill(self, process):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes.remove(process)

    def stop(self):
        for process in list(self.processes):
            self.kill(process)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("feed")
    parser.add_argument("--quotes", action="store_true")
    parser.add_argument("--kill-in", default="pairs", help="the step in which the worker is killed")
    parser.add_argument("--kill-filters", action="store_true", help="kills the first process of each step as well")
    parser.add_argument("--memory", default="2g", help="of each worker")
    args = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    cluster = Cluster(folder, 1, args.memory)
    try:
        master = cluster.master()
        first, _ = cluster.worker("one"), cluster.worker("two")
        out = folder / "out"
        conf = {"spark.executor.memory": args.memory, "spark.executor.cores": "1", "spark.driver.memory": "1g",
                "spark.network.timeout": "60s", "spark.executor.heartbeatInterval": "5s"}
        options = ["--partitions", "6", "--keep-work"] + ["--quotes"] * args.quotes
        program, notes = harness.watched(folder, kill=True) if args.kill_filters else (harness.ONRECORD, folder)
        begun = time.monotonic()
        with open(folder / "job.log", "w") as log:
            job = subprocess.Popen(harness.command(args.feed, out, *options, program=program, master=master, conf=conf),
                                   env=harness.environment(), stdout=log, stderr=log)
            # In the middle of a step: it has begun to write, and is not done.
            step = out / "work" / args.kill_in / "_temporary"
            while job.poll() is None and not any(step.glob("*/_temporary/*")):
                time.sleep(0.05)
            cluster.kill(first)
            say(f"killed a worker with its executor in {args.kill_in}, {time.monotonic() - begun:.0f} s after the beginning")
            time.sleep(2 * TIMEOUT)
            cluster.worker("three")
            job.wait()
        log = (folder / "job.log").read_text()
        if job.returncode:
            sys.exit(log[-8000:])
        lost = [line for line in log.splitlines() if "Lost executor" in line or "Lost task" in line]
        if not lost:
            sys.exit("nothing was lost: the worker was killed too late")
        say(f"{len(lost)} times the job lost something, such as: {lost[0][:200]}")
        say(log.splitlines()[-1])
        if killed := sorted(path.name.removeprefix("killed-") for path in notes.glob("killed-*")):
            say(f"killed a process of {', '.join(killed)}")
        same = harness.of_spark(out) == harness.one_machine("cluster" if args.quotes else "dedup", args.feed)
        say("the statements are those of one machine" if same else "the statements DIFFER from those of one machine")
        sys.exit(0 if same else 1)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    main()

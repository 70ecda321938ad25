"""Stands in the place of the program in tests: passes rows on to the step, and notes how many a process was given. Where
KILL says so, the first process of each step is killed after its first rows, as a machine would that runs out of memory.

What is in capitals is filled in by `harness.watched`."""

import json
import os
import signal
import subprocess
import sys
import threading

import pyarrow as pa

PROGRAM, NOTES, KILL = "@PROGRAM@", "@NOTES@", "@KILL@" == "True"


def first_of(step):
    try:
        os.close(os.open(f"{NOTES}/killed-{step}", os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False


def main():
    arguments = sys.argv[1:]
    if arguments[0] != "filter":
        os.execv(PROGRAM, [PROGRAM, *arguments])
    step, rows = arguments[1], 0
    with subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def answers():
            while data := os.read(process.stdout.fileno(), 1 << 16):
                sys.stdout.buffer.write(data)
                sys.stdout.buffer.flush()

        reader = threading.Thread(target=answers)
        reader.start()
        with pa.ipc.open_stream(sys.stdin.buffer) as given, pa.ipc.new_stream(process.stdin, given.schema) as passed:
            for batch in given:
                passed.write_batch(batch)
                rows += batch.num_rows
                if KILL and first_of(step):
                    process.kill()
                    os.kill(os.getpid(), signal.SIGKILL)
        process.stdin.close()
        reader.join()
        status = process.wait()
    # The driver asks for the columns of a step by an empty stream.
    if rows and not status:
        with open(f"{NOTES}/{step}-{os.getpid()}-{rows}.json", "w") as note:
            json.dump({"step": step, "rows": rows}, note)
    sys.exit(status)


main()

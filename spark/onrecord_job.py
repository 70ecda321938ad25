"""Statements of an archive that lies on many machines: onrecord on Apache Spark 4.

    spark-submit --files target/release/onrecord spark/onrecord_job.py --input s3a://news/2026/ --out s3a://answers/2026

The work is that of `onrecord filter`, whose steps run between the shuffles of the engine; docs/spark.md tells of both.
Each step is kept as Parquet under OUT/work, and a job that is submitted again goes on behind the last that was done.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timezone

import pyarrow as pa
from pyspark import SparkFiles, TaskContext
from pyspark.sql import DataFrame, SparkSession, functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import ArrayType, BinaryType, MapType, StringType, StructField, StructType

# The keys of a bucket have their bits from here on in common (`scattered::Entry::BUCKET_BITS`).
BUCKET = 36
# So many bins copies of one story share, unless one is small (`scattered::copies::AGREEING`).
AGREEING = 4
# So many rows a filter is given at once.
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"


def program(named):
    """The program: where it is named, or as it came with the job (--files)."""
    return named if os.sep in named else SparkFiles.get(named)


class Filter:
    """A step between two streams of rows, in a process of its own."""

    def __init__(self, binary, step, options):
        self.binary, self.step, self.options = binary, step, options

    def command(self):
        return [program(self.binary), "filter", self.step, "--threads", "1", *self.options]

    def schema(self, rows):
        """The columns that it writes, which an empty stream brings to light."""
        empty = pa.BufferOutputStream()
        pa.ipc.new_stream(empty, to_arrow_schema(rows.schema)).close()
        done = subprocess.run(self.command(), input=empty.getvalue(), capture_output=True)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace").strip())
        return from_arrow_schema(pa.ipc.open_stream(done.stdout).schema)

    def __call__(self, batches):
        first = next(batches, None)
        if first is None:
            return
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(self.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
            wrong = []

            def feed():
                try:
                    with process.stdin as into, pa.ipc.new_stream(into, first.schema) as stream:
                        stream.write_batch(first)
                        for batch in batches:
                            stream.write_batch(batch)
                except BaseException as error:  # told below, by who waits
                    wrong.append(error)
                    process.kill()

            feeder = threading.Thread(target=feed, daemon=True)
            feeder.start()
            try:
                answer, broken = None, None
                try:
                    answer = pa.ipc.open_stream(process.stdout)
                    yield from answer
                except (pa.ArrowException, OSError) as error:
                    broken = error
                    # It may still wait for somebody to read the rest.
                    process.kill()
                feeder.join()
                status = process.wait()
                # A process that was killed has broken off its answer, and the pipe to it: the task is tried again.
                if status or broken or wrong:
                    said.seek(0)
                    told = said.read().decode(errors="replace").strip() or broken or wrong[0]
                    task = TaskContext.get()
                    where = f" of partition {task.partitionId()}" if task else ""
                    raise RuntimeError(f"onrecord filter {self.step}{where}: status {status}: {told}")
            finally:
                process.kill()
                process.wait()


class Job:
    def __init__(self, spark, args):
        self.spark, self.args = spark, args
        self.partitions = args.partitions or 3 * spark.sparkContext.defaultParallelism
        spark.conf.set("spark.sql.shuffle.partitions", self.partitions)
        # Partitions that are joined into one would leave machines idle, and make a step hold more than it need.
        spark.conf.set("spark.sql.adaptive.coalescePartitions.enabled", False)
        spark.conf.set("spark.sql.files.minPartitionNum", self.partitions)
        spark.conf.set("spark.sql.session.timeZone", "UTC")
        # Tables that are joined are shuffled: those that are broadcast go through the driver.
        spark.conf.set("spark.sql.autoBroadcastJoinThreshold", -1)
        spark.conf.set("spark.sql.adaptive.autoBroadcastJoinThreshold", -1)
        # A filter holds a batch as a whole.
        if not spark.sparkContext.getConf().contains(BATCH):
            spark.conf.set(BATCH, 1000)
        spark.sparkContext.setLogLevel("WARN")
        self.begun, self.counts = time.monotonic(), {}

    # What is kept from one step to the next.

    def path(self, *names):
        return "/".join([self.args.out.rstrip("/"), *names])

    def hadoop(self, path):
        path = self.spark._jvm.org.apache.hadoop.fs.Path(path)
        return path.getFileSystem(self.spark._jsc.hadoopConfiguration()), path

    def is_done(self, path):
        files, path = self.hadoop(path + "/_SUCCESS")
        return files.exists(path)

    def settle(self):
        """A job goes on with its own work and with no other's."""
        given = self.args.now
        self.args.now = given or datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        own = {name: value for name, value in vars(self.args).items() if name not in ("partitions", "keep_work")}
        version = subprocess.run([program(self.args.onrecord), "--version"], capture_output=True, check=True).stdout
        own["version"] = version.decode().strip()
        path = self.path("work", "settings")
        if self.is_done(path):
            kept = json.loads(self.spark.read.text(path).first()[0])
            # The clock has gone on since, which makes it no other job.
            if not given:
                self.args.now = own["now"] = kept["now"]
            differs = [name for name in own if kept.get(name) != own[name]]
            if differs:
                sys.exit(f"{self.path()}: was begun with another {' and '.join(differs)}: name another --out")
        elif any(self.is_done(self.path(name)) for name in ("statements", "quotes", "rejects")):
            sys.exit(f"{self.path()}: has the answers of another job: name another --out")
        else:
            files, feed = self.hadoop(self.args.input)
            if not files.globStatus(feed):
                sys.exit(f"{self.args.input}: there is no such feed: name a file, a folder or a pattern of them")
            self.spark.range(0, 1, 1, 1).select(F.lit(json.dumps(own))).write.mode("overwrite").text(path)

    def keep(self, name, make, out=False):
        """The rows of a step: those that are there, or those that are made now."""
        path = self.path(name) if out else self.path("work", name)
        begun, done = time.monotonic(), self.is_done(path)
        if not done:
            make().write.mode("overwrite").parquet(path)
        rows = self.spark.read.parquet(path)
        self.counts[name] = rows.count()
        took = "was done before" if done else f"{time.monotonic() - begun:.1f} s"
        say(f"{time.monotonic() - self.begun:8.1f} s  {name}: {self.counts[name]:,} rows, {took}")
        return rows

    def filter(self, step, rows, *options):
        step = Filter(self.args.onrecord, step, options)
        return rows.mapInArrow(step, step.schema(rows))

    # The steps.

    def lines(self):
        """The lines of the feed, each with its file."""
        args = self.args
        if args.format == "parquet":
            rows = self.spark.read.parquet(args.input)
            line = as_line(rows.schema)
        else:
            rows = self.spark.read.option("lineSep", "\n").text(args.input)
            line = F.col("value").cast("binary")
        rows = rows.select(F.col("_metadata.file_path").alias("file"), line.alias("line"))
        few = rows.rdd.getNumPartitions() < self.partitions
        return rows.repartition(self.partitions) if few else rows

    def reports(self):
        args = self.args
        if args.quotes:
            found = self.keep("read", lambda: self.filter("quotes", self.lines()))
            self.rejects(found)
            return found.where("text is not null").drop("reject")
        options = [f"--field={field}" for field in args.field]
        options += [f"--min-confidence={args.min_confidence}"] if args.min_confidence else []
        options += [f"--now={args.now}"] if args.now != "none" else []
        found = self.keep("read", lambda: self.filter("extract", self.lines(), *options))
        self.rejects(found)
        of_quote = [name for name in found.columns if name not in ("row", "of_outlet", "of_id", "story", "reject")]
        self.keep("quotes", lambda: found.where("row = 'quote'").select(of_quote), out=True)
        key = ["of_outlet", "of_id"]
        stories = found.where("row in ('story', 'withdrawn')").select(*key, "story")
        together = lambda: stories.repartition(self.partitions, *key).sortWithinPartitions(*key, "story")
        return self.keep("reports", lambda: self.filter("present", together()))

    def rejects(self, found):
        self.keep("rejects", lambda: found.where("reject is not null").select("reject"), out=True)

    def texts(self, reports):
        key = ["text", "check", "speaker"]
        own = reports.select(*key, "report").repartition(self.partitions, "text").sortWithinPartitions(*key)
        return self.keep("texts", lambda: self.filter("texts", own))

    def pairs(self, texts):
        """Texts that share a key under which the lighter one asks."""
        bucket = F.expr(f"shiftright(key, {BUCKET})")
        keys = self.filter("keys", texts.select("text", "lead", "words"))
        keys = keys.repartition(self.partitions, bucket).sortWithinPartitions("key")
        options = [f"--slots={self.args.slots}"] + ([f"--block={self.args.block}"] if self.args.block else [])
        met = self.keep("met", lambda: self.filter("pairs", keys, *options))
        # Of crowded buckets every two blocks are brought together.
        crowds = met.where("block is not null").select("key", "id", "block").withColumn("bucket", bucket)
        blocks = crowds.groupBy("bucket").agg(F.max("block").alias("last"))
        crowds = crowds.join(blocks, "bucket").withColumn("with", F.expr("explode(sequence(0L, last))"))
        crowds = crowds.where("with != block").select(
            "bucket", "key", "id", "block", F.least("block", "with").alias("one"), F.greatest("block", "with").alias("other"))
        key = ["bucket", "one", "other"]
        crowds = crowds.repartition(self.partitions, *key).sortWithinPartitions(*key, "key")
        crowded = self.keep("crowded", lambda: self.filter("pairs", crowds, *options))
        both = met.where("block is null").union(crowded)
        counts = both.groupBy("slot").agg(F.sum("count").alias("count")).agg(F.sum("count"), F.max("count")).first()
        say(f"pairs that meet: {counts[0] or 0:,}, of which one slot has {counts[1] or 0:,} at most")
        both = both.select("slot", "pairs")
        # What the two share, from the first run to the last, may be enough.
        both = both.repartition(self.partitions, "slot").sortWithinPartitions("slot")
        return self.keep("pairs", lambda: self.filter("sift", both))

    def links(self, reports, texts):
        pairs = self.pairs(texts)
        words = texts.where("lead").select("text", "words")

        def linked():
            others = pairs.join(words, pairs.b == words.text).select("a", "b", "words")
            own = words.join(pairs.select("a"), words.text == pairs.a, "left_semi")
            own = own.select(F.col("text").alias("a"), F.lit(None).cast("bigint").alias("b"), "words")
            rows = others.union(own).repartition(self.partitions, "a").sortWithinPartitions("a", "b")
            return self.filter("compare", rows)

        # What an id is made from may stand in texts that are not linked: an id counts them all.
        twins = reports.groupBy("twin").agg(F.min("text").alias("a"), F.max("text").alias("z")).where("a < z")
        twins = reports.join(twins, "twin").where("text != a").select("a", F.col("text").alias("b")).distinct()
        return self.keep("links", lambda: linked().union(twins))

    def stories(self, reports):
        """The name of each signature's story, where others are copies; nothing where quotes came without articles."""
        if self.args.quotes:
            return None
        found = reports.where("bins is not null").select("print", "bins")
        prints = self.keep("prints", lambda: found.dropDuplicates(["print"]))
        keys = self.keep("bins", lambda: self.filter("bins", prints.repartition(self.partitions)))
        met = keys.alias("x").join(keys.alias("y"), "key").where("x.print < y.print")
        met = met.groupBy(F.col("x.print").alias("a"), F.col("y.print").alias("b")).count()
        met = met.where(f"count >= {AGREEING} or endswith(a, 's') or endswith(b, 's')").select("a", "b")
        a, b = (prints.select(F.col("print").alias(name), F.col("bins").alias(name + "_bins")) for name in "ab")
        largest = keys.groupBy("key").count().agg(F.max("count")).first()[0] or 0
        say(f"bins: the largest has {largest:,} signatures, each two of which are brought together")
        copies = lambda: self.filter("copies", met.join(a, "a").join(b, "b").repartition(self.partitions, "a"))
        return self.components("stories", self.keep("copies", copies))

    def components(self, name, edges):
        """What hangs together, as (node, least node): alternating large and small stars (Kiveris, Lattanzi, Mirrokni,
        Rastogi and Vassilvitskii, "Connected Components in MapReduce and Beyond", 2014)."""
        edges = edges.select(F.greatest("a", "b").alias("u"), F.least("a", "b").alias("v")).where("u != v")
        sum_of = lambda rows: rows.agg(F.count("*"), F.bit_xor(F.xxhash64("u", "v"))).first()
        edges = self.keep(f"{name}-0", lambda: edges.distinct())
        last, round_ = sum_of(edges), 0
        while last[0]:
            round_ += 1
            edges = self.keep(f"{name}-{round_}", lambda: small_star(large_star(edges)))
            now = sum_of(edges)
            if now == last:
                break
            last = now
        return edges

    def statements(self, reports, parts, stories):
        def grouped():
            rows = reports.join(parts, reports.text == parts.u, "left")
            rows = rows.select(F.coalesce("v", "text").alias("part"), F.col("print").alias("story"), "report")
            if stories:
                rows = rows.join(stories, F.col("story") == F.col("u"), "left")
                rows = rows.select("part", F.coalesce("v", "story").alias("story"), "report")
            rows = rows.repartition(self.partitions, "part").sortWithinPartitions("part")
            args = self.args
            options = [] if args.window is None else [f"--window={args.window}"]
            return self.filter("statements", rows, *options, *["--merge-recurring"] * args.merge_recurring)

        return self.keep("statements", grouped, out=True)

    def run(self):
        self.settle()
        reports = self.reports()
        texts = self.texts(reports)
        parts = self.components("parts", self.links(reports, texts))
        self.statements(reports, parts, self.stories(reports))
        summary = {"seconds": round(time.monotonic() - self.begun, 1), "partitions": self.partitions, "rows": self.counts}
        if not self.args.keep_work:
            files, path = self.hadoop(self.path("work"))
            files.delete(path, True)
        print(json.dumps(summary))


# Times are told to the microsecond, as they are in Parquet.
TIMES = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"}


def as_text(of):
    """A type with text in place of bytes, which JSON would have in base64."""
    if isinstance(of, BinaryType):
        return StringType()
    if isinstance(of, StructType):
        return StructType([StructField(field.name, as_text(field.dataType)) for field in of.fields])
    if isinstance(of, ArrayType):
        return ArrayType(as_text(of.elementType))
    return MapType(as_text(of.keyType), as_text(of.valueType)) if isinstance(of, MapType) else of


def texts_of_bytes(column, of):
    """The columns of bytes within a column."""
    if isinstance(of, BinaryType):
        yield column
    elif isinstance(of, StructType):
        for field in of.fields:
            yield from texts_of_bytes(column.getField(field.name), field.dataType)


def as_line(schema):
    """The line of JSON that a row of Parquet stands for."""
    own = {field.name: F.col("`" + field.name.replace("`", "``") + "`") for field in schema.fields}
    columns = [own[field.name].cast(as_text(field.dataType)).alias(field.name) for field in schema.fields]
    line = F.to_json(F.struct(*columns), TIMES).cast("binary")
    # Bytes that are no text would be replaced unsaid: such a line isn't text either, and so is refused.
    for field in schema.fields:
        for column in texts_of_bytes(own[field.name], field.dataType):
            is_text = column.isNull() | F.is_valid_utf8(column.cast("string"))
            line = F.when(is_text, line).otherwise(F.concat(line, F.lit(b"\xff")))
    return line


def large_star(edges):
    """Every larger neighbour of a node gets its least neighbour."""
    both = edges.union(edges.select(F.col("v").alias("u"), F.col("u").alias("v")))
    least = both.groupBy("u").agg(F.min("v").alias("m")).select("u", F.least("u", "m").alias("m"))
    found = both.where("v > u").join(least, "u")
    return found.select(F.col("v").alias("u"), F.col("m").alias("v")).distinct()


def small_star(edges):
    """A node and its smaller neighbours get the least of these."""
    least = edges.groupBy("u").agg(F.min("v").alias("m"))
    found = edges.join(least, "u").where("v != m").select(F.col("v").alias("u"), F.col("m").alias("v"))
    return found.union(least.select("u", F.col("m").alias("v"))).distinct()


def say(line):
    print(line, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description="Articles, or quotes, into statements, on Apache Spark.")
    parser.add_argument("--input", required=True, help="the feed: a file, a folder or a pattern of them")
    parser.add_argument("--out", required=True, help="a folder for the answers: quotes, statements, rejects")
    parser.add_argument("--format", choices=["json", "parquet"], default="json", help="of the feed [default: json, a line each]")
    parser.add_argument("--quotes", action="store_true", help="the feed holds quotes, as `onrecord cluster` reads them")
    parser.add_argument("--onrecord", default="onrecord", help="the program: a path that all machines know, or its name in --files")
    parser.add_argument("--partitions", type=int, help="of each shuffle [default: 3 for each core]")
    parser.add_argument("--slots", type=int, default=4096, help="among which pairs are dealt out [default: 4096]")
    # So that tests have crowded buckets.
    parser.add_argument("--block", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--min-confidence", help="as in `onrecord dedup`")
    parser.add_argument("--field", action="append", default=[], help="as in `onrecord dedup`")
    parser.add_argument("--now", help="as in `onrecord dedup`; none takes articles under embargo [default: the clock's]")
    parser.add_argument("--window", type=float, help="as in `onrecord dedup`")
    parser.add_argument("--merge-recurring", action="store_true", help="as in `onrecord dedup`")
    parser.add_argument("--keep-work", action="store_true", help="keeps OUT/work, the rows of each step")
    args = parser.parse_args()
    for name in ("field", "min_confidence", "now"):
        if args.quotes and getattr(args, name):
            parser.error(f"--{name.replace('_', '-')} is for articles, and --quotes says that the feed holds none")
    return args


if __name__ == "__main__":
    job_args = arguments()
    Job(SparkSession.builder.appName("onrecord").getOrCreate(), job_args).run()

"""Reads CSV, Parquet and JSON-LD back with the tools that people use, and compares them row by row with the JSON Lines of the
same run: the example feed, and texts that are hard on a format. Usage: readback.py ONRECORD, a program built with `parquet`."""

import csv
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

import pandas
import pyarrow.parquet
from pyld import jsonld

ONRECORD = pathlib.Path(sys.argv[1]).resolve()
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "feed"
LISTS = {"segments", "outlets", "conflicts", "altered"}
FLAGS = {"recurring", "speakers_disputed"}
NUMBERS = {"confidence", "similarity"}
INTEGERS = {"version", "start", "end", "speaker_start", "speaker_end", "cue_start", "cue_end", "relay_start", "relay_end",
            "total_reports", "independent_reports"}

ODD = ["two\nlines, and \"marks\"\r\nin them", "=HYPERLINK(\"x\")", "'guarded'", "-3 degrees", "a NUL \0 and a bell \a",
       "emoji \U0001f469‍\U0001f680 and é", "من اليمين \u202e", "", ",", "\t", "＝1", "NULL", "nan", "1e3"]
SPEAKERS = [None, "=A1", {"text": "she", "sort": "unnamed", "role": "\"x\", y"}]
TIMES = ["2026-03-31", "2026-03-31T12:00:00.5Z", "1615-01-01", ""]


def quotes():
    for at, text in enumerate(ODD):
        yield {"id": f"={at}", "outlet": "a,\"b\"\n", "text": text, "speaker": SPEAKERS[at % 3], "published": TIMES[at % 4]}


def articles():
    for at, text in enumerate(ODD):
        story = f"“We will not go, {text} or not,” said Ada Brenner. “{text}.”"
        yield {"id": f"@{at}\n", "outlet": ["", "\"q\",", "+1"][at % 3], "published": TIMES[at % 4], "version": at, "text": story}


def run(arguments, records, out):
    lines = "".join(json.dumps(record) + "\n" for record in records)
    subprocess.run([ONRECORD, *arguments, "--out", out], input=lines.encode(), check=True)
    return out


def rows(view, lines):
    """What each row should have, by the JSON."""
    for line in lines:
        if view == "quotes":
            article = {"article_id": line["id"], "version": line.get("version", 0)}
            article |= {name: line[name] for name in ("outlet", "published", "language", "fingerprint")}
            yield from (flat(quote | article) for quote in line["quotes"])
        elif view == "statements":
            yield flat(line | {"total_reports": len(line["reports"])})
        else:
            yield flat(line)


def flat(record):
    row = {}
    for name, value in record.items():
        if name in ("speaker", "cue", "relay"):
            row |= {f"{name}_{inner}": part for inner, part in (value or {}).items()}
        elif name in ("published", "first_reported"):
            row[name] = value
            row[name + "_precision"] = value and ("instant" if "T" in value else "day")
        elif name not in ("reports", "quotes"):
            row[name] = value
    return row


def same(what, found, expected, names):
    assert len(found) == len(expected) > 0, f"{what}: {len(found)} rows, and {len(expected)} in the JSON"
    for at, (one, other) in enumerate(zip(found, expected)):
        for name in names:
            assert one.get(name) == other.get(name), f"{what}, row {at}, {name}: {one.get(name)!r}, not {other.get(name)!r}"
        assert set(other) <= set(names), f"{what} has no column for {set(other) - set(names)}"


def of_csv(name, cell):
    if name in LISTS:
        return json.loads(cell)
    if name in FLAGS:
        return {"true": True, "false": False}[cell]
    if name in NUMBERS:
        return float(cell)
    if name in INTEGERS:
        return int(cell) if cell else None
    return cell.removeprefix("'")


def check_csv(view, path, expected):
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file, strict=True)
        names = reader.fieldnames
        found = [{name: of_csv(name, cell) for name, cell in row.items()} for row in reader]
    # CSV cannot tell nothing from an empty text.
    plain = [{name: "" if value is None and name not in INTEGERS else value for name, value in row.items()} for row in expected]
    for row in plain:
        row |= {name: "" for name in names if name not in row and name not in INTEGERS}
    same(f"csv {view}", found, plain, names)
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, engine="python")
    assert list(frame.columns) == names and len(frame) == len(expected), f"pandas, {view}: {frame.shape}"
    for name in names:
        assert [of_csv(name, cell) for cell in frame[name]] == [row.get(name) for row in found], f"pandas, {view}, {name}"


def check_parquet(view, path, expected):
    table = pyarrow.parquet.read_table(path)
    metadata = pyarrow.parquet.read_metadata(path).metadata
    assert metadata[b"onrecord.schema"] == f"{view}/1".encode(), metadata
    found = table.to_pylist()
    for row in found:
        for name in ("published", "first_reported"):
            if name in row and row[name] is not None:
                assert row[name].tzinfo is not None, name
                precision = row[name + "_precision"]
                row[name] = row[name].date().isoformat() if precision == "day" else row[name]
        if "segments" in row:
            row["segments"] = [[part["start"], part["end"]] for part in row["segments"]]
    for row in expected:
        for name in ("published", "first_reported"):
            if row.get(name) and "T" in row[name]:
                row[name] = datetime.datetime.fromisoformat(row[name].replace("Z", "+00:00"))
    same(f"parquet {view}", found, expected, table.column_names)
    frame = pandas.read_parquet(path)
    assert frame.shape == table.shape, f"pandas, {view}: {frame.shape}"


def check_jsonld(view, path, lines):
    """By a processor of JSON-LD, so by the full names of everything, and without a network."""
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonld.set_document_loader(lambda url, options: (_ for _ in ()).throw(AssertionError(f"{url} is fetched")))
    nodes = jsonld.expand(document)
    schema, own = "https://schema.org/", "urn:onrecord:1:"

    def value(node, name):
        values = [one.get("@value", one) for one in node.get(name, [])]
        return values[0] if values else None

    about, *nodes = nodes
    assert value(about, schema + "schemaVersion") == f"urn:onrecord:1:{view}", about
    assert all(node["@type"] == [schema + "Quotation"] for node in nodes)

    def key(node):
        speaker = value(node, schema + "spokenByCharacter")
        article = value(node, schema + "isPartOf") or {}
        outlet = value(article, schema + "publisher")
        return (value(node, schema + "text"), speaker and value(speaker, own + "mention"),
                speaker and value(speaker, schema + "name"), value(article, schema + "identifier"),
                outlet and value(outlet, schema + "name"), value(article, schema + "datePublished"),
                value(node, own + "segments"), value(node, own + "altered"), value(node, own + "kind"),
                value(node, own + "confidence"), value(node, own + "similarity"))

    def line_key(quote, article, name):
        speaker = quote.get("speaker") or {}
        return (quote["text"], speaker.get("text"), speaker.get("name"), article.get(name), article["outlet"] or None,
                article["published"], quote.get("segments"), quote.get("altered"), quote.get("kind"),
                quote.get("confidence"), quote.get("similarity"))

    if view == "quotes":
        found = [key(node) for node in nodes]
        expected = [line_key(quote, line, "id") for line in lines for quote in line["quotes"]
                    if quote["kind"] != "unattributed"]
    elif view == "reports":
        found = [(node[schema + "exampleOfWork"][0]["@id"], *key(node)) for node in nodes]
        expected = [("urn:onrecord:statement:" + line["statement_id"], *line_key(line, line, "article_id")) for line in lines]
    else:
        found = [(node["@id"], value(node, schema + "text"), value(node, schema + "datePublished"),
                  sorted(one["@id"] for one in node.get(own + "conflictsWith", [])),
                  [key(report) for report in node[schema + "workExample"]]) for node in nodes]
        statement = "urn:onrecord:statement:"
        expected = [(statement + line["statement_id"], line["representative"], line["first_reported"],
                     sorted(statement + other for other in line["conflicts"]),
                     [line_key(report, report, "article_id") for report in line["reports"]]) for line in lines]
    assert len(found) == len(expected) > 0, f"jsonld {view}: {len(found)} nodes, and {len(expected)} in the JSON"
    for one, other in zip(found, expected):
        assert one == other, f"jsonld {view}: {one!r}, not {other!r}"


def main():
    inputs = {
        "quotes": [(["extract", EXAMPLES], []), (["extract", "-"], list(articles()))],
        "statements": [(["dedup", EXAMPLES], []), (["cluster", "-"], list(quotes())), (["dedup", "-"], list(articles()))],
    }
    inputs["reports"] = [([*arguments, "--rows", "reports"], records) for arguments, records in inputs["statements"]]
    compared = 0
    for view, runs in inputs.items():
        for arguments, records in runs:
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                text = run(arguments, records, folder / "answers.jsonl").read_text(encoding="utf-8")
                lines = [json.loads(line) for line in text.split("\n") if line]
                for check, ending in ((check_csv, "csv"), (check_parquet, "parquet")):
                    check(view, run(arguments, records, folder / f"answers.{ending}"), list(rows(view, lines)))
                check_jsonld(view, run(arguments, records, folder / "answers.jsonld"), lines)
                compared += len(list(rows(view, lines)))
    print(f"{compared} rows are the same in JSON Lines, CSV, Parquet and JSON-LD")


main()

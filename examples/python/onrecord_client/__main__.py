"""Calls `onrecord serve` from the command line.

    python -m onrecord_client extract ARTICLE.txt [--min-confidence 0.9] [--explain]
    python -m onrecord_client compare "We will pay" "We won't pay"
    python -m onrecord_client dedup FEED.jsonl ...
    python -m onrecord_client ingest FEED.jsonl ...
    python -m onrecord_client watch [--from TOKEN]
    python -m onrecord_client wrong
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import grpc
from google.protobuf.json_format import ParseDict, ParseError
from onrecord.v1.archive_pb2 import ArticleKey, IngestOutcome
from onrecord.v1.article_pb2 import Article
from onrecord.v1.comparison_pb2 import Guard, QuoteText, Relation
from onrecord.v1.explanation_pb2 import CandidateTarget
from onrecord.v1.quote_service_pb2 import CompareQuotesRequest, DeduplicateArticlesRequest, ExtractQuotesRequest
from onrecord.v1.statement_pb2 import Statement

from . import Connection, Failure, Submission, connect, ingest, watch


def extract(connection: Connection, path: Path, min_confidence: float, explained: bool) -> None:
    """The quotes of one article. Offsets are code points unless asked otherwise, so they cut Python strings."""
    text = path.read_text("utf-8")
    article = Article(outlet="example", id=str(path), text=text)
    request = ExtractQuotesRequest(article=article, min_confidence=min_confidence, explain=explained)
    answer = connection.quotes.ExtractQuotes(request)
    for quote in answer.extraction.quotes:
        speaker = quote.speaker.name or quote.speaker.text or "nobody"
        words = " ".join(text[segment.start : segment.end] for segment in quote.segments)
        print(f"{quote.span.start:6} {speaker} ({quote.confidence:.2f}): {words}")
        for explanation in quote.explanations:
            for candidate in explanation.candidates[:3]:
                who = candidate.mention.text or CandidateTarget.Name(candidate.target)
                features = ", ".join(f"{one.weight:+.2f} {one.name}" for one in candidate.features[:5])
                print(f"{'':10}{candidate.probability:.3f} {who}: {features}")


def compare(connection: Connection, first: str, second: str) -> None:
    """Whether two quotes report one utterance, and where they differ."""
    request = CompareQuotesRequest(first=QuoteText(text=first), second=QuoteText(text=second))
    answer = connection.quotes.CompareQuotes(request)
    print("one utterance" if answer.same else "two utterances", f"({answer.score:.2f}): {answer.why}")
    if answer.refused_guard:
        print("refused by", Guard.Name(answer.refused_guard))
    for piece in answer.alignment:
        ours = first[piece.first.start : piece.first.end]
        theirs = second[piece.second.start : piece.second.end]
        print(f"  {Relation.Name(piece.relation):23} {ours!r} | {theirs!r}")


def dedup(connection: Connection, paths: Iterable[Path]) -> None:
    """The statements of a feed in JSON Lines, one article a line."""

    def requests() -> Iterator[DeduplicateArticlesRequest]:
        for submission in read(paths):
            if isinstance(submission, Article):
                yield DeduplicateArticlesRequest(article=submission)

    statement: Statement | None = None
    for answer in connection.quotes.DeduplicateArticles(requests()):
        # A statement with very many reports comes in parts.
        if statement is None:
            statement = answer.statement
        else:
            statement.reports.extend(answer.statement.reports)
        if not answer.continues:
            speaker = statement.speaker.name or statement.speaker.text or "nobody"
            print(f"{speaker}: {statement.representative}")
            for report in statement.reports:
                print(f"    {report.published or 'undated'} {report.outlet} {report.article_id}: {report.text}")
            statement = None


def take_in(connection: Connection, paths: Iterable[Path], patience: float) -> int:
    """Sends a feed into the archive, and tells how many articles became what, also where it cannot go on; 1 if any was refused."""
    outcomes: Counter[str] = Counter()
    try:
        for answer in ingest(connection.statements, read(paths), patience=patience):
            if answer.receipt is not None:
                outcome = IngestOutcome.Name(answer.receipt.outcome)
                outcomes[outcome.removeprefix("INGEST_OUTCOME_").lower()] += 1
            elif answer.failure is not None:
                outcomes["refused"] += 1
                tell(answer.failure)
    finally:
        for outcome, count in outcomes.items():
            print(f"{count} {outcome}")
    return 1 if outcomes["refused"] else 0


def follow(connection: Connection, resume_token: str, patience: float) -> None:
    """Prints changes of statements as they happen, each with the token of the place behind it."""
    for response in watch(connection.statements, resume_token, patience=patience):
        for change in response.changes:
            what = change.WhichOneof("change") or "unknown"
            print(change.resume_token, what, getattr(change, what, ""), flush=True)


def wrong(connection: Connection) -> None:
    """Sends an article that is wrong in two ways, to show what comes back."""
    article = Article(outlet="example", published="yesterday")
    connection.quotes.ExtractQuotes(ExtractQuotesRequest(article=article))


def read(paths: Iterable[Path]) -> Iterator[Submission]:
    """Articles and retractions of JSON Lines, one a line. Raises ValueError, with the place, for a line that is neither."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    submission = submission_of(json.loads(line))
                except (ValueError, ParseError) as error:
                    raise ValueError(f"{path}:{number}: {error}") from error
                yield submission


def submission_of(fields: object) -> Submission:
    """What stands in a line; fields that the contract doesn't know are passed over."""
    if not isinstance(fields, dict):
        raise ValueError("a line is a JSON object")
    # Some outlets number their articles; true is an int for Python alone.
    if type(fields.get("id")) is int:
        fields["id"] = str(fields["id"])
    if fields.get("retracted"):
        return ParseDict({"outlet": fields.get("outlet"), "articleId": fields.get("id")}, ArticleKey())
    return ParseDict(fields, Article(), ignore_unknown_fields=True)


def tell(failure: Failure) -> None:
    """Prints why something failed: which fields are wrong, or when to try again."""
    print(failure, file=sys.stderr)
    for violation in failure.violations:
        print(f"  {violation.field} {violation.description}", file=sys.stderr)
    if failure.retry_after is not None:
        print(f"  try again in {failure.retry_after}", file=sys.stderr)


def run(args: argparse.Namespace) -> int:
    with connect(
        args.server,
        ca=args.ca,
        token_file=args.token_file,
        client_cert=args.client_cert,
        client_key=args.client_key,
    ) as connection:
        try:
            match args.command:
                case "extract":
                    extract(connection, args.article, args.min_confidence, args.explain)
                case "compare":
                    compare(connection, args.first, args.second)
                case "dedup":
                    dedup(connection, args.feed)
                case "ingest":
                    return take_in(connection, args.feed, args.patience)
                case "watch":
                    follow(connection, args.resume_token, args.patience)
                case "wrong":
                    wrong(connection)
        except grpc.RpcError as error:
            tell(Failure.of_call(error))
            return 1
        except Failure as failure:
            tell(failure)
            return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="onrecord_client", description="Calls `onrecord serve`.")
    parser.add_argument("--server", default="http://127.0.0.1:50051", metavar="URL", help="https:// for TLS")
    parser.add_argument("--ca", type=Path, metavar="FILE", help="the authority of the server's certificate")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="the token that is sent with each call")
    parser.add_argument("--client-cert", type=Path, metavar="FILE", help="the certificate to show")
    parser.add_argument("--client-key", type=Path, metavar="FILE", help="its private key")
    commands = parser.add_subparsers(dest="command", required=True)
    article = commands.add_parser("extract", help="the quotes of an article")
    article.add_argument("article", type=Path)
    article.add_argument("--min-confidence", type=float, default=0, metavar="P", help="leave out less sure speakers")
    article.add_argument("--explain", action="store_true", help="tell why each quote has its speaker")
    pair = commands.add_parser("compare", help="whether two quotes report one utterance")
    pair.add_argument("first")
    pair.add_argument("second")
    commands.add_parser("dedup", help="the statements of a feed").add_argument("feed", nargs="+", type=Path)
    feed = commands.add_parser("ingest", help="sends a feed into the archive")
    feed.add_argument("feed", nargs="+", type=Path)
    watcher = commands.add_parser("watch", help="statements as they change")
    watcher.add_argument("--from", dest="resume_token", default="", metavar="TOKEN", help="go on behind this change")
    for streamed in (feed, watcher):
        streamed.add_argument(
            "--patience", type=float, default=60, metavar="SECONDS", help="how long a broken connection is borne"
        )
    commands.add_parser("wrong", help="sends an article that is wrong")
    try:
        return run(parser.parse_args())
    except (OSError, ValueError) as error:
        # A file that cannot be read, a URL that is none or a line that is no article.
        print(f"onrecord_client: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

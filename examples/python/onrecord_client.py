"""Calls `onrecord serve` from Python.

The messages come from the server by reflection, so there is no code to generate.

    python onrecord_client.py extract ARTICLE.txt [--min-confidence 0.9] [--explain]
    python onrecord_client.py compare "We will pay" "We won't pay"
    python onrecord_client.py dedup FEED.jsonl ...
    python onrecord_client.py wrong

Where the server asks who calls, the variable ONRECORD_TOKEN has the token.
"""

import argparse
import json
import os
import sys

import grpc
from google.protobuf import descriptor_pool, message_factory
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

# An article's text is at most 1 MiB, but an answer about it may be larger than the 4 MiB that gRPC reads by default.
OPTIONS = [("grpc.max_receive_message_length", 64 << 20)]


class Bearer(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Sends a token with each call, those of reflection among them."""

    def __init__(self, token):
        self.metadata = ("authorization", f"Bearer {token}")

    def intercept(self, call, details, request):
        return call(details._replace(metadata=[*(details.metadata or []), self.metadata]), request)

    intercept_unary_unary = intercept_unary_stream = intercept_stream_unary = intercept_stream_stream = intercept


class Quotes:
    """`onrecord.v1.QuoteService`: `quotes.ExtractQuotes(request)`, and `quotes.message(name)` for the messages."""

    def __init__(self, channel):
        self.pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        service = self.pool.FindServiceByName("onrecord.v1.QuoteService")
        for method in service.methods:
            shape = "_".join("stream" if many else "unary" for many in (method.client_streaming, method.server_streaming))
            call = getattr(channel, shape)(
                f"/{service.full_name}/{method.name}",
                request_serializer=lambda request: request.SerializeToString(),
                response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
            )
            setattr(self, method.name, call)

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"onrecord.v1.{name}"))

    def name(self, enum, value):
        return self.pool.FindEnumTypeByName(f"onrecord.v1.{enum}").values_by_number[value].name


def extract(quotes, path, min_confidence, explained):
    """The quotes of one article. Offsets are code points unless asked otherwise, so they cut Python strings."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    article = quotes.message("Article")(outlet="example", id=path, text=text)
    request = quotes.message("ExtractQuotesRequest")(
        article=article, min_confidence=min_confidence, explain=explained
    )
    answer = quotes.ExtractQuotes(request, timeout=15)
    for quote in answer.extraction.quotes:
        speaker = quote.speaker.name or quote.speaker.text or "nobody"
        words = " ".join(text[segment.start : segment.end] for segment in quote.segments)
        print(f"{quote.span.start:6} {speaker} ({quote.confidence:.2f}): {words}")
        for explanation in quote.explanations:
            for candidate in explanation.candidates[:3]:
                who = candidate.mention.text or quotes.name("CandidateTarget", candidate.target)
                features = ", ".join(f"{one.weight:+.2f} {one.name}" for one in candidate.features[:5])
                print(f"{'':10}{candidate.probability:.3f} {who}: {features}")


def compare(quotes, first, second):
    """Whether two quotes report one utterance, and where they differ."""
    text = quotes.message("QuoteText")
    request = quotes.message("CompareQuotesRequest")(first=text(text=first), second=text(text=second))
    answer = quotes.CompareQuotes(request, timeout=15)
    print("one utterance" if answer.same else "two utterances", f"({answer.score:.2f}): {answer.why}")
    if answer.refused_guard:
        print("refused by", quotes.name("Guard", answer.refused_guard))
    for piece in answer.alignment:
        ours = first[piece.first.start : piece.first.end]
        theirs = second[piece.second.start : piece.second.end]
        print(f"  {quotes.name('Relation', piece.relation):23} {ours!r} | {theirs!r}")


def dedup(quotes, paths):
    """The statements of a feed in JSON Lines, one article a line."""

    def requests():
        article, request = quotes.message("Article"), quotes.message("DeduplicateArticlesRequest")
        known = set(article.DESCRIPTOR.fields_by_name)
        for path in paths:
            with open(path, encoding="utf-8") as file:
                for line in filter(str.strip, file):
                    fields = json.loads(line)
                    yield request(article=article(**{key: fields[key] for key in known & fields.keys()}))

    statement = None
    for answer in quotes.DeduplicateArticles(requests()):
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


def wrong(quotes):
    """Sends an article that is wrong in two ways, to show what comes back."""
    article = quotes.message("Article")(outlet="example", published="yesterday")
    quotes.ExtractQuotes(quotes.message("ExtractQuotesRequest")(article=article))


def explain(error):
    """Prints a failed call with its details: which fields are wrong, or when to try again."""
    print(f"{error.code().name}: {error.details()}", file=sys.stderr)
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        bad, retry = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
        if detail.Unpack(bad):
            for violation in bad.field_violations:
                print(f"  {violation.field} {violation.description}", file=sys.stderr)
        elif detail.Unpack(retry):
            print(f"  try again in {retry.retry_delay.ToTimedelta()}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description="Calls `onrecord serve`.")
    parser.add_argument("--server", default="127.0.0.1:50051", metavar="ADDR")
    commands = parser.add_subparsers(dest="command", required=True)
    article = commands.add_parser("extract")
    article.add_argument("article")
    article.add_argument("--min-confidence", type=float, default=0, metavar="P", help="leave out less sure speakers")
    article.add_argument("--explain", action="store_true", help="tell why each quote has its speaker")
    pair = commands.add_parser("compare")
    pair.add_argument("first")
    pair.add_argument("second")
    commands.add_parser("dedup").add_argument("feed", nargs="+")
    commands.add_parser("wrong")
    args = parser.parse_args()
    try:
        with grpc.insecure_channel(args.server, options=OPTIONS) as channel:
            token = os.environ.get("ONRECORD_TOKEN")
            quotes = Quotes(grpc.intercept_channel(channel, Bearer(token)) if token else channel)
            if args.command == "extract":
                extract(quotes, args.article, args.min_confidence, args.explain)
            elif args.command == "compare":
                compare(quotes, args.first, args.second)
            elif args.command == "dedup":
                dedup(quotes, args.feed)
            else:
                wrong(quotes)
    except grpc.RpcError as error:
        explain(error)
        sys.exit(1)


if __name__ == "__main__":
    main()

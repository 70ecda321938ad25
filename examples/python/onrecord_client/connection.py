"""The connection: in TLS or in clear text, with a token if there is one, and with the retries of `service_config.json`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import grpc
from onrecord.v1.quote_service_pb2_grpc import QuoteServiceStub
from onrecord.v1.statement_service_pb2_grpc import StatementServiceStub

SERVICE_CONFIG = Path(__file__).resolve().parents[2] / "service_config.json"
"""Which calls the gRPC library tries again by itself, when and how often, and how long calls may take."""

OPTIONS: list[tuple[str, Any]] = [
    # An article's text is at most 1 MiB, but an answer about it may be larger than the 4 MiB that gRPC reads by default.
    ("grpc.max_receive_message_length", 64 << 20),
    # A connection that died in silence is noticed: it is asked for a sign of life when nothing came for so long.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # A server that is back after a restart is found within seconds, not minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 5_000),
]


@dataclass
class Connection:
    """The two services at one address."""

    channel: grpc.Channel
    quotes: QuoteServiceStub
    statements: StatementServiceStub

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.channel.close()


def connect(
    url: str,
    *,
    ca: Path | None = None,
    token_file: Path | None = None,
    client_cert: Path | None = None,
    client_key: Path | None = None,
    service_config: Path = SERVICE_CONFIG,
) -> Connection:
    """Connects to a server at `https://HOST:PORT` or `http://HOST:PORT`, the latter in clear text.

    With TLS, `ca` has the authority that must have signed the server's certificate, instead of those that gRPC brings;
    `client_cert` and `client_key` are shown to a server that asks for them. All of them are files of PEM. `token_file` has
    the token, as `onrecord token new` prints it; it is read anew for each call, so that a new one can be put in its place.

    Nothing is sent yet: whether the server is there is seen by the first call. Raises ValueError for a URL that is none,
    and for a token that would go over a network in clear text; OSError for a file that cannot be read.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port is None:
        raise ValueError(f"{url}: write https://HOST:PORT, or http://HOST:PORT for clear text")
    if parts.scheme == "http" and (ca or client_cert or client_key):
        raise ValueError(f"{url}: certificates are for https://")
    if (client_cert is None) != (client_key is None):
        raise ValueError("a client's certificate and its key belong together")
    options = [*OPTIONS, ("grpc.service_config", service_config.read_text("utf-8"))]
    if token_file is not None:
        if parts.scheme == "http" and not _is_here(parts.hostname):
            raise ValueError(f"{url}: the token would go to another machine in clear text; use https://")
        _read_token(token_file)
    if parts.scheme == "https":
        credentials = grpc.ssl_channel_credentials(
            root_certificates=ca.read_bytes() if ca else None,
            private_key=client_key.read_bytes() if client_key else None,
            certificate_chain=client_cert.read_bytes() if client_cert else None,
        )
        channel = grpc.secure_channel(parts.netloc, credentials, options)
    else:
        channel = grpc.insecure_channel(parts.netloc, options)
    if token_file is not None:
        channel = grpc.intercept_channel(channel, _Bearer(token_file))
    return Connection(channel, QuoteServiceStub(channel), StatementServiceStub(channel))


def _is_here(host: str) -> bool:
    """Whether a host is this machine. A name other than localhost can lead anywhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read_token(file: Path) -> str:
    token = file.read_text("utf-8").strip()
    if not token or not token.isascii() or any(character.isspace() for character in token):
        raise ValueError(f"{file}: has no token, which is ID.SECRET in one line")
    return token


class _Bearer(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Puts the token into the metadata of each call."""

    def __init__(self, token_file: Path) -> None:
        self._token_file = token_file

    def _intercept(self, continuation: Any, details: Any, request: Any) -> Any:
        token = ("authorization", f"Bearer {_read_token(self._token_file)}")
        return continuation(details._replace(metadata=[*(details.metadata or ()), token]), request)

    intercept_unary_unary: Any = _intercept
    intercept_unary_stream: Any = _intercept
    intercept_stream_unary: Any = _intercept
    intercept_stream_stream: Any = _intercept

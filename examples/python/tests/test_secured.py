"""A server that asks for tokens and speaks TLS."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

import grpc
from onrecord.v1.quote_service_pb2 import ExtractQuotesRequest
from onrecord.v1.statement_service_pb2 import ListStatementsRequest
from onrecord_client import Connection, Failure, connect, ingest

from .archive import articles, known_articles
from .server import PROGRAM, Server

ARTICLES = articles(30)


class Secured(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.tokens = self.folder / "tokens"

    def token(self, name: str, rights: str) -> Path:
        """The file of a new token."""
        command = [PROGRAM, "token", "new", name, "--rights", rights, "--file", str(self.tokens)]
        file = self.folder / f"{name}.token"
        file.write_bytes(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        return file

    def certificate(self, name: str, authority: str | None = None) -> tuple[Path, Path]:
        """The files of a certificate and its key: an authority, or a certificate of this machine that one has signed."""
        cert, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"]
        if authority is not None:
            command += ["-CA", f"{self.folder / authority}.crt", "-CAkey", f"{self.folder / authority}.key"]
            command += ["-addext", "basicConstraints=critical,CA:FALSE"]
        subprocess.run([*command, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
        return cert, key

    def assert_refused(self, connection: Connection, code: grpc.StatusCode) -> None:
        with self.assertRaises(grpc.RpcError) as raised:
            connection.statements.ListStatements(ListStatementsRequest())
        self.assertIs(Failure.of_call(raised.exception).code, code)

    def test_a_token_from_a_file(self) -> None:
        desk, reader = self.token("desk", "read,write"), self.token("reader", "read")
        url = self.enterContext(Server("memory", "--tokens", self.tokens)).url
        sender = self.enterContext(connect(url, token_file=desk))
        for answer in ingest(sender.statements, ARTICLES):
            self.assertIsNotNone(answer.receipt, answer)
        request = ExtractQuotesRequest(article=ARTICLES[0])
        self.assertEqual(len(sender.quotes.ExtractQuotes(request).extraction.quotes), 2)

        # Who may not write is told so at once, since that doesn't pass.
        only_reads = self.enterContext(connect(url, token_file=reader))
        self.assertEqual(len(known_articles(only_reads)), len(ARTICLES))
        with self.assertRaises(Failure) as raised:
            list(ingest(only_reads.statements, ARTICLES))
        self.assertIs(raised.exception.code, grpc.StatusCode.PERMISSION_DENIED)

        self.assert_refused(self.enterContext(connect(url)), grpc.StatusCode.UNAUTHENTICATED)
        # A token that is put in the place of another holds from the next call on.
        reader.write_text("reader." + "0" * 64, "utf-8")
        self.assert_refused(only_reads, grpc.StatusCode.UNAUTHENTICATED)

    def test_tls_with_an_authority_of_its_own(self) -> None:
        (ours, _), (stranger, _) = self.certificate("ours"), self.certificate("stranger")
        (cert, key), (client_cert, client_key) = self.certificate("here", "ours"), self.certificate("desk", "ours")
        server = self.enterContext(Server("memory", "--tls-cert", cert, "--tls-key", key, "--tls-client-ca", ours))
        url = f"https://127.0.0.1:{server.port}"
        known = self.enterContext(connect(url, ca=ours, client_cert=client_cert, client_key=client_key))
        for answer in ingest(known.statements, ARTICLES):
            self.assertIsNotNone(answer.receipt, answer)
        self.assertEqual(len(known_articles(known)), len(ARTICLES))

        # Who has no certificate, and who finds that the server is of another authority, comes to no call.
        once = self.folder / "service_config.json"
        once.write_text("{}", "utf-8")
        unnamed = connect(url, ca=ours, service_config=once)
        self.assert_refused(self.enterContext(unnamed), grpc.StatusCode.UNAVAILABLE)
        wary = connect(url, ca=stranger, client_cert=client_cert, client_key=client_key, service_config=once)
        self.assert_refused(self.enterContext(wary), grpc.StatusCode.UNAVAILABLE)

    def test_a_token_does_not_go_over_a_network_in_clear_text(self) -> None:
        file = self.folder / "a.token"
        file.write_text("desk." + "0" * 64, "utf-8")
        for url in ("http://192.0.2.7:50051", "http://onrecord.example:50051"):
            with self.assertRaisesRegex(ValueError, "in clear text"):
                connect(url, token_file=file)
        for url in ("http://127.0.0.1:50051", "http://[::1]:50051", "http://localhost:50051"):
            connect(url, token_file=file).channel.close()

    def test_what_cannot_be_used_is_told_before_anything_is_sent(self) -> None:
        empty = self.folder / "empty"
        empty.write_text("\n", "utf-8")
        for url, options, problem in [
            ("127.0.0.1:50051", {}, "https://HOST:PORT"),
            ("http://127.0.0.1", {}, "https://HOST:PORT"),
            ("http://127.0.0.1:50051", {"ca": empty}, "certificates are for https"),
            ("https://127.0.0.1:50051", {"client_cert": empty}, "belong together"),
            ("https://127.0.0.1:50051", {"token_file": empty}, "has no token"),
        ]:
            with self.subTest(url=url), self.assertRaisesRegex(ValueError, problem):
                connect(url, **options)


if __name__ == "__main__":
    unittest.main()

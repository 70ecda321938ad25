//! TLS: who gets in and who does not, certificates that change while the server runs, and the command line over it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::{Limits, v1};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, HandshakeKind, RootCertStore, SupportedProtocolVersion};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};

use crate::certificates::{Authority, tls};
use crate::cli_harness::{Folder, Run, feed};
use crate::config::{check, errors, line};
use crate::server_process::Process;
use crate::service_harness::{Server, article};
use crate::sight::{scrape, value};
use crate::token_harness::token;

/// No test waits longer for something to come about.
const LONG: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(50);

async fn server(folder: &Folder) -> Server {
    Server::secured(tls(folder), Limits::DEFAULT).await
}

/// A server whose certificate an authority has signed, and the folder of its files.
async fn signed_by(authority: &Authority) -> (Folder, Server) {
    let folder = Folder::new();
    authority.server("127.0.0.1").write(&folder, "server");
    let server = server(&folder).await;
    (folder, server)
}

async fn connect(server: &Server, tls: ClientTlsConfig) -> Result<Channel, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(format!("https://{}", server.address)).unwrap();
    endpoint.tls_config(tls).unwrap().connect().await
}

/// Connects and makes a call. What fails is told with all its causes.
async fn call(server: &Server, tls: ClientTlsConfig) -> Result<(), String> {
    let channel = connect(server, tls).await.map_err(|error| format!("{error:?}"))?;
    ask(&mut QuoteServiceClient::new(channel)).await.map_err(|error| format!("{error:?}"))
}

async fn ask(client: &mut QuoteServiceClient<Channel>) -> Result<(), Status> {
    let text = "“Four boats came home,” said Ada Quill.";
    let request =
        v1::ExtractQuotesRequest { article: Some(article("Courier", "1", text)), ..Default::default() };
    let quotes = client.extract_quotes(request).await?.into_inner().extraction.unwrap().quotes;
    assert_eq!(quotes.len(), 1);
    Ok(())
}

/// Waits until a call is answered, or fails, as it should.
async fn until(server: &Server, tls: &ClientTlsConfig, answered: bool) {
    let comes = async {
        while call(server, tls.clone()).await.is_ok() != answered {
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(LONG, comes).await.expect("it comes about");
}

async fn until_counted(server: &Server, series: &str, count: f64) {
    let comes = async {
        while value(&scrape(server.admin).await, series) < count {
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(LONG, comes).await.expect(series);
}

async fn until_is(server: &Server, series: &str, number: f64) {
    let comes = async {
        while value(&scrape(server.admin).await, series) != number {
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(LONG, comes).await.expect(series);
}

const STALE: &str = "onrecord_certificates_stale";
const FAILED: &str = "onrecord_certificate_loads_failed_total";
const NO_HANDSHAKE: &str = "onrecord_connections_refused_total{reason=\"handshake\"}";

#[tokio::test]
async fn calls_are_answered_to_whoever_trusts_the_authority_and_asks_for_the_right_name() {
    let authority = Authority::new();
    let (_folder, server) = signed_by(&authority).await;
    call(&server, authority.trust()).await.unwrap();
    let failed = call(&server, Authority::new().trust()).await.unwrap_err();
    assert!(failed.contains("UnknownIssuer"), "{failed}");
    let failed = call(&server, authority.trust().domain_name("elsewhere.example")).await.unwrap_err();
    assert!(failed.contains("NotValidForName"), "{failed}");
    call(&server, authority.trust()).await.unwrap();
}

#[tokio::test]
async fn only_clients_with_a_certificate_of_the_authority_get_in() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let folder = Folder::new();
    authority.server("127.0.0.1").write(&folder, "server");
    folder.file("clients.crt", clients.pem());
    let server = server(&folder).await;
    let with = |client: crate::certificates::Signed| authority.trust().identity(client.identity());
    for (who, why) in [
        (authority.trust(), "CertificateRequired"),
        (with(authority.client()), "UnknownCA"),
        (with(clients.client_until(2020)), "CertificateExpired"),
        // A server's certificate is none of a client.
        (with(clients.server("desk")), "UnsupportedCertificate"),
    ] {
        let failed = call(&server, who).await.unwrap_err();
        assert!(failed.contains(why), "{why}: {failed}");
    }
    call(&server, with(clients.client())).await.unwrap();
    assert_eq!(value(&scrape(server.admin).await, NO_HANDSHAKE), 4.0);
}

/// A client of one version of TLS that names a protocol.
fn speaking(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    protocol: &[u8],
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_protocol_versions(&[version]).unwrap().with_root_certificates(roots);
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    Arc::new(config)
}

async fn agree(server: &Server, client: &Arc<ClientConfig>) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    TlsConnector::from(Arc::clone(client)).connect(name, stream).await
}

#[tokio::test]
async fn both_versions_of_tls_agree_on_http2_and_on_nothing_else() {
    let authority = Authority::new();
    let (_folder, server) = signed_by(&authority).await;
    for version in [&TLS12, &TLS13] {
        let agreed = agree(&server, &speaking(&authority, version, b"h2")).await.unwrap();
        assert_eq!(agreed.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let refused = agree(&server, &speaking(&authority, version, b"http/1.1")).await.unwrap_err();
        assert!(refused.to_string().contains("NoApplicationProtocol"), "{refused}");
    }
}

#[tokio::test]
async fn each_connection_shows_its_certificates_anew() {
    let authority = Authority::new();
    let (_folder, server) = signed_by(&authority).await;
    for version in [&TLS12, &TLS13] {
        let client = speaking(&authority, version, b"h2");
        for _ in 0..2 {
            let mut stream = agree(&server, &client).await.unwrap();
            assert_eq!(stream.get_ref().1.handshake_kind(), Some(HandshakeKind::Full));
            // With the first answer the client has whatever it could resume with.
            stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
            stream.read_u8().await.unwrap();
        }
    }
}

/// Puts other files in the place of those that a link leads to, as Kubernetes does.
#[cfg(unix)]
fn swap(folder: &Folder, version: &str) {
    std::os::unix::fs::symlink(version, folder.path("..new")).unwrap();
    std::fs::rename(folder.path("..new"), folder.path("..data")).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_renewed_certificate_is_that_of_the_next_connection_and_open_ones_go_on() {
    let (old, new) = (Authority::new(), Authority::new());
    let folder = Folder::new();
    for (version, authority) in [("..1", &old), ("..2", &new)] {
        authority.server("127.0.0.1").write(&folder, &format!("{version}/server"));
    }
    swap(&folder, "..1");
    for name in ["server.crt", "server.key"] {
        std::os::unix::fs::symlink(format!("..data/{name}"), folder.path(name)).unwrap();
    }
    let server = server(&folder).await;
    let mut open = QuoteServiceClient::new(connect(&server, old.trust()).await.unwrap());
    let (send, requests) = tokio::sync::mpsc::channel(1);
    let mut answers = open.stream_extract_quotes(ReceiverStream::new(requests)).await.unwrap().into_inner();

    swap(&folder, "..2");
    until(&server, &new.trust(), true).await;
    let failed = call(&server, old.trust()).await.unwrap_err();
    assert!(failed.contains("UnknownIssuer"), "{failed}");
    let article = Some(article("Courier", "1", "a"));
    send.send(v1::StreamExtractQuotesRequest { sequence: 7, article, ..Default::default() }).await.unwrap();
    assert_eq!(answers.message().await.unwrap().unwrap().sequence, 7);
    ask(&mut open).await.unwrap();
    assert_eq!(value(&scrape(server.admin).await, FAILED), 0.0);
}

#[tokio::test]
async fn files_that_cannot_be_used_change_nothing_are_counted_once_and_can_be_mended() {
    let (old, new) = (Authority::new(), Authority::new());
    let (folder, server) = signed_by(&old).await;
    let renewed = new.server("127.0.0.1");
    // The key doesn't belong to the certificate for as long as one of the two is new.
    folder.file("server.crt", &renewed.cert);
    until_counted(&server, FAILED, 1.0).await;
    until_is(&server, STALE, 1.0).await;
    call(&server, old.trust()).await.unwrap();
    std::fs::remove_file(folder.path("server.key")).unwrap();
    until_counted(&server, FAILED, 2.0).await;
    // The next looks find what was told already.
    tokio::time::sleep(Duration::from_secs(5)).await;
    call(&server, old.trust()).await.unwrap();
    assert_eq!(value(&scrape(server.admin).await, FAILED), 2.0);
    // Whoever looks later still sees that they are broken.
    assert_eq!(value(&scrape(server.admin).await, STALE), 1.0);
    folder.file("server.key", &renewed.key);
    until(&server, &new.trust(), true).await;
    until_is(&server, STALE, 0.0).await;
    assert_eq!(value(&scrape(server.admin).await, FAILED), 2.0);
    // What is put back as it was is no less mended than what is new.
    folder.file("server.key", "none");
    until_is(&server, STALE, 1.0).await;
    folder.file("server.key", &renewed.key);
    until_is(&server, STALE, 0.0).await;
    call(&server, new.trust()).await.unwrap();
}

#[tokio::test]
async fn another_authority_of_clients_is_that_of_the_next_connection() {
    let (authority, old, new) = (Authority::new(), Authority::new(), Authority::new());
    let folder = Folder::new();
    authority.server("127.0.0.1").write(&folder, "server");
    folder.file("clients.crt", old.pem());
    let server = server(&folder).await;
    let [old_desk, new_desk] =
        [&old, &new].map(|clients| authority.trust().identity(clients.client().identity()));
    call(&server, old_desk.clone()).await.unwrap();
    // Both, and then only the new one.
    folder.file("clients.crt", old.pem() + &new.pem());
    until(&server, &new_desk, true).await;
    call(&server, old_desk.clone()).await.unwrap();
    folder.file("clients.crt", new.pem());
    until(&server, &old_desk, false).await;
    call(&server, new_desk).await.unwrap();
}

#[tokio::test]
async fn a_client_in_clear_text_is_dropped_and_the_others_go_on() {
    let authority = Authority::new();
    let (_folder, server) = signed_by(&authority).await;
    let mut open = QuoteServiceClient::new(connect(&server, authority.trust()).await.unwrap());
    ask(&mut open).await.unwrap();
    ask(&mut server.client().await).await.unwrap_err();
    until_counted(&server, NO_HANDSHAKE, 1.0).await;
    ask(&mut open).await.unwrap();
    call(&server, authority.trust()).await.unwrap();
}

#[test]
fn files_that_cannot_be_used_are_told_before_a_port_is_opened() {
    let authority = Authority::new();
    let folder = Folder::new();
    let (mine, other) = (authority.server("127.0.0.1"), authority.server("127.0.0.1"));
    mine.write(&folder, "mine");
    other.write(&folder, "other");
    folder
        .file("empty", "")
        .file("clients.crt", authority.pem())
        .file("both.pem", mine.cert.clone() + &mine.key);
    let broken = mine.key.replace("-----END", "!!-----END");
    folder.file("broken.key", &broken);
    folder.file("odd.crt", "-----BEGIN CERTIFICATE-----\nTWFyYQ==\n-----END CERTIFICATE-----\n");
    let no_key =
        "has no private key in PEM, which begins with -----BEGIN PRIVATE KEY----- and has no password";
    let no_cert = "has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----";
    for (cert, key, client_ca, error) in [
        ("mine.crt", "", "", "tls.cert is set (--tls-cert), and tls.key is not: TLS needs both".to_owned()),
        ("", "mine.key", "", "tls.key is set (--tls-key), and tls.cert is not: TLS needs both".to_owned()),
        (
            "",
            "",
            "clients.crt",
            "tls.client-ca is set (--tls-client-ca), and tls.cert is not: without TLS no \
            client is asked who it is"
                .to_owned(),
        ),
        ("mine.crt", "mine.crt", "", format!("tls.key: mine.crt: {no_key}")),
        ("mine.crt", "empty", "", format!("tls.key: empty: {no_key}")),
        ("mine.crt", "broken.key", "", format!("tls.key: broken.key: {no_key}")),
        ("mine.key", "mine.key", "", format!("tls.cert: mine.key: {no_cert}")),
        ("empty", "mine.key", "", format!("tls.cert: empty: {no_cert}")),
        (
            "mine.crt",
            "other.key",
            "",
            "tls.key: other.key: is the key of another certificate than the first of \
            tls.cert mine.crt"
                .to_owned(),
        ),
        ("mine.crt", "mine.key", "empty", format!("tls.client-ca: empty: {no_cert}")),
    ] {
        let flags = [("--tls-cert", cert), ("--tls-key", key), ("--tls-client-ca", client_ca)];
        let arguments: Vec<&str> = flags
            .iter()
            .filter(|(_, file)| !file.is_empty())
            .flat_map(|&(flag, file)| [flag, file])
            .collect();
        assert_eq!(errors(&check(&folder, &arguments, &[])), [error]);
    }
    for (cert, client_ca, begins) in [
        ("none.crt", "clients.crt", "tls.cert: none.crt: cannot be read: "),
        ("mine.crt", "gone", "tls.client-ca: gone: cannot be read: "),
        ("odd.crt", "clients.crt", "tls.cert: odd.crt: its first certificate cannot be used: "),
        ("mine.crt", "odd.crt", "tls.client-ca: odd.crt: certificate 1 in it cannot be read: "),
    ] {
        let arguments = ["--tls-cert", cert, "--tls-key", "mine.key", "--tls-client-ca", client_ca];
        let found = errors(&check(&folder, &arguments, &[]));
        assert!(found.len() == 1 && found[0].starts_with(begins), "{found:?}");
    }
    // What can be used is taken, from the file and the environment alike; one file may have both.
    folder.file("o.toml", "[tls]\ncert = \"both.pem\"\nkey = \"both.pem\"\n");
    let variables = [("ONRECORD_TLS_CLIENT_CA", "clients.crt")];
    let served = check(&folder, &["--config", "o.toml"], &variables);
    assert_eq!(line(&served, "cert"), "cert = \"both.pem\" # o.toml:2");
    assert_eq!(line(&served, "client-ca"), "client-ca = \"clients.crt\" # ONRECORD_TLS_CLIENT_CA");
}

#[test]
fn other_machines_may_call_over_tls_with_tokens_or_certificates() {
    let (folder, authority) = (Folder::new(), Authority::new());
    authority.server("127.0.0.1").write(&folder, "tls");
    folder.file("clients.crt", authority.pem());
    token(&folder, "desk", "read");
    let tls = ["--listen", "0.0.0.0:0", "--tls-cert", "tls.crt", "--tls-key", "tls.key"];
    for asked in [["--tokens", "tokens"], ["--tls-client-ca", "clients.crt"], ["--exposed", "anyone"]] {
        let served = check(&folder, &[&tls[..], &asked].concat(), &[]);
        assert_eq!((served.code, served.err.as_str()), (Some(0), ""), "{asked:?}");
    }
    let found = errors(&check(&folder, &tls, &[]));
    let told = "anybody could call: set tokens or tls.client-ca, or exposed = \"anyone\"";
    assert!(found.len() == 1 && found[0].contains(told), "{found:?}");
}

/// A server in a process of its own with TLS, and what a command needs to reach it.
struct Desk {
    folder: Folder,
    server: Process,
    authority: Authority,
}

impl Desk {
    /// With a server that asks for certificates of clients, or of nobody.
    fn open(asks: bool) -> Self {
        Self::with(asks, false)
    }

    /// The same, which may ask for a token besides; `desk.token` has one that may read.
    fn with(asks: bool, asks_for_tokens: bool) -> Self {
        let (folder, authority, clients) = (Folder::new(), Authority::new(), Authority::new());
        authority.server("127.0.0.1").write(&folder, "server");
        clients.client().write(&folder, "desk");
        clients.client_until(2020).write(&folder, "late");
        Authority::new().client().write(&folder, "stranger");
        folder.file("ca.crt", authority.pem()).file("clients.crt", clients.pem());
        let [cert, key, client_ca] =
            ["server.crt", "server.key", "clients.crt"].map(|name| folder.path(name).display().to_string());
        let mut arguments = vec!["--tls-cert", &cert, "--tls-key", &key];
        if asks {
            arguments.extend(["--tls-client-ca", &client_ca]);
        }
        let tokens = folder.path("tokens").display().to_string();
        if asks_for_tokens {
            folder.file("desk.token", token(&folder, "desk", "read"));
            arguments.extend(["--tokens", &tokens]);
        }
        let server = Process::with(&folder.path("store"), &arguments);
        Self { folder, server, authority }
    }

    /// Runs a command against the server.
    fn run(&self, arguments: &[&str], tls: &[&str]) -> Run {
        self.folder.run(&[arguments, &["--server", &self.url()], tls].concat())
    }

    fn url(&self) -> String {
        self.server.address().replace("http://", "https://")
    }

    /// What a command says that fails with status 2.
    fn failed(&self, server: &str, tls: &[&str]) -> String {
        let run = self.folder.run(&[&["find", "Four boats", "--server", server], tls].concat());
        assert_eq!((run.code, &*run.out), (2, ""), "{run:?}");
        run.err
    }
}

#[test]
fn a_certificate_alone_may_read_and_write_and_beside_tokens_nothing() {
    for asks_for_tokens in [false, true] {
        let desk = Desk::with(true, asks_for_tokens);
        desk.folder.file("feed.jsonl", feed());
        let write = |more: &[&str]| desk.run(&[&["ingest", "feed.jsonl"], more].concat(), &AS_DESK);
        let read = |more: &[&str]| desk.run(&[&["list"], more].concat(), &AS_DESK);
        let codes = [write(&[]), read(&[])].map(|run| run.code);
        assert_eq!(codes, if asks_for_tokens { [2, 2] } else { [0, 0] });
        if asks_for_tokens {
            // Then it has the rights of its token.
            let with = ["--token-file", "desk.token"];
            assert_eq!([write(&with), read(&with)].map(|run| run.code), [2, 0]);
        }
    }
}

const AS_DESK: [&str; 6] = ["--ca", "ca.crt", "--client-cert", "desk.crt", "--client-key", "desk.key"];

#[test]
fn every_command_shows_its_certificate() {
    let desk = Desk::open(true);
    desk.folder.file("feed.jsonl", feed());
    let run = desk.run(&["ingest", "feed.jsonl"], &AS_DESK);
    assert_eq!((run.code, &run.lines()[0]["added"]), (0, &json!(4)), "{run:?}");
    let run = desk.run(&["find", "two new schools before the end of summer", "--limit", "1"], &AS_DESK);
    let id = run.field("statement_id").pop().unwrap();
    let run = desk.run(&["statement", &id], &AS_DESK);
    assert_eq!(run.field("statement_id"), [id], "{run:?}");
    let run = desk.run(&["export"], &AS_DESK);
    assert!(run.code == 0 && !run.lines().is_empty(), "{run:?}");

    let mut watch = Command::new(assert_cmd::cargo::cargo_bin!());
    watch.current_dir(desk.folder.path("")).args(["watch", "--server", &desk.url()]).args(AS_DESK);
    let mut watch = watch.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let first = BufReader::new(watch.stderr.take().unwrap()).lines().next();
    watch.kill().unwrap();
    watch.wait().unwrap();
    let first = first.unwrap().unwrap();
    assert!(first.starts_with("watching from "), "{first}");
}

#[test]
fn a_command_that_is_not_let_in_says_why() {
    let desk = Desk::open(true);
    let show = |name: &str| {
        ["--client-cert".to_owned(), format!("{name}.crt"), "--client-key".to_owned(), format!("{name}.key")]
    };
    let url = desk.url();
    for (name, says) in [
        ("stranger", "it does not know the authority of --client-cert"),
        ("late", "--client-cert has run out"),
        ("", "it asks for a certificate: --client-cert and --client-key"),
    ] {
        let shown = show(name);
        let mut arguments = vec!["--ca", "ca.crt"];
        if !name.is_empty() {
            arguments.extend(shown.iter().map(String::as_str));
        }
        let failed = desk.failed(&url, &arguments);
        assert!(failed.contains(says), "{name}: {failed}");
    }
    // What won't pass by itself isn't waited for.
    desk.folder.file("feed.jsonl", feed());
    let run = desk.run(&["ingest", "feed.jsonl", "--wait", "600"], &["--ca", "ca.crt"]);
    assert!(run.code == 2 && run.err.contains("it asks for a certificate"), "{run:?}");

    let failed = desk.failed(&url, &["--ca", "clients.crt"]);
    assert!(failed.contains("no authority in --ca has signed the service's certificate"), "{failed}");
    let failed =
        desk.failed(&url, &["--ca", "ca.crt", "--client-cert", "desk.crt", "--client-key", "late.key"]);
    assert!(failed.contains("--client-key: late.key: is the key of another certificate"), "{failed}");
    let failed = desk.failed(&url, &["--ca", "desk.key"]);
    assert!(failed.contains("--ca: desk.key: has no certificate in PEM"), "{failed}");
    let failed = desk.failed(&url, &["--ca", "ca.crt", "--client-cert", "desk.crt"]);
    assert!(failed.contains("--client-key"), "{failed}");
}

#[test]
fn a_command_that_speaks_another_language_than_the_service_says_so() {
    let desk = Desk::open(false);
    let (tls, clear) = (desk.url(), desk.server.address());
    assert_eq!(desk.run(&["find", "Four boats"], &["--ca", "ca.crt"]).code, 0);
    let without_scheme = tls.strip_prefix("https://").unwrap();
    let run = desk.folder.run(&["find", "Four boats", "--server", without_scheme, "--ca", "ca.crt"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(desk.failed(&tls, &[]).contains("TLS needs --ca FILE"));
    assert!(desk.failed(&clear, &["--ca", "ca.crt"]).contains("has no TLS"));
    assert!(desk.failed("ftp://localhost", &[]).contains("begins with http:// or https://"));
    let failed = desk.failed(&clear, &[]);
    assert!(failed.contains("if the service has TLS, its address begins with https://"), "{failed}");

    let store = Folder::new();
    let in_clear_text = Process::start(&store.path("store"));
    let failed = desk.failed(&in_clear_text.address().replace("http://", "https://"), &["--ca", "ca.crt"]);
    assert!(failed.contains("if the service has no TLS, its address begins with http://"), "{failed}");

    // A certificate that has run out is found by whoever looks at it.
    desk.authority.late_server().write(&desk.folder, "late-server");
    let [cert, key] =
        ["late-server.crt", "late-server.key"].map(|name| desk.folder.path(name).display().to_string());
    let late = Process::with(&store.path("other"), &["--tls-cert", &cert, "--tls-key", &key]);
    let failed = desk.failed(&late.address().replace("http://", "https://"), &["--ca", "ca.crt"]);
    assert!(failed.contains("the service's certificate has run out"), "{failed}");
}

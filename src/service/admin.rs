//! The operator's port: `GET /metrics`, `/live` and `/ready` over HTTP/1.1, and nothing else. It is a port of its own, so
//! that it can be reached by whoever watches the machine and not by whoever sends articles.
//!
//! It is bounded in all that a client can do: few connections, one request on each, short headers within a short time, and
//! no body is read. Where more come, the one that has said nothing for the longest gives way, so that probes get in.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep_until};

use super::exposition::Sight;

/// Connections at one time; one more waits for one that gives way.
const CONNECTIONS: usize = 32;
/// How long each has to send its headers in any case, however many come.
const UNDISTURBED: Duration = Duration::from_millis(100);
/// How long a connection may take.
const TIMES: Times = Times { headers: Duration::from_secs(3), whole: Duration::from_secs(15) };
/// Bytes that a request may have; the least that hyper takes.
const BYTES: usize = 8 << 10;

const PLAIN: &str = "text/plain; charset=utf-8";
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// How long a connection may take: until the headers of its request have come, and in all.
#[derive(Clone, Copy)]
struct Times {
    headers: Duration,
    whole: Duration,
}

/// Answers whoever connects, for as long as it is polled.
pub(super) async fn serve(listener: TcpListener, sight: Arc<Sight>) {
    within(TIMES, listener, sight).await;
}

async fn within(times: Times, listener: TcpListener, sight: Arc<Sight>) {
    let mut connections = JoinSet::new();
    // Those that came first come first; some of them may be over.
    let mut eldest: VecDeque<Waiting> = VecDeque::new();
    loop {
        while connections.try_join_next().is_some() {}
        eldest.retain(|waiting| !waiting.asked.load(Ordering::Relaxed) && !waiting.connection.is_finished());
        let is_full = connections.len() >= CONNECTIONS;
        let gives_way = eldest.front().filter(|_| is_full).map(|waiting| waiting.since + UNDISTURBED);
        tokio::select! {
            accepted = accept(&listener, gives_way), if !is_full || gives_way.is_some() => match accepted {
                Ok((stream, _)) => {
                    let silent = eldest.iter().position(|waiting| !waiting.asked.load(Ordering::Relaxed));
                    if is_full && let Some(waiting) = silent.and_then(|at| eldest.remove(at)) {
                        waiting.connection.abort();
                        // It has given way once it is over.
                        connections.join_next().await;
                    }
                    let (asked, since) = (Arc::<AtomicBool>::default(), Instant::now());
                    let connection = connection(times, stream, Arc::clone(&asked), Arc::clone(&sight));
                    eldest.push_back(Waiting { connection: connections.spawn(connection), asked, since });
                }
                Err(error) => {
                    tracing::warn!(%error, "the admin port cannot take a connection");
                    // Mostly there are too many open files, which takes time to pass.
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            },
            _ = connections.join_next(), if is_full => {}
        }
    }
}

/// Takes the next connection, once another may give way for it if that has to be.
async fn accept(listener: &TcpListener, gives_way: Option<Instant>) -> io::Result<(TcpStream, SocketAddr)> {
    if let Some(at) = gives_way {
        sleep_until(at).await;
    }
    listener.accept().await
}

/// A connection whose request had not come when it was looked at.
struct Waiting {
    connection: AbortHandle,
    asked: Arc<AtomicBool>,
    since: Instant,
}

async fn connection(times: Times, stream: TcpStream, asked: Arc<AtomicBool>, sight: Arc<Sight>) {
    let service = service_fn(|request: Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        let sight = Arc::clone(&sight);
        async move { Ok::<_, Infallible>(answer(&request, sight).await) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(times.headers)
        .max_buf_size(BYTES)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // However it ends, nobody else is concerned.
    let _ = tokio::time::timeout(times.whole, serving).await;
}

async fn answer(request: &Request<Incoming>, sight: Arc<Sight>) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    if !["/metrics", "/live", "/ready"].contains(&path) {
        return plain(StatusCode::NOT_FOUND, "there are /metrics, /live and /ready".to_owned());
    }
    if request.method() != Method::GET {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered".to_owned());
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        return refused;
    }
    match path {
        "/metrics" => match spawn_blocking(move || sight.page()).await {
            Ok(page) => response(StatusCode::OK, EXPOSITION, page),
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "the log says where it failed".to_owned()),
        },
        "/ready" => match sight.ready() {
            Ok(()) => plain(StatusCode::OK, "ready".to_owned()),
            Err(why) => plain(StatusCode::SERVICE_UNAVAILABLE, why.to_string()),
        },
        _ => plain(StatusCode::OK, "live".to_owned()),
    }
}

fn plain(status: StatusCode, line: String) -> Response<Full<Bytes>> {
    response(status, PLAIN, line + "\n")
}

fn response(status: StatusCode, kind: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::archive::store::Memory;
    use crate::archive::{Archive, Settings};
    use crate::service::Limits;
    use crate::service::admission::Places;
    use crate::service::ingest;
    use crate::service::metrics::Metrics;
    use crate::service::opening::{Door, Open, Phase};

    async fn ask(address: std::net::SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // It may close before all of a request is read.
        let _ = stream.read_to_string(&mut answer).await;
        answer
    }

    #[tokio::test]
    async fn it_is_ready_while_the_archive_is_open_and_tells_why_else() {
        let (phase, door) = Door::new();
        let metrics = Arc::new(Metrics::new());
        let places = Places::new(&Limits::DEFAULT);
        let sight = Arc::new(Sight { metrics: Arc::clone(&metrics), door, places });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, sight));
        let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");

        phase.send_replace(Phase::Reading { read: 4096, of: 20_000 });
        let ready = ask(address, &get("/ready")).await;
        assert!(ready.starts_with("HTTP/1.1 503 "), "{ready}");
        assert!(ready.ends_with("the archive is being read: 4096 of 20000 articles\n"), "{ready}");
        assert!(ask(address, &get("/metrics")).await.contains("\nonrecord_ready 0\n"));

        let archive = Archive::open(Box::new(Memory::default()), Settings::default(), &mut |_| {}).unwrap();
        let archive = Arc::new(archive);
        let (writer, _writing) = ingest::start(Arc::clone(&archive), metrics, usize::MAX);
        let open = Open { archive, writer };
        phase.send_replace(Phase::Open(open.clone()));
        let ready = ask(address, &get("/ready")).await;
        assert!(ready.starts_with("HTTP/1.1 200 ") && ready.ends_with("\r\nready\n"), "{ready}");

        // While it only goes on for those who don't know yet, it is ready for nobody.
        phase.send_replace(Phase::Leaving(open));
        let ready = ask(address, &get("/ready")).await;
        assert!(ready.starts_with("HTTP/1.1 503 ") && ready.contains("stopping"), "{ready}");

        phase.send_replace(Phase::Stopping);
        let ready = ask(address, &get("/ready")).await;
        assert!(ready.starts_with("HTTP/1.1 503 ") && ready.contains("stopping"), "{ready}");
        assert!(ask(address, &get("/live")).await.starts_with("HTTP/1.1 200 "));

        for (request, status) in [
            (get("/"), 404),
            (get("/metrics/"), 404),
            ("POST /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n".to_owned(), 405),
            ("HEAD /live HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(), 405),
            (format!("GET /live HTTP/1.1\r\nhost: {}\r\n\r\n", "x".repeat(BYTES)), 431),
            ("nonsense\r\n\r\n".to_owned(), 400),
        ] {
            let answer = ask(address, &request).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request} {answer}");
        }
    }

    #[tokio::test]
    async fn whoever_connects_and_says_nothing_keeps_nobody_out_for_long() {
        let (_phase, door) = Door::new();
        let places = Places::new(&Limits::DEFAULT);
        let sight = Arc::new(Sight { metrics: Arc::new(Metrics::new()), door, places });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut serving = JoinSet::new();
        // Time alone would not help.
        let hour = Duration::from_secs(3600);
        serving.spawn(within(Times { headers: hour, whole: hour }, listener, sight));
        let mut silent = Vec::new();
        for _ in 0..60 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let live = ask(address, "GET /live HTTP/1.1\r\nhost: x\r\n\r\n");
        let live = tokio::time::timeout(Duration::from_secs(60), live).await.expect("it is answered");
        assert!(live.starts_with("HTTP/1.1 200 "), "{live}");
        // The eldest of them gave way, and no more than had to.
        let open = |stream: &TcpStream| {
            stream.try_read(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
        };
        assert!(!open(&silent[0]));
        assert_eq!(silent.iter().filter(|silent| open(silent)).count(), CONNECTIONS - 1);
    }
}

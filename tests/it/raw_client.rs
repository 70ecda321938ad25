//! A client that has every frame in its hands: it can send half a request, read nothing, go away at any moment, and see the
//! server say goodbye.

use std::net::SocketAddr;

use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use hyper::body::Bytes;
use hyper::{HeaderMap, Request};
use prost::Message;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tonic::{Code, Status};

/// A connection.
pub(crate) struct Raw {
    send: SendRequest<Bytes>,
    /// How the connection ended.
    pub(crate) ended: JoinHandle<Result<(), h2::Error>>,
}

/// A call whose headers are sent.
pub(crate) struct RawCall {
    pub(crate) body: SendStream<Bytes>,
    pub(crate) answer: ResponseFuture,
}

/// A message as it is on the wire.
pub(crate) fn framed(message: &impl Message) -> Bytes {
    let mut frame = vec![0];
    frame.extend((message.encoded_len() as u32).to_be_bytes());
    message.encode(&mut frame).unwrap();
    frame.into()
}

impl Raw {
    /// A connection on which so many bytes of each answer may come unasked.
    pub(crate) async fn connect(address: SocketAddr, window: u32) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut builder = h2::client::Builder::new();
        let (send, connection) =
            builder.initial_window_size(window).handshake::<_, Bytes>(stream).await.unwrap();
        Self { send: send.ready().await.unwrap(), ended: tokio::spawn(connection) }
    }

    /// Begins a call of a method, such as `QuoteService/ExtractQuotes`.
    pub(crate) async fn call(&mut self, method: &str) -> RawCall {
        self.try_call(method, None).await.unwrap()
    }

    /// The same with a deadline, as gRPC writes it.
    pub(crate) async fn call_within(&mut self, method: &str, timeout: &str) -> RawCall {
        self.try_call(method, Some(timeout)).await.unwrap()
    }

    /// The same, on a connection that may have been closed for new calls.
    pub(crate) async fn try_call(
        &mut self,
        method: &str,
        timeout: Option<&str>,
    ) -> Result<RawCall, h2::Error> {
        self.call_at(&format!("/onrecord.v1.{method}"), timeout).await
    }

    /// Begins a call of whatever is at a path.
    pub(crate) async fn call_at(&mut self, path: &str, timeout: Option<&str>) -> Result<RawCall, h2::Error> {
        let mut request = Request::post(format!("http://x{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        if let Some(timeout) = timeout {
            request = request.header("grpc-timeout", timeout);
        }
        let request = request.body(()).unwrap();
        let mut send = self.send.clone().ready().await?;
        let (answer, body) = send.send_request(request, false)?;
        Ok(RawCall { body, answer })
    }
}

impl RawCall {
    /// Sends a message, and nothing behind it.
    pub(crate) fn send(&mut self, message: &impl Message) {
        self.body.send_data(framed(message), true).unwrap();
    }

    /// Reads the answer to its end: its bytes, and how the call ended.
    pub(crate) async fn finish(self) -> (Vec<u8>, Status) {
        let (head, mut body) = self.answer.await.unwrap().into_parts();
        let mut bytes = Vec::new();
        while let Some(data) = body.data().await {
            let data = data.unwrap();
            body.flow_control().release_capacity(data.len()).unwrap();
            bytes.extend(data);
        }
        (bytes, status(&head.headers, &mut body).await)
    }
}

/// How a call ended, by the last headers.
pub(crate) async fn status(head: &HeaderMap, body: &mut RecvStream) -> Status {
    let trailers = body.trailers().await.unwrap().unwrap_or_default();
    let status = Status::from_header_map(head).or_else(|| Status::from_header_map(&trailers));
    status.unwrap_or_else(|| Status::new(Code::Unknown, "no status came"))
}

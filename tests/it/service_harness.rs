//! A server of our own on a free port, clients for it, and articles to send.

use std::net::SocketAddr;

use onrecord::service::v1::quote_service_client::QuoteServiceClient;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use onrecord::service::{Access, Limits, Opening, ServeError, Tls, serve, v1};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::stores;

/// A running server. It ends with the test's runtime, if not before.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// Where the operator is told how it goes.
    pub(crate) admin: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    /// A server with an empty archive.
    pub(crate) async fn start(limits: Limits) -> Self {
        Self::over(limits, stores::fresh()).await
    }

    /// The same for those whom `access` lets in.
    pub(crate) async fn guarded(access: Access) -> Self {
        Self::with(None, access, Limits::DEFAULT, stores::fresh()).await
    }

    /// A server that opens an archive; it may not be open yet.
    pub(crate) async fn over(limits: Limits, archive: Opening) -> Self {
        Self::with(None, Access::default(), limits, archive).await
    }

    /// A server with TLS.
    pub(crate) async fn secured(tls: Tls, limits: Limits) -> Self {
        Self::with(Some(tls), Access::default(), limits, stores::fresh()).await
    }

    async fn with(tls: Option<Tls>, access: Access, limits: Limits, archive: Opening) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let admin_listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let admin = admin_listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            // A test that lets go of the server wants it to go on.
            if stopped.await.is_err() {
                std::future::pending().await
            }
        };
        let ended =
            tokio::spawn(serve(listener, Some(admin_listener), tls, access, limits, archive, stopped));
        Self { address, admin, stop, ended }
    }

    pub(crate) async fn channel(&self) -> Channel {
        Channel::from_shared(format!("http://{}", self.address)).unwrap().connect().await.unwrap()
    }

    /// A client of the archive, once that is open.
    pub(crate) async fn archive(&self) -> StatementServiceClient<Channel> {
        let channel = self.channel().await;
        let asked = HealthCheckRequest { service: "onrecord.v1.StatementService".into() };
        let mut health = HealthClient::new(channel.clone()).watch(asked).await.unwrap().into_inner();
        while health.message().await.unwrap().unwrap().status() != ServingStatus::Serving {}
        StatementServiceClient::new(channel)
    }

    pub(crate) async fn client(&self) -> QuoteServiceClient<Channel> {
        QuoteServiceClient::new(self.channel().await)
    }

    /// How a server ends that nobody stops.
    pub(crate) async fn ended(self) -> Result<(), ServeError> {
        self.ended.await.unwrap()
    }

    /// Asks the server to stop and hands back what tells that it has.
    pub(crate) fn stop(self) -> JoinHandle<Result<(), ServeError>> {
        self.stop.send(()).unwrap();
        self.ended
    }
}

pub(crate) async fn client() -> QuoteServiceClient<Channel> {
    Server::start(Limits::DEFAULT).await.client().await
}

pub(crate) fn article(outlet: &str, id: &str, text: &str) -> v1::Article {
    v1::Article {
        outlet: outlet.into(),
        id: id.into(),
        published: "2026-03-31T12:00:00Z".into(),
        text: text.into(),
        language: "en".into(),
        ..Default::default()
    }
}

/// The part of `text` that a span covers when counted in `encoding`.
pub(crate) fn cut(text: &str, span: v1::Span, encoding: v1::OffsetEncoding) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    match encoding {
        v1::OffsetEncoding::Utf8 => text[start..end].to_owned(),
        v1::OffsetEncoding::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[start..end]).unwrap()
        }
        _ => text.chars().skip(start).take(end - start).collect(),
    }
}

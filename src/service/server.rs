//! The server: what it offers, and how it stops.
//!
//! It stops in this order: health says that it doesn't serve, no new connection or call is taken, running calls get
//! their time to finish, and then it is over, whoever still holds a stream open.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tonic::server::NamedService;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};

use super::limits::Limits;
use super::quotes::Quotes;
use super::v1::quote_service_server::QuoteServiceServer;

/// How often a silent connection is asked whether its client is still there, and how long the answer may take.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(20));
/// Calls on one connection at one time.
const CALLS_PER_CONNECTION: u32 = 256;

/// Why the server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(String, #[source] io::Error),
    /// The system gave no threads or no signal handler.
    #[error("cannot start the server: {0}")]
    Start(#[source] io::Error),
    /// The descriptors for reflection cannot be read.
    #[error("cannot offer reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The connections failed.
    #[error("the server failed: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// Serves on `listener` until `shutdown` is ready, then lets running calls finish for as long as
/// [`Limits::grace`]. Connections that are still open after that end with the tokio runtime.
///
/// # Errors
/// When the server cannot start or its socket fails. A failing client or call is no error of the server.
pub async fn serve(
    listener: TcpListener,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Start)?;
    let (mut health, health_service) = health_reporter();
    health.set_serving::<QuoteServiceServer<Quotes>>().await;
    let quotes = QuoteServiceServer::new(Quotes::new(limits)).max_decoding_message_size(limits.message_bytes);
    let (stop, stopped) = oneshot::channel();
    let serving = Server::builder()
        .http2_keepalive_interval(Some(KEEPALIVE.0))
        .http2_keepalive_timeout(Some(KEEPALIVE.1))
        .max_concurrent_streams(CALLS_PER_CONNECTION)
        .add_service(quotes)
        .add_service(health_service)
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?)
        .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), async {
            // Either way it is time to stop.
            let _: Result<(), _> = stopped.await;
        });
    tokio::pin!(serving);
    tracing::info!("listening on {address}");

    tokio::select! {
        ended = &mut serving => return Ok(ended?),
        () = shutdown => {}
    }
    tracing::info!("stopping: running calls have {:?} to finish", limits.grace);
    stop_serving(&mut health).await;
    // The server may have ended by itself just now.
    let _ = stop.send(());
    match tokio::time::timeout(limits.grace, serving).await {
        Ok(ended) => ended?,
        Err(_) => tracing::warn!("calls were still running after {:?}; they are cut off", limits.grace),
    }
    tracing::info!("stopped");
    Ok(())
}

/// Tells everybody who watches the health that the server doesn't serve, and ends their streams, which would otherwise
/// keep it from stopping.
async fn stop_serving(health: &mut HealthReporter) {
    for service in ["", QuoteServiceServer::<Quotes>::NAME] {
        health.set_service_status(service, ServingStatus::NotServing).await;
        health.clear_service_status(service).await;
    }
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    // Of two files that define one type the last counts: google.rpc.Status is to come from the file that ours imports.
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(super::DESCRIPTORS)
}

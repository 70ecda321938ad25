//! The server: what it offers, and how it stops.
//!
//! Quotes are served from the start, statements once the archive is read; a server whose archive cannot be read ends.
//!
//! It stops in this order: health and the admin port say that it doesn't serve; for a moment, if the limits have one, it
//! goes on as before, until everybody has seen that; no new connection is taken, and clients are told to take their next
//! calls elsewhere; streams are ended behind what was read of them, and other running calls get their time to finish;
//! and then it is over, whoever still holds a call open.

use std::future::Future;
use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tonic::server::NamedService;
use tonic::transport::Server;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};

use super::access::{Access, Check, Openness};
use super::admission::Places;
use super::calls::Watch;
use super::connections::incoming;
use super::exposition::Sight;
use super::following;
use super::gate::Gate;
use super::limits::Limits;
use super::metrics::Metrics;
use super::opening::{Door, Open, Opening, Phase, Place};
use super::quotes::Quotes;
use super::statements::Statements;
use super::tls::Tls;
use super::v1::quote_service_server::QuoteServiceServer;
use super::v1::statement_service_server::StatementServiceServer;
use super::work::Work;
use super::{admin, health, ingest, token_file};
use crate::archive::{Archive, ArchiveError, Counts};

/// Calls on one connection at one time.
const CALLS_PER_CONNECTION: u32 = 256;
/// Bytes of the metadata of one call, with 32 for each entry.
const HEADER_BYTES: u32 = 16 << 10;
/// Calls of one connection that were taken back before they were come to. A client with more of them is cut off: each costs
/// it next to nothing ("rapid reset").
const TAKEN_BACK: usize = 20;

/// Bytes of a request for the health, and for the contract.
const SMALL: (usize, usize) = (1 << 10, 64 << 10);

/// Bytes that may be on their way to one call, and to one connection. The ratio matters: h2 closes a connection on which
/// small frames wait unread that cost it more than half of the connection's window. A stream that sends faster than it is
/// worked on, in the smallest of messages, is to be slowed down before that: 256 KiB of such frames cost 2 MiB.
const WINDOWS: (u32, u32) = (256 << 10, 16 << 20);

/// Why the server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(String, #[source] io::Error),
    /// The system gave no threads or no signal handler.
    #[error("cannot start the server: {0}")]
    Start(#[source] io::Error),
    /// The archive cannot be opened.
    #[error("cannot open the archive in {place}: {error}")]
    Archive {
        /// Where it is kept.
        place: Place,
        /// Why.
        #[source]
        error: ArchiveError,
    },
    /// A defect has ended the opening of the archive.
    #[error("cannot open the archive: a defect of the program; the log says where")]
    Opening,
    /// The descriptors for reflection cannot be read.
    #[error("cannot offer reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The connections failed.
    #[error("the server failed: {0}")]
    Transport(#[from] tonic::transport::Error),
    /// It was asked to stop once more before it had stopped.
    #[error("was asked to stop again, and ended at once; nothing that was acknowledged is lost")]
    CutOff,
}

/// Serves on `listener`, to whom `access` lets in, until `shutdown` is ready, then lets running calls finish for as long as
/// [`Limits::grace`]. Connections that are still open after that end with the tokio runtime. They are in clear text
/// unless there is `tls`. The archive is opened meanwhile; until it is open its calls are answered so. On `admin` the
/// operator is told how it goes, over HTTP/1.1: `/metrics`, `/live` and `/ready`.
///
/// # Errors
/// When the server cannot start, its archive cannot be opened, or its socket fails. A failing client or call is no error
/// of the server.
pub async fn serve(
    listener: TcpListener,
    admin: Option<TcpListener>,
    tls: Option<Tls>,
    access: Access,
    limits: Limits,
    archive: Opening,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Start)?;
    let (mut health, health_service) = health_reporter();
    health.set_serving::<QuoteServiceServer<Quotes>>().await;
    health.set_not_serving::<StatementServiceServer<Statements>>().await;
    let (phase, door) = Door::new();
    let place = archive.place.clone();
    let cannot_open = |error| ServeError::Archive { place, error };
    let metrics = Arc::new(Metrics::new());
    let opened = archive.begin(phase.clone(), Arc::clone(&metrics)).map_err(ServeError::Start)?;
    let places = Places::new(&limits);
    // What goes on until the server has ended, while it stops, too: it is told, certificates and tokens are read again.
    let mut beside = JoinSet::new();
    beside.spawn(health::follow(door.clone(), health.clone()));
    if let Some(admin) = admin {
        let address = admin.local_addr().map_err(ServeError::Start)?;
        let sight = Sight { metrics: Arc::clone(&metrics), door: door.clone(), places: places.clone() };
        beside.spawn(admin::serve(admin, Arc::new(sight)));
        tracing::info!("metrics, live and ready are told on http://{address}");
    }
    let tls = tls.map(Arc::new);
    if let Some(tls) = &tls {
        beside.spawn(Arc::clone(tls).follow(Arc::clone(&metrics)));
    }
    let Access { tokens, health: health_open, reflection: reflection_open } = access;
    let known = tokens.map(|tokens| {
        let (known, looking) = token_file::follow(tokens, Arc::clone(&metrics));
        beside.spawn(looking);
        known
    });
    let health_service = health_service.max_decoding_message_size(SMALL.0);
    let health_service = (health_open != Openness::Off).then_some(health_service);
    let has_reflection = reflection_open != Openness::Off;
    let contract = || has_reflection.then(|| reflection().build_v1()).transpose();
    let older_contract = || has_reflection.then(|| reflection().build_v1alpha()).transpose();
    let work = Work::new(Arc::clone(&metrics)).map_err(ServeError::Start)?;
    let quotes = Quotes::new(limits, work, door.clone());
    let quotes = QuoteServiceServer::new(quotes).max_decoding_message_size(limits.message_bytes);
    let statements = Statements::new(limits, door);
    let statements = StatementServiceServer::new(statements).max_decoding_message_size(limits.message_bytes);
    let (stop, stopped) = oneshot::channel();
    let incoming = incoming(listener, tls, &limits, Arc::clone(&metrics));
    let serving = Server::builder()
        .http2_keepalive_interval(Some(limits.keepalive))
        .http2_keepalive_timeout(Some(limits.keepalive_timeout))
        .http2_max_header_list_size(HEADER_BYTES)
        .http2_max_pending_accept_reset_streams(Some(TAKEN_BACK))
        .max_concurrent_streams(CALLS_PER_CONNECTION)
        .initial_stream_window_size(WINDOWS.0)
        .initial_connection_window_size(WINDOWS.1)
        .layer(Watch::new(Arc::clone(&metrics)))
        .layer(Check::new(known, health_open, reflection_open))
        .layer(Gate::new(limits, places))
        .add_service(quotes)
        .add_service(statements)
        .add_optional_service(health_service)
        .add_optional_service(contract()?.map(|service| service.max_decoding_message_size(SMALL.1)))
        .add_optional_service(older_contract()?.map(|service| service.max_decoding_message_size(SMALL.1)))
        .serve_with_incoming_shutdown(incoming, async {
            // Either way it is time to stop.
            let _: Result<(), _> = stopped.await;
        });
    tokio::pin!(serving, shutdown);
    tracing::info!("listening on {address}");

    // What the archive comes to is kept till the end: a server without one ends with an error.
    let mut writing = None;
    let archive = tokio::select! {
        ended = &mut serving => return Ok(ended?),
        () = &mut shutdown => Ok(()),
        opened = opened => match opened {
            Ok(Ok(archive)) => {
                let (open, task) = open(archive, metrics, limits.article_quotes).map_err(ServeError::Start)?;
                writing = Some(task);
                phase.send_replace(Phase::Open(open));
                health.set_serving::<StatementServiceServer<Statements>>().await;
                tokio::select! {
                    ended = &mut serving => return Ok(ended?),
                    () = shutdown => Ok(()),
                }
            }
            Ok(Err(error)) => Err(cannot_open(error)),
            Err(_) => Err(ServeError::Opening),
        },
    };
    not_serving(&mut health).await;
    phase.send_if_modified(|phase| {
        if let Phase::Open(open) = phase {
            *phase = Phase::Leaving(open.clone());
        }
        false
    });
    if !limits.drain_delay.is_zero() && archive.is_ok() {
        tracing::info!("not ready any more: new calls are taken for another {:?}", limits.drain_delay);
        tokio::select! {
            ended = &mut serving => return Ok(ended?),
            () = tokio::time::sleep(limits.drain_delay) => {}
        }
    }
    tracing::info!("stopping: running calls have {:?} to finish", limits.grace);
    end_health(&mut health).await;
    phase.send_replace(Phase::Stopping);
    // The server may have ended by itself just now.
    let _ = stop.send(());
    let finish = async {
        serving.await?;
        // With the last call the writer has got its last article.
        if let Some(writing) = writing {
            let _ = writing.await;
        }
        Ok::<_, ServeError>(())
    };
    match tokio::time::timeout(limits.grace, finish).await {
        Ok(finished) => finished?,
        Err(_) => tracing::warn!("calls were still running after {:?}; they are cut off", limits.grace),
    }
    tracing::info!("stopped");
    archive
}

/// Starts the writer of an archive that is read.
fn open(archive: Archive, metrics: Arc<Metrics>, quotes: usize) -> io::Result<(Open, JoinHandle<()>)> {
    let Counts { articles, statements, reports, .. } = archive.counts();
    tracing::info!(articles, statements, reports, "the archive is open");
    let archive = Arc::new(archive);
    following::start(&archive)?;
    let (writer, writing) = ingest::start(Arc::clone(&archive), metrics, quotes);
    Ok((Open { archive, writer }, writing))
}

/// What is asked of the health of: the whole server, and each service.
const SERVICES: [&str; 3] =
    ["", QuoteServiceServer::<Quotes>::NAME, StatementServiceServer::<Statements>::NAME];

/// Tells everybody who asks for the health that the server doesn't serve.
async fn not_serving(health: &mut HealthReporter) {
    for service in SERVICES {
        health.set_service_status(service, ServingStatus::NotServing).await;
    }
}

/// Ends the streams of those who watch the health, which would otherwise keep the server from stopping.
async fn end_health(health: &mut HealthReporter) {
    for service in SERVICES {
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

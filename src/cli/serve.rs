//! `onrecord serve`: the gRPC service.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::config::{self, Loaded};
use super::exit::Failure;
use super::server_log::log_to_standard_error;
use super::stop::Asked;
use super::use_threads;
use crate::archive::Settings;
use crate::service::{Access, Opening, ServeError, serve};

/// Serves quotes and statements over gRPC, to whoever has a token, or to everybody on this machine where there are none; over
/// TLS with --tls-cert and --tls-key.
///
/// It keeps the articles that it is sent to keep, with their statements, in the folder or the database of --store. Quotes are
/// served at once, statements when what is there has been read.
///
/// Health checking is open to all, reflection to who may read. SIGTERM and Ctrl-C stop it gracefully, and a second one at
/// once. The log goes to standard error and
/// never has words of an article.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    /// A file of settings, in TOML [default: the one that ONRECORD_CONFIG names, if any]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Checks the settings, prints all of them with where each comes from, and serves nothing
    #[arg(long)]
    check_config: bool,
    #[command(flatten)]
    settings: config::Flags,
}

const HELP: &str = "\
Each setting from --listen on can also stand in the environment, --max-calls as
ONRECORD_MAX_CALLS, and in the file of --config. A flag wins over the
environment, the environment over the file. docs/configuration.md has them all.

Examples:
  onrecord serve --store ./archive
      answers at 127.0.0.1:50051, and keeps what it is sent in that folder
  onrecord serve --config onrecord.toml --check-config
      whether that file can be used, and what holds with it";

/// Serves until it is asked to stop.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let loaded = config::load(args.config.as_deref(), &args.settings)?;
    if args.check_config {
        let mut out = io::stdout().lock();
        let written = write!(out, "{}", loaded.effective).and_then(|()| out.flush());
        return written.map_err(|error| Failure::Output { file: "standard output".to_owned(), error });
    }
    use_threads(loaded.config.threads)?;
    log_to_standard_error(loaded.config.log);
    tracing::info!("configuration: {}", loaded.effective.log_line());
    serve_archive(loaded).map_err(|error| Failure::Service(error.to_string()))
}

fn serve_archive(loaded: Loaded) -> Result<(), ServeError> {
    let Loaded { config, effective: _, store, tokens, tls, listen: addresses, admin: admin_addresses } =
        loaded;
    let settings = Settings { changes_kept: config.keep_changes, ..Settings::default() };
    let archive = Opening { place: store, settings };
    let access = Access { tokens, health: config.health, reflection: config.reflection };
    let runtime = tokio::runtime::Runtime::new().map_err(ServeError::Start)?;
    let served = runtime.block_on(async {
        let listener = listen(&config.listen, &addresses).await?;
        let admin = match &*config.admin {
            "" => None,
            words => Some(listen(words, &admin_addresses).await?),
        };
        // The handlers stand before the log says that we listen: from then on a signal is answered properly.
        let mut asked = Asked::listen().map_err(ServeError::Start)?;
        let (stop, stopping) = oneshot::channel();
        let stopping = async {
            // Either way it is time to stop.
            let _: Result<(), _> = stopping.await;
        };
        let asked_twice = async {
            asked.once_more().await;
            // It may be over already.
            let _ = stop.send(());
            asked.once_more().await;
        };
        tokio::select! {
            served = serve(listener, admin, tls, access, config.limits, archive, stopping) => served,
            () = asked_twice => {
                tracing::warn!("asked to stop again: ended at once");
                Err(ServeError::CutOff)
            }
        }
    });
    // What still waits for a disk or for a client is let go of: nobody waits for it any more.
    runtime.shutdown_timeout(if served.is_ok() { LETTING_GO } else { Duration::ZERO });
    served
}

/// How long what was cut off may take to let go of the store.
const LETTING_GO: Duration = Duration::from_secs(1);

/// Listens at one of the addresses that these words stand for.
async fn listen(words: &str, addresses: &[SocketAddr]) -> Result<TcpListener, ServeError> {
    TcpListener::bind(addresses).await.map_err(|error| ServeError::Listen(words.to_owned(), error))
}

//! `onrecord serve`: the gRPC service.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::TcpListener;

use super::data_folder::data_folder;
use super::exit::Failure;
use super::server_log::{LogFormat, log_to_standard_error};
use super::stop::asked_to_stop;
use crate::archive::{CHANGES_KEPT, Settings};
use crate::service::{Limits, Opening, Place, ServeError, serve};

/// Serves quotes and statements over gRPC, in clear text and to whoever can connect.
///
/// It keeps the articles that it is sent to keep, with their statements, in the folder of --store. Quotes are served at
/// once, statements when what is there has been read.
///
/// Health checking and reflection are on. SIGTERM and Ctrl-C stop it gracefully. The log goes to standard error and
/// never has words of an article.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address to listen on; port 0 takes a free port, which the log tells
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:50051")]
    listen: String,
    /// The address on which metrics, live and ready are told over HTTP; none unless it is given
    #[arg(long, value_name = "ADDR")]
    admin: Option<String>,
    /// How each line of the log is written
    #[arg(long, value_enum, default_value_t)]
    log: LogFormat,
    /// The folder in which articles and statements are kept, or "memory" to keep them until the end [default: the folder
    /// onrecord among the data of the user]
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// How many changes of statements are kept for those who watch
    #[arg(long, value_name = "N", default_value_t = CHANGES_KEPT)]
    keep_changes: u64,
    /// Bytes of one message
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.message_bytes)]
    max_message_bytes: usize,
    /// Bytes of an article's text
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.text_bytes)]
    max_text_bytes: usize,
    /// Bytes of each of two quotes to compare
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.quote_bytes)]
    max_quote_bytes: usize,
    /// Articles of one set to deduplicate
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT.set_articles)]
    max_set_articles: usize,
    /// Bytes of one set to deduplicate
    #[arg(long, value_name = "BYTES", default_value_t = Limits::DEFAULT.set_bytes)]
    max_set_bytes: usize,
    /// Calls in work at one time; one more is asked to come back
    #[arg(long, value_name = "N", default_value_t = Limits::DEFAULT.calls)]
    max_calls: usize,
    /// How long one request may take; streams are exempt
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::DEFAULT.deadline.as_secs())]
    deadline: u64,
    /// How long a stream may stay silent
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::DEFAULT.idle.as_secs())]
    idle: u64,
    /// How long running calls may go on after a request to stop
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::DEFAULT.grace.as_secs())]
    grace: u64,
}

impl Args {
    fn limits(&self) -> Limits {
        Limits {
            message_bytes: self.max_message_bytes,
            text_bytes: self.max_text_bytes,
            quote_bytes: self.max_quote_bytes,
            set_articles: self.max_set_articles,
            set_bytes: self.max_set_bytes,
            calls: self.max_calls,
            deadline: Duration::from_secs(self.deadline),
            idle: Duration::from_secs(self.idle),
            grace: Duration::from_secs(self.grace),
        }
    }

    fn opening(&self) -> Result<Opening, Failure> {
        let place = match &self.store {
            Some(store) if store == Path::new("memory") => Place::Memory,
            Some(folder) => Place::Folder(folder.clone()),
            None => Place::Folder(data_folder()?),
        };
        Ok(Opening { place, settings: Settings { changes_kept: self.keep_changes } })
    }
}

/// Serves until it is asked to stop.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    log_to_standard_error(args.log);
    serve_archive(args, args.opening()?).map_err(|error| Failure::Service(error.to_string()))
}

fn serve_archive(args: &Args, archive: Opening) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Runtime::new().map_err(ServeError::Start)?;
    runtime.block_on(async {
        let listener = listen(&args.listen).await?;
        let admin = match &args.admin {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        // The handlers stand before the log says that we listen: from then on a signal is answered properly.
        let asked_to_stop = asked_to_stop().map_err(ServeError::Start)?;
        serve(listener, admin, args.limits(), archive, asked_to_stop).await
    })
}

async fn listen(address: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen(address.to_owned(), error))
}

//! The file of tokens while the service runs: it is looked at again and again, so that a token can be added or taken away
//! without a restart.
//!
//! What stands in it counts once it is the same at two looks, so that a file is not taken half written. When it cannot be
//! used, the tokens from before hold: a slip of the pen locks nobody out and lets nobody in.

use std::fs;
use std::mem;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::metrics::Metrics;
use super::tokens::{Known, Tokens};

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// The tokens that hold, and what keeps them up to date for as long as it is polled.
pub(super) fn follow(
    tokens: Tokens,
    metrics: Arc<Metrics>,
) -> (watch::Receiver<Known>, impl Future<Output = ()> + Send) {
    let (tell, known) = watch::channel(tokens.known.clone());
    (known, look_again(tokens, tell, metrics))
}

async fn look_again(tokens: Tokens, tell: watch::Sender<Known>, metrics: Arc<Metrics>) {
    let Tokens { path, text, known } = tokens;
    tracing::info!(tokens = known.count(), "calls need a token");
    warn_if_others_can_read(&path);
    let mut taken = Ok(text);
    let mut last = taken.clone();
    loop {
        sleep(EVERY).await;
        let file = path.clone();
        let look = spawn_blocking(move || fs::read(&file).map_err(|error| error.to_string()));
        let Ok(now) = look.await else { continue };
        let before = mem::replace(&mut last, now);
        if last != before || last == taken {
            continue;
        }
        taken = last.clone();
        let read = match &taken {
            Ok(text) => Tokens::of(&path, text.clone()),
            Err(error) => Err(vec![format!("{} cannot be read: {error}", path.display())]),
        };
        metrics.stale_tokens.set(usize::from(read.is_err()));
        match read {
            Ok(Tokens { known, .. }) => {
                tracing::info!(tokens = known.count(), "the tokens were read again");
                warn_if_others_can_read(&path);
                tell.send_replace(known);
            }
            Err(errors) => {
                tracing::error!(
                    error = errors.join("; "),
                    "the tokens cannot be read again; those from before hold"
                );
            }
        }
    }
}

/// Others on the machine learn nothing that they could call with, but the ids and who may what.
#[cfg(unix)]
fn warn_if_others_can_read(path: &Path) {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path).map_or(0, |file| file.permissions().mode());
    if mode & 0o006 != 0 {
        let (file, mode) = (path.display().to_string(), format!("{:04o}", mode & 0o7777));
        tracing::warn!(file, mode, "anybody on this machine can read or write the file of tokens");
    }
}

#[cfg(not(unix))]
fn warn_if_others_can_read(_path: &Path) {}

//! An archive that shares its store hears of what others write when it is asked. Whoever watches doesn't ask: so somebody
//! looks every now and then, for as long as the archive is there.

use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};

use crate::archive::Archive;

/// So often.
const EVERY: Duration = Duration::from_millis(100);

/// Starts to look, if the archive shares its store.
pub(super) fn start(archive: &Arc<Archive>) -> io::Result<()> {
    if !archive.is_shared() {
        return Ok(());
    }
    let archive = Arc::downgrade(archive);
    let follow = move || {
        let mut fails = false;
        loop {
            thread::sleep(EVERY);
            let Some(archive) = archive.upgrade() else { return };
            match archive.catch_up() {
                Ok(()) if fails => {
                    tracing::info!("what others write to the store is known again");
                    fails = false;
                }
                Err(error) if !fails => {
                    tracing::warn!(%error, "what others write to the store isn't known at present");
                    fails = true;
                }
                _ => {}
            }
        }
    };
    thread::Builder::new().name("following".to_owned()).spawn(follow).map(drop)
}

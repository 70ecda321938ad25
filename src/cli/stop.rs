//! When the user asks a command to stop that would go on.

use std::io;
use std::thread;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(not(unix))]
use tokio::signal::windows::{CtrlC, ctrl_c};

use super::{Failure, exit};
use crate::stop::Stop;

/// A sign that is given when the user asks. Asked once more, the program ends at once.
pub(super) fn sign() -> Result<Stop, Failure> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Start)?;
    let mut asked = {
        let _within = runtime.enter();
        Asked::listen().map_err(Failure::Start)?
    };
    let stop = Stop::new();
    let given = stop.clone();
    let hearing = move || {
        runtime.block_on(asked.once_more());
        given.ask();
        runtime.block_on(asked.once_more());
        exit::at_once();
    };
    thread::Builder::new().name("signals".to_owned()).spawn(hearing).map_err(Failure::Start)?;
    Ok(stop)
}

/// Hears SIGTERM, which service managers send, and Ctrl-C; on Windows Ctrl-C. Once there is one, neither ends the process
/// by itself.
pub(super) struct Asked {
    #[cfg(unix)]
    signals: [Signal; 2],
    #[cfg(not(unix))]
    interrupt: CtrlC,
}

impl Asked {
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { signals: [signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?] })
    }

    #[cfg(not(unix))]
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: ctrl_c()? })
    }

    /// Ready when the user asks once more.
    #[cfg(unix)]
    pub(super) async fn once_more(&mut self) {
        let [terminate, interrupt] = &mut self.signals;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }

    /// Ready when the user asks once more.
    #[cfg(not(unix))]
    pub(super) async fn once_more(&mut self) {
        self.interrupt.recv().await;
    }
}

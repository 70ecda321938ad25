//! A real `onrecord serve` in a process of its own, that can be killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use onrecord::service::v1::statement_service_client::StatementServiceClient;
use tonic::transport::Channel;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// A running server. It is killed with SIGKILL when it is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    log: Option<JoinHandle<Vec<String>>>,
    address: std::sync::mpsc::Receiver<String>,
}

impl Process {
    /// Starts a server on a folder.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::of(&mut Command::new(env!("CARGO_BIN_EXE_onrecord")), folder)
    }

    /// Starts a server of which no file gets larger than so many blocks.
    #[cfg(unix)]
    pub(crate) fn limited(folder: &Path, blocks: usize) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
        Self::of(command.arg(env!("CARGO_BIN_EXE_onrecord")), folder)
    }

    fn of(command: &mut Command, folder: &Path) -> Self {
        command.args(["serve", "--listen", "127.0.0.1:0", "--store"]).arg(folder);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, address) = std::sync::mpsc::channel();
        let log = std::thread::spawn(move || {
            let tell = |line: String| {
                if let Some((_, address)) = line.rsplit_once("listening on ") {
                    // Nobody asks when the server is killed at once.
                    let _ = tell.send(format!("http://{address}"));
                }
                line
            };
            // A kill may cut a line in two.
            lines.map_while(Result::ok).map(tell).collect()
        });
        Self { child, log: Some(log), address }
    }

    /// A client of its archive, once that is open.
    pub(crate) async fn archive(&mut self) -> StatementServiceClient<Channel> {
        let Ok(address) = tokio::task::block_in_place(|| self.address.recv()) else {
            panic!("it doesn't serve: {:#?}", self.kill());
        };
        let channel = Channel::from_shared(address).unwrap().connect().await.unwrap();
        let asked = HealthCheckRequest { service: "onrecord.v1.StatementService".into() };
        let mut health = HealthClient::new(channel.clone()).watch(asked).await.unwrap().into_inner();
        loop {
            match health.message().await {
                Ok(Some(health)) if health.status() == ServingStatus::Serving => break,
                Ok(Some(_)) => {}
                ended => panic!("it doesn't open its archive: {ended:?} {:#?}", self.kill()),
            }
        }
        StatementServiceClient::new(channel)
    }

    /// Kills it, if it runs, and gives its log.
    pub(crate) fn kill(&mut self) -> Vec<String> {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.log.take().map(|log| log.join().unwrap()).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

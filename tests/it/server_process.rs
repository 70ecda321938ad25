//! A real `onrecord serve` in a process of its own, that can be killed.

use std::cell::OnceCell;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
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
    /// What it has logged so far, and who takes it down.
    log: Arc<Mutex<Vec<String>>>,
    logging: Option<JoinHandle<()>>,
    tells_address: std::sync::mpsc::Receiver<String>,
    address: OnceCell<String>,
    admin: std::sync::mpsc::Receiver<String>,
}

impl Process {
    /// Starts a server on a folder.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::with(folder, &[])
    }

    /// Starts a server with more arguments.
    pub(crate) fn with(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        Self::of(command.arg("serve").args(arguments), folder)
    }

    /// Starts a server of which no file gets larger than so many blocks.
    #[cfg(unix)]
    pub(crate) fn limited(folder: &Path, blocks: usize) -> Self {
        Self::within(&format!("trap '' XFSZ; ulimit -f {blocks}"), folder)
    }

    /// Starts a server that can have so many files open.
    #[cfg(unix)]
    pub(crate) fn with_files(folder: &Path, files: usize) -> Self {
        Self::within(&format!("ulimit -n {files}"), folder)
    }

    /// Starts a server behind what a shell does before it.
    #[cfg(unix)]
    fn within(before: &str, folder: &Path) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{before}; exec \"$0\" \"$@\"")]);
        Self::of(command.args([env!("CARGO_BIN_EXE_onrecord"), "serve"]), folder)
    }

    /// Starts a server that other machines could reach, too.
    pub(crate) fn anywhere(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        Self::at("0.0.0.0:0", command.arg("serve").args(arguments), folder)
    }

    fn of(command: &mut Command, folder: &Path) -> Self {
        Self::at("127.0.0.1:0", command, folder)
    }

    fn at(listen: &str, command: &mut Command, folder: &Path) -> Self {
        command.args(["--listen", listen, "--store"]).arg(folder);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, tells_address) = std::sync::mpsc::channel();
        let (tell_admin, admin) = std::sync::mpsc::channel();
        let log = Arc::new(Mutex::new(Vec::new()));
        let logged = Arc::clone(&log);
        let logging = std::thread::spawn(move || {
            // A kill may cut a line in two.
            for line in lines.map_while(Result::ok) {
                // In a log of JSON more stands behind the message. Nobody asks when the server is killed at once.
                let behind = |words| {
                    let (_, address) = line.rsplit_once(words)?;
                    Some(address.split('"').next()?.replace("0.0.0.0", "127.0.0.1"))
                };
                if let Some(address) = behind("listening on ") {
                    let _ = tell.send(format!("http://{address}"));
                }
                if let Some(admin) = behind("are told on http://") {
                    let _ = tell_admin.send(admin);
                }
                logged.lock().unwrap().push(line);
            }
        });
        Self { child, log, logging: Some(logging), tells_address, address: OnceCell::new(), admin }
    }

    /// A client of its archive, once that is open.
    pub(crate) async fn archive(&mut self) -> StatementServiceClient<Channel> {
        let address = self.address();
        self.archive_at(address).await
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> String {
        let told = || match tokio::task::block_in_place(|| self.tells_address.recv()) {
            Ok(address) => address,
            Err(_) => panic!("it doesn't serve: {:#?}", self.log()),
        };
        self.address.get_or_init(told).clone()
    }

    /// The same without how it is called.
    pub(crate) fn serves_at(&self) -> SocketAddr {
        self.address().rsplit_once('/').unwrap().1.parse().unwrap()
    }

    /// How many files and connections it has open.
    #[cfg(target_os = "linux")]
    pub(crate) fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Whether its log has these words by now.
    pub(crate) fn has_said(&self, words: &str) -> bool {
        self.log().iter().any(|line| line.contains(words))
    }

    /// A client of its archive, once that is open, where it serves.
    pub(crate) async fn archive_at(&mut self, address: String) -> StatementServiceClient<Channel> {
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

    /// Where it tells how it goes, if it does.
    pub(crate) fn admin(&self) -> SocketAddr {
        self.admin.recv().unwrap().parse().unwrap()
    }

    /// Sends it SIGTERM, the signal to stop.
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    /// Waits until it has ended by itself: with which status, and its log.
    pub(crate) fn ended(&mut self) -> (Option<i32>, Vec<String>) {
        let begun = std::time::Instant::now();
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status.code(),
                None if begun.elapsed() > std::time::Duration::from_secs(120) => {
                    panic!("it doesn't end: {:#?}", self.kill())
                }
                None => std::thread::sleep(std::time::Duration::from_millis(10)),
            }
        };
        (status, self.kill())
    }

    /// Kills it, if it runs, and gives its log.
    pub(crate) fn kill(&mut self) -> Vec<String> {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap();
        if let Some(logging) = self.logging.take() {
            logging.join().unwrap();
        }
        self.log()
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

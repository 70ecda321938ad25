//! The service that is worked: a process of its own on a temporary folder.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use onrecord::service::v1;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::transport::{Channel, Endpoint};

/// Changes that the service keeps: few, so that the log, too, stays as large as it is.
const KEPT: &str = "20000";
/// Lines of the log that are kept.
const LINES: usize = 100;

/// A running service; it is killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    admin: SocketAddr,
    /// What its log tells of errors.
    errors: Arc<Mutex<Vec<String>>>,
    _folder: TempDir,
}

impl Server {
    pub(crate) async fn start(program: Option<PathBuf>) -> Result<Self, Box<dyn Error>> {
        // Examples are built into a folder beside the program.
        let beside = std::env::current_exe()?.with_file_name("").join("../onrecord");
        let program = program.unwrap_or(beside);
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(&program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--keep-changes", KEPT]);
        command.arg("--store").arg(folder.path()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let log = BufReader::new(child.stderr.take().ok_or("the service has no log")?);
        let (tell, told) = mpsc::channel();
        let errors = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&errors);
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                for words in ["listening on ", "are told on http://"] {
                    if let Some((_, address)) = line.split_once(words) {
                        // Whoever started it may be gone.
                        let _ = tell.send((words, address.trim().to_owned()));
                    }
                }
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if (line.contains("ERROR") || line.contains("panicked")) && kept.len() < LINES {
                    kept.push(line);
                }
            }
        });
        let (mut address, mut admin) = (None, None);
        while address.is_none() || admin.is_none() {
            let (words, told) =
                told.recv_timeout(Duration::from_secs(30)).map_err(|_| "the service doesn't listen")?;
            let place = if words.starts_with("listening") { &mut address } else { &mut admin };
            *place = Some(told.parse()?);
        }
        let (Some(address), Some(admin)) = (address, admin) else { return Err("it tells no address".into()) };
        Ok(Self { child, address, admin, errors, _folder: folder })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// A client on a connection of its own.
    pub(crate) async fn client(&self) -> Result<StatementServiceClient<Channel>, Box<dyn Error>> {
        Ok(StatementServiceClient::new(Endpoint::new(format!("http://{}", self.address))?.connect().await?))
    }

    /// Waits until the archive answers.
    pub(crate) async fn answers(&self) -> Result<(), Box<dyn Error>> {
        let mut client = self.client().await?;
        while let Err(status) = client.list_statements(v1::ListStatementsRequest::default()).await {
            eprintln!("waiting: {}", status.message());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        drop(client);
        // The connection is to be gone before descriptors are counted.
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    }

    /// How many calls are in work, streams among them, and how many watch, as the service counts them.
    pub(crate) async fn open(&self) -> Result<(u64, u64), Box<dyn Error>> {
        let mut stream = TcpStream::connect(self.admin).await?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await?;
        let mut page = String::new();
        stream.read_to_string(&mut page).await?;
        let value = |name: &str| {
            let value = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            value.and_then(|value| value.parse().ok()).ok_or_else(|| format!("no {name} in the metrics"))
        };
        Ok((value("onrecord_calls_in_work")? + value("onrecord_streams")?, value("onrecord_watchers")?))
    }

    /// What its log tells of errors.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells it to stop, and waits for that.
    pub(crate) async fn stop(mut self) -> Result<ExitStatus, Box<dyn Error>> {
        let id =
            i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).ok_or("a process without an id")?;
        kill_process(id, Signal::TERM)?;
        for _ in 0..600 {
            if let Some(ended) = self.child.try_wait()? {
                return Ok(ended);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("told to stop, the service goes on for a minute".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

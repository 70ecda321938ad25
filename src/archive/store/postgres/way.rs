//! The way to a database of which several hosts may be named: each is given its time, so that one that says nothing keeps
//! nobody from the others.

use std::pin::Pin;
use std::time::Duration;

use deadpool_postgres::Connect;
use tokio::net::lookup_host;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::{Host, LoadBalanceHosts};
use tokio_postgres::{Client, Config, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A connection, and the task that keeps it going.
type Connected = (Client, JoinHandle<()>);

/// How to connect to a database.
#[derive(Clone)]
pub(super) struct Way {
    /// For each host what there is to say to it.
    pub(super) hosts: Vec<Config>,
    /// How long a host may take until it has let somebody in.
    pub(super) each: Duration,
    pub(super) tls: MakeRustlsConnect,
}

/// What is due to the machine rather than to a host.
const SLACK: Duration = Duration::from_secs(1);

impl Way {
    /// How long all hosts together may take.
    pub(super) fn all(&self) -> Duration {
        self.each.saturating_mul(self.hosts.len() as u32).saturating_add(SLACK)
    }

    /// Connects to a host.
    async fn call(&self, host: &Config) -> Result<Connected, Error> {
        let (named, port) = (host.get_hosts().first(), host.get_ports().first());
        let addresses = match (named, port) {
            (Some(Host::Tcp(name)), Some(port)) if host.get_hostaddrs().is_empty() => {
                lookup_host((name.as_str(), *port)).await.map(Iterator::collect).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        // The addresses of a name share its time. Of the last one, or if there is none, the driver says what is wrong.
        let one = self.each / addresses.len().max(1) as u32;
        for address in &addresses[..addresses.len().saturating_sub(1)] {
            if let Ok(Ok(connected)) = timeout(one, self.enter(host.clone().hostaddr(address.ip()))).await {
                return Ok(connected);
            }
        }
        match addresses.last() {
            Some(address) => self.enter(host.clone().hostaddr(address.ip())).await,
            None => self.enter(host).await,
        }
    }

    async fn enter(&self, host: &Config) -> Result<Connected, Error> {
        let (client, connection) = host.connect(self.tls.clone()).await?;
        // If it breaks, whoever asks next is told.
        Ok((client, tokio::spawn(async { drop(connection.await) })))
    }
}

impl Connect for Way {
    fn connect(&self, _: &Config) -> Pin<Box<dyn Future<Output = Result<Connected, Error>> + Send + '_>> {
        Box::pin(async {
            let mut hosts: Vec<&Config> = self.hosts.iter().collect();
            let mut random = [0];
            if hosts.iter().any(|host| host.get_load_balance_hosts() == LoadBalanceHosts::Random)
                && getrandom::fill(&mut random).is_ok()
            {
                let first = usize::from(random[0]) % hosts.len();
                hosts.rotate_left(first);
            }
            let mut told = None;
            for host in hosts {
                match timeout(self.each, self.call(host)).await {
                    Ok(Ok(connected)) => return Ok(connected),
                    Ok(Err(error)) => told = Some(error),
                    // It is silent.
                    Err(_) => {}
                }
            }
            match told {
                Some(error) => Err(error),
                // All are silent, and the time that whoever asks gives to all of them is about to end.
                None => std::future::pending().await,
            }
        })
    }
}

//! Which database, and the way there: a URL as PostgreSQL's own tools read it.
//!
//! Beside what the driver knows (user, password, hosts, ports, database, `options`, `connect_timeout` and others) it may
//! name files of PEM: `sslrootcert` with the authorities that are trusted, by default those of the system; `sslcert` and
//! `sslkey` for a database that asks for a client's certificate. With TLS the database is always verified. Without
//! `sslmode`, TLS is asked for where another machine may be on the way; `sslmode=disable` goes without in so many words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::CONNECTING;
use crate::archive::store::{DatabaseUrl, StoreError};
use crate::contract::pem::{self, TlsError};

/// Where systems keep the authorities that they trust.
const SYSTEM: &[&str] =
    &["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
/// Whoever is no longer there is noticed after so long.
const SILENCE: Duration = Duration::from_secs(30);

/// A database, and what is needed to connect to it.
pub(super) struct Target {
    /// What may be told of it: hosts, ports and the name.
    pub(super) place: String,
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

/// The files of PEM that a URL names.
#[derive(Default)]
struct Files {
    root: Option<PathBuf>,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Target {
    /// Reads a URL, and the files that it names.
    pub(super) fn read(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let (plain, mode, files) = split(url.secret());
        // The text has a password in it, so nothing of it is told.
        let wrong = |problem: String| StoreError::Url { problem };
        let mut config: Config = plain.parse().map_err(|error: tokio_postgres::Error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            wrong(cause.unwrap_or_else(|| error.to_string()))
        })?;
        if config.get_hosts().is_empty() {
            return Err(wrong("it names no host".to_owned()));
        }
        // An address that is named beside the host is the one that is called.
        let addresses = config.get_hostaddrs();
        let local =
            config.get_hosts().iter().all(is_local) && addresses.iter().all(std::net::IpAddr::is_loopback);
        let encrypted = match mode.as_deref() {
            None => !local || files.root.is_some(),
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some(other) => {
                return Err(wrong(format!(
                    "sslmode {other:?} leaves it to chance who is on the other end: say require or disable"
                )));
            }
        };
        config
            .ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable })
            .application_name("onrecord")
            .keepalives_idle(SILENCE)
            .tcp_user_timeout(SILENCE);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECTING);
        }
        let tls = files.connect(encrypted).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { place: place(&config), config, tls })
    }
}

impl Files {
    /// How TLS is spoken, if it is.
    fn connect(&self, encrypted: bool) -> Result<MakeRustlsConnect, TlsError> {
        const NAMES: [&str; 3] = ["sslrootcert", "sslcert", "sslkey"];
        let system =
            || SYSTEM.iter().map(Path::new).find(|file| file.exists()).unwrap_or(Path::new(SYSTEM[0]));
        let root = encrypted.then(|| self.root.as_deref().unwrap_or_else(system));
        // A certificate without its key is told by the file that is missing.
        let identity = match (&self.cert, &self.key) {
            (None, None) => None,
            (cert, key) => {
                let path = |file: &Option<PathBuf>| file.clone().unwrap_or_default();
                Some((path(cert), path(key)))
            }
        };
        let identity = identity.as_ref().map(|(cert, key)| (cert.as_path(), key.as_path()));
        Ok(MakeRustlsConnect::new(pem::connecting(NAMES, root, identity)?))
    }
}

/// A URL without what the driver doesn't know, and that.
fn split(url: &str) -> (String, Option<String>, Files) {
    let (mut mode, mut files) = (None, Files::default());
    let Some((before, query)) = url.split_once('?') else { return (url.to_owned(), mode, files) };
    let mut rest = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
        match name {
            "sslmode" => mode = Some(value),
            "sslrootcert" => files.root = Some(value.into()),
            "sslcert" => files.cert = Some(value.into()),
            "sslkey" => files.key = Some(value.into()),
            _ => rest.push(pair),
        }
    }
    let plain = if rest.is_empty() { before.to_owned() } else { format!("{before}?{}", rest.join("&")) };
    (plain, mode, files)
}

/// Whether no other machine is on the way.
fn is_local(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// The hosts, the ports and the name of a database.
fn place(config: &Config) -> String {
    let ports = config.get_ports();
    let host = |(at, host): (usize, &Host)| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
        match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(folder) => format!("{}:{port}", folder.display()),
        }
    };
    let hosts: Vec<String> = config.get_hosts().iter().enumerate().map(host).collect();
    let name = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("postgres://{}/{name}", hosts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Target, StoreError> {
        Target::read(&DatabaseUrl::of(url).unwrap())
    }

    fn problem(url: &str) -> String {
        read(url).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_place_is_told_without_what_is_secret() {
        for (url, place) in [
            ("postgres://ann:s3cret@db.example:6432/news?sslmode=disable", "postgres://db.example:6432/news"),
            (
                "postgresql://ann:s3cret@a.example,b.example/?sslmode=disable",
                "postgres://a.example:5432,b.example:5432/ann",
            ),
            ("postgres://ann@%2Frun%2Fpg/news", "postgres:///run/pg:5432/news"),
            (
                "postgres://localhost/news?application_name=x&sslmode=disable",
                "postgres://localhost:5432/news",
            ),
        ] {
            assert_eq!(read(url).map_err(|error| error.to_string()).map(|t| t.place).as_deref(), Ok(place));
        }
    }

    #[test]
    fn tls_is_asked_for_where_another_machine_is_on_the_way() {
        let mode = |url: &str| read(url).unwrap().config.get_ssl_mode();
        assert_eq!(mode("postgres://localhost/news"), SslMode::Disable);
        assert_eq!(mode("postgres://[::1]/news"), SslMode::Disable);
        assert_eq!(mode("postgres://localhost/news?hostaddr=127.0.0.1"), SslMode::Disable);
        assert_eq!(mode("postgres://db.example/news?sslmode=disable"), SslMode::Disable);
        // Here it needs authorities, of which this file has none.
        let none = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        for asked in [
            "db.example/news?",
            "localhost/news?sslmode=verify-full&",
            "localhost/news?",
            "localhost/news?hostaddr=10.0.0.7&",
        ] {
            let problem = problem(&format!("postgres://{asked}sslrootcert={}", none.replace('/', "%2F")));
            assert!(problem.contains("sslrootcert") && problem.contains("no certificate"), "{problem}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_url_is_told_without_its_password() {
        for (url, told) in [
            ("postgres://ann:s3cret@db.example:port/news", "port"),
            ("postgres:///news", "no host"),
            ("postgres://ann:s3cret@db.example/news?sslmode=prefer", "say require or disable"),
            ("postgres://ann:s3cret@db.example/news?colour=red", "colour"),
            ("postgres://ann:s3cret@localhost/news?sslcert=%2Fnowhere&sslmode=disable", "sslcert"),
        ] {
            let problem = problem(url);
            assert!(problem.contains(told) && !problem.contains("s3cret"), "{url}: {problem}");
        }
    }
}

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

use super::way::Way;
use crate::archive::store::url::Parts;
use crate::archive::store::{DatabaseUrl, StoreError};
use crate::contract::pem::{self, TlsError};

/// Where systems keep the authorities that they trust.
const SYSTEM: &[&str] =
    &["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
/// So long one host may take to let somebody in, unless the URL says how long; where there are others, the next is not to wait
/// longer than need be.
const ONE: Duration = Duration::from_secs(5);
const OF_SEVERAL: Duration = Duration::from_secs(2);
/// Whoever is no longer there is noticed after so long.
const SILENCE: Duration = Duration::from_secs(30);

/// A database, and what is needed to connect to it.
pub(super) struct Target {
    /// What may be told of it: hosts, ports and the name.
    pub(super) place: String,
    /// How to get there.
    pub(super) way: Way,
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
        url.check()?;
        // The text has a password in it, so nothing of it is told.
        let wrong = |problem: String| StoreError::Url { problem };
        let parts = url.parts().map_err(|problem| wrong(problem.to_owned()))?;
        let Split { whole, own, mode, files } = Split::of(&parts);
        let read = |url: String| {
            url.parse::<Config>().map_err(|error| {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                wrong(cause.unwrap_or_else(|| error.to_string()))
            })
        };
        let (whole, mut own) = (read(whole)?, read(own)?);
        let (hosts, addresses, ports) = (whole.get_hosts(), whole.get_hostaddrs(), whole.get_ports());
        if hosts.is_empty() {
            return Err(wrong("it names no host".to_owned()));
        }
        let fit = |many: usize| many == 0 || many == hosts.len();
        if !fit(addresses.len()) || !fit(ports.len()) && ports.len() > 1 {
            return Err(wrong("it names other numbers of hosts, of ports and of hostaddr".to_owned()));
        }
        // An address that is named beside the host is the one that is called.
        let local = hosts.iter().all(is_local) && addresses.iter().all(std::net::IpAddr::is_loopback);
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
        let each = own.get_connect_timeout().copied();
        let each = each.unwrap_or(if hosts.len() > 1 { OF_SEVERAL } else { ONE });
        own.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable })
            .application_name("onrecord")
            .keepalives_idle(SILENCE)
            .tcp_user_timeout(SILENCE);
        let host = |(at, host): (usize, &Host)| {
            let mut own = own.clone();
            match host {
                Host::Tcp(name) => own.host(name),
                #[cfg(unix)]
                Host::Unix(folder) => own.host_path(folder),
            };
            own.port(port(&whole, at));
            if let Some(&address) = addresses.get(at) {
                own.hostaddr(address);
            }
            own
        };
        let tls = files.connect(encrypted).map_err(|error| wrong(error.to_string()))?;
        let hosts = hosts.iter().enumerate().map(host).collect();
        Ok(Self { place: place(&whole), way: Way { hosts, each, tls } })
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

/// A URL as the driver reads it, and what the driver doesn't know.
struct Split {
    whole: String,
    /// The same without hosts.
    own: String,
    mode: Option<String>,
    files: Files,
}

impl Split {
    fn of(parts: &Parts<'_>) -> Self {
        let (mut mode, mut files) = (None, Files::default());
        let (mut all, mut own) = (Vec::new(), Vec::new());
        for (name, value) in &parts.parameters {
            let read = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
            match &*read(name) {
                "sslmode" => mode = Some(read(value)),
                "sslrootcert" => files.root = Some(read(value).into()),
                "sslcert" => files.cert = Some(read(value).into()),
                "sslkey" => files.key = Some(read(value).into()),
                "host" | "hostaddr" | "port" => all.push(format!("{name}={value}")),
                _ => own.push(format!("{name}={value}")),
            }
        }
        let user = parts.user.map(|user| format!("{user}@")).unwrap_or_default();
        let url = |hosts: &str, parameters: &[String]| {
            format!("postgres://{user}{hosts}{}?{}", parts.path, parameters.join("&"))
        };
        let bare = url("", &own);
        all.append(&mut own);
        Self { whole: url(parts.hosts, &all), own: bare, mode, files }
    }
}

/// The port of a host.
fn port(config: &Config, at: usize) -> u16 {
    let ports = config.get_ports();
    ports.get(at).or(ports.first()).copied().unwrap_or(5432)
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
    let host = |(at, host): (usize, &Host)| {
        let port = port(config, at);
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
    fn each_host_is_given_its_time() {
        for (hosts, seconds) in [
            ("a.example/news", 6),
            ("a.example,b.example/news", 5),
            ("a.example/news?connect_timeout=9", 10),
            ("a.example:1,b.example:2/news?connect_timeout=9", 19),
        ] {
            let and = if hosts.contains('?') { '&' } else { '?' };
            let way = read(&format!("postgres://{hosts}{and}sslmode=disable")).unwrap().way;
            assert_eq!(way.all(), Duration::from_secs(seconds), "{hosts}");
        }
        // What one host has is none of another's.
        let ways = read("postgres://a.example:1,b.example:2/news?hostaddr=10.0.0.7,10.0.0.8&sslmode=disable");
        for (at, host) in ways.unwrap().way.hosts.iter().enumerate() {
            assert_eq!((host.get_hosts().len(), host.get_ports()), (1, &[at as u16 + 1][..]));
            assert_eq!(host.get_hostaddrs()[0].to_string(), format!("10.0.0.{}", at + 7));
        }
    }

    #[test]
    fn tls_is_asked_for_where_another_machine_is_on_the_way() {
        let mode = |url: &str| read(url).unwrap().way.hosts[0].get_ssl_mode();
        assert_eq!(mode("postgres://localhost/news"), SslMode::Disable);
        assert_eq!(mode("postgres://[::1]/news"), SslMode::Disable);
        assert_eq!(mode("postgres://localhost/news?hostaddr=127.0.0.1"), SslMode::Disable);
        assert_eq!(mode("postgres://db.example/news?sslmode=disable"), SslMode::Disable);
        assert_eq!(mode("postgres://ann:s3%3Fcret@db.example/news?ssl%6Dode=disable"), SslMode::Disable);
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
            ("postgres://ann:s3cret@db.example/news?Password=s3cret", "Password"),
            (
                "postgres://ann:s3cret@a.example:1,b.example:2/news?hostaddr=10.0.0.7",
                "other numbers of hosts",
            ),
            ("postgres://ann:s3cret@cret@db.example/news", "write @ as %40"),
            ("postgres://ann:s3cret@localhost/news?sslcert=%2Fnowhere&sslmode=disable", "sslcert"),
        ] {
            let problem = problem(url);
            assert!(problem.contains(told) && !problem.contains("s3cret"), "{url}: {problem}");
        }
    }
}

//! TLS: the certificate that the service shows, and whose clients it takes.
//!
//! Certificates run out, so the files are read anew when their content changes; nobody has to stop the server for it. They
//! are looked at every few seconds: what a system tells of changes is missed where a link is swapped, as Kubernetes does. A
//! change counts once two looks in a row have seen it alike, since certificate and key are two files, of which one is written
//! first. A connection that has begun goes on with what it began with.
//!
//! No session is resumed. A ticket would let a client in whose authority has been taken away meanwhile; and connections of
//! gRPC last, so that little is saved by it.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use tokio_rustls::rustls::sign::SingleCertAndKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::metrics::Metrics;
use crate::contract::pem::{Pem, TlsError, provider};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// The files of TLS, all of them PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate of the service, and behind it those that lead up to its authority.
    pub cert: PathBuf,
    /// The private key of the certificate.
    pub key: PathBuf,
    /// Authorities: a client must show a certificate of one of them. No client is asked for one if this is nothing.
    pub client_ca: Option<PathBuf>,
}

/// What the service shows and asks for, as the files last had it in a form that can be used.
pub struct Tls {
    files: TlsFiles,
    contents: Contents,
    now: RwLock<Arc<ServerConfig>>,
}

/// What stands in the files.
#[derive(Clone, PartialEq, Eq)]
struct Contents {
    cert: Pem,
    key: Pem,
    client_ca: Option<Pem>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// With the setting and the file that cannot be read or used, and why.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let contents = Contents::read(&files)?;
        let now = RwLock::new(Arc::new(contents.config()?));
        Ok(Self { files, contents, now })
    }

    /// What holds for a connection that begins now.
    pub(super) fn now(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the files over whenever they have changed, for as long as it is polled. Files that cannot be used are told once,
    /// and what held before goes on; that it does is told for as long as they stay.
    pub(super) async fn follow(self: Arc<Self>, metrics: Arc<Metrics>) {
        // What was taken over or told, and what the last look saw; nothing stands for what cannot be read.
        let mut done = Some(self.contents.clone());
        let mut last = done.clone();
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let files = self.files.clone();
            let Ok(read) = spawn_blocking(move || Contents::read(&files)).await else { continue };
            let seen = read.as_ref().ok().cloned();
            let has_settled = seen == last;
            last = seen.clone();
            if !has_settled || seen == done {
                continue;
            }
            done = seen;
            let read = read.and_then(|contents| contents.config());
            metrics.stale_certificates.set(usize::from(read.is_err()));
            match read {
                Ok(config) => {
                    *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
                    tracing::info!("the certificates were read anew; new connections have them");
                }
                Err(error) => {
                    metrics.failed_certificates.count();
                    tracing::error!(%error, "changed certificates cannot be used; those from before stay");
                }
            }
        }
    }
}

impl Contents {
    fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        Ok(Self {
            cert: Pem::read("tls.cert", &files.cert)?,
            key: Pem::read("tls.key", &files.key)?,
            client_ca: files.client_ca.as_deref().map(|file| Pem::read("tls.client-ca", file)).transpose()?,
        })
    }

    fn config(&self) -> Result<ServerConfig, TlsError> {
        let shown = self.cert.with_key(&self.key)?;
        let builder = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("ring has both versions");
        let builder = match &self.client_ca {
            None => builder.with_no_client_auth(),
            Some(client_ca) => {
                let authorities = Arc::new(client_ca.authorities()?);
                let verifier = WebPkiClientVerifier::builder_with_provider(authorities, provider()).build();
                builder.with_client_cert_verifier(verifier.expect("there is an authority"))
            }
        };
        let mut config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
        config.alpn_protocols = vec![b"h2".to_vec()];
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(config)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("files", &self.files).finish_non_exhaustive()
    }
}

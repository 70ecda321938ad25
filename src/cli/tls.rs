//! TLS of the commands that ask a service: whom they trust, whom they say they are, and what to do when it fails.
//!
//! The authorities of the system are not asked. Whoever runs a service of this kind has an authority of their own for it, and
//! to trust a hundred others would only make it easier to be answered by somebody else.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::sign::SingleCertAndKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::Failure;
use crate::service::TlsError;
use crate::service::pem::{Pem, provider};

/// Which certificates are trusted and shown.
#[derive(Debug, clap::Args)]
pub(super) struct TlsArgs {
    /// The authority (PEM) that has signed the service's certificate; needed for https://
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// The certificate (PEM) to show to a service that asks for one
    #[arg(long, value_name = "FILE", requires = "client_key")]
    client_cert: Option<PathBuf>,
    /// The private key (PEM) of that certificate
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    client_key: Option<PathBuf>,
}

impl TlsArgs {
    /// The address of a service with its scheme, `http` or `https`; where none is given, it is what the files say.
    pub(super) fn address(&self, server: &str) -> Result<String, Failure> {
        let wrong = |problem: &str| Err(Failure::Usage(format!("--server: {server}: {problem}")));
        let has_files = self.ca.is_some() || self.client_cert.is_some();
        let address = match server.contains("://") {
            true => server.to_owned(),
            false if has_files => format!("https://{server}"),
            false => format!("http://{server}"),
        };
        match address.split_once("://") {
            Some(("https", _)) if self.ca.is_none() => {
                wrong("TLS needs --ca FILE, the authority that has signed the service's certificate")
            }
            Some(("http", _)) if has_files => wrong(
                "has no TLS, so that --ca and --client-cert have no effect; with TLS it begins with https://",
            ),
            Some(("http" | "https", _)) => Ok(address),
            _ => wrong("is no address that begins with http:// or https://"),
        }
    }

    /// What is trusted and shown, out of the files; nothing without TLS.
    pub(super) fn config(&self) -> Result<Option<ClientConfig>, Failure> {
        self.read().map_err(|error| Failure::Usage(error.to_string()))
    }

    fn read(&self) -> Result<Option<ClientConfig>, TlsError> {
        let Some(ca) = &self.ca else { return Ok(None) };
        let builder = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("ring has both versions")
            .with_root_certificates(Pem::read("--ca", ca)?.authorities()?);
        let mut config = match (&self.client_cert, &self.client_key) {
            (Some(cert), Some(key)) => {
                let (cert, key) = (Pem::read("--client-cert", cert)?, Pem::read("--client-key", key)?);
                let shown = SingleCertAndKey::from(cert.with_key(&key)?);
                builder.with_client_cert_resolver(Arc::new(shown))
            }
            _ => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Some(config))
    }
}

/// What to do about a connection with TLS that does not come about, by words of the failure.
const ADVICE: &[(&str, &str)] = &[
    ("certificate: UnknownIssuer", "no authority in --ca has signed the service's certificate"),
    ("certificate: BadSignature", "no authority in --ca has signed the service's certificate"),
    ("certificate: certificate expired", "the service's certificate has run out"),
    ("certificate: certificate not valid for name", "the service has the certificate of another name"),
    ("fatal alert: CertificateRequired", "it asks for a certificate: --client-cert and --client-key"),
    ("fatal alert: UnknownCA", "it does not know the authority of --client-cert"),
    ("fatal alert: DecryptError", "it does not know the authority of --client-cert"),
    ("fatal alert: CertificateExpired", "--client-cert has run out"),
    ("fatal alert: UnsupportedCertificate", "--client-cert is not for a client"),
    ("fatal alert: NoApplicationProtocol", "it does not speak gRPC"),
    ("corrupt message", "if the service has no TLS, its address begins with http://"),
    ("tls handshake eof", "if the service has no TLS, its address begins with http://"),
    ("reset by peer", "if the service has no TLS, its address begins with http://"),
];

/// What to do about a first connection to `url` that was made and then broke, if that is known.
pub(super) fn advice(url: &str, problem: &str) -> Option<&'static str> {
    if url.starts_with("http://") {
        return Some("if the service has TLS, its address begins with https://");
    }
    ADVICE.iter().find(|(words, _)| problem.contains(words)).map(|&(_, advice)| advice)
}

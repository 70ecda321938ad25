//! The certificates of the commands that ask a service, and what to do when TLS fails.

use std::path::PathBuf;

use super::Failure;
use crate::client::Tls;

/// Which certificates are trusted and shown.
#[derive(Debug, clap::Args)]
pub(super) struct TlsArgs {
    /// The authority (PEM) that has signed the service's certificate; needed for https://
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// The certificate (PEM) to show to a service that asks for one
    #[arg(long, value_name = "FILE", requires_all = ["ca", "client_key"])]
    client_cert: Option<PathBuf>,
    /// The private key (PEM) of that certificate
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    client_key: Option<PathBuf>,
}

impl TlsArgs {
    /// The address of a service with its scheme; where none is given, it is what the files say.
    pub(super) fn address(&self, server: &str) -> String {
        let has_files = self.ca.is_some() || self.client_cert.is_some();
        match (server.contains("://"), has_files) {
            (true, _) => server.to_owned(),
            (false, true) => format!("https://{server}"),
            (false, false) => format!("http://{server}"),
        }
    }

    /// What is trusted and shown, out of the files; nothing without TLS.
    pub(super) fn read(&self) -> Result<Option<Tls>, Failure> {
        let Some(ca) = &self.ca else { return Ok(None) };
        let identity = self.client_cert.as_deref().zip(self.client_key.as_deref());
        let tls = Tls::named(["--ca", "--client-cert", "--client-key"], ca, identity);
        tls.map(Some).map_err(|error| Failure::Usage(error.to_string()))
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

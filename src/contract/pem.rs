//! Certificates and keys out of files of PEM. Each is read whole and checked, and what is wrong names the setting and the
//! file. Of a key's content nothing is told.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, Error, RootCertStore};

/// Why a file of certificates or keys cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {}: {problem}", file.display())]
pub struct TlsError {
    /// The setting or flag that names the file.
    setting: &'static str,
    file: PathBuf,
    problem: String,
}

/// The content of a file, and who named it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Pem {
    setting: &'static str,
    file: PathBuf,
    bytes: Vec<u8>,
}

/// The cryptography that is used.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// How TLS is spoken with somebody who shows a certificate of the authorities in one file, and is shown the one in the second
/// with its key in the third, if they are named. Errors call the files by `names`. Without authorities nobody is trusted.
pub(crate) fn connecting(
    names: [&'static str; 3],
    authorities: Option<&Path>,
    identity: Option<(&Path, &Path)>,
) -> Result<ClientConfig, TlsError> {
    let authorities = match authorities {
        Some(file) => Pem::read(names[0], file)?.authorities()?,
        None => RootCertStore::empty(),
    };
    let builder = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .expect("ring has both versions")
        .with_root_certificates(authorities);
    Ok(match identity {
        Some((cert, key)) => {
            let (cert, key) = (Pem::read(names[1], cert)?, Pem::read(names[2], key)?);
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(cert.with_key(&key)?)))
        }
        None => builder.with_no_client_auth(),
    })
}

impl Pem {
    /// Reads the file that a setting or flag names.
    pub(crate) fn read(setting: &'static str, file: &Path) -> Result<Self, TlsError> {
        let file = file.to_owned();
        match fs::read(&file) {
            Ok(bytes) => Ok(Self { setting, file, bytes }),
            Err(error) => Err(TlsError { setting, file, problem: format!("cannot be read: {error}") }),
        }
    }

    /// The certificates in it, of which there is at least one.
    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.bytes).collect();
        let certificates = certificates.ok().filter(|certificates| !certificates.is_empty());
        certificates.ok_or_else(|| {
            self.error("has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----")
        })
    }

    /// The certificates in it, as authorities that are trusted.
    pub(crate) fn authorities(&self) -> Result<RootCertStore, TlsError> {
        let mut authorities = RootCertStore::empty();
        for (number, certificate) in (1..).zip(self.certificates()?) {
            authorities
                .add(certificate)
                .map_err(|error| self.error(format!("certificate {number} in it cannot be read: {error}")))?;
        }
        Ok(authorities)
    }

    /// The certificates in it with the private key in another file, which must be that of the first.
    pub(crate) fn with_key(&self, key: &Self) -> Result<CertifiedKey, TlsError> {
        let private = PrivateKeyDer::from_pem_slice(&key.bytes).map_err(|_| {
            key.error("has no private key in PEM, which begins with -----BEGIN PRIVATE KEY----- and has no password")
        })?;
        let certificates = self.certificates()?;
        // A certificate that cannot be read and a key that cannot be used are told apart.
        provider().key_provider.load_private_key(private.clone_key()).map_err(|_| {
            key.error(
                "has a private key that cannot be used; take one of ECDSA (P-256 or P-384), Ed25519 or RSA",
            )
        })?;
        CertifiedKey::from_der(certificates, private, &provider()).map_err(|error| match error {
            Error::InconsistentKeys(_) => {
                let certificate = self.file.display();
                key.error(format!(
                    "is the key of another certificate than the first of {} {certificate}",
                    self.setting
                ))
            }
            error => self.error(format!("its first certificate cannot be used: {error}")),
        })
    }

    fn error(&self, problem: impl Into<String>) -> TlsError {
        TlsError { setting: self.setting, file: self.file.clone(), problem: problem.into() }
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pem")
            .field("setting", &self.setting)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

//! TLS of a client: whom it trusts, and whom it says it is.
//!
//! The authorities of the system are not asked. Whoever runs a service of this kind has an authority of their own for it, and
//! to trust a hundred others would only make it easier to be answered by somebody else.

use std::fmt::{self, Debug};
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::sign::SingleCertAndKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use crate::contract::pem::{Pem, TlsError, provider};

/// Which certificates are trusted and shown.
///
/// ```no_run
/// use onrecord::client::{Connect, Tls};
///
/// async fn connect() -> Result<(), Box<dyn std::error::Error>> {
///     let tls = Tls::read("ca.crt", Some(("desk.crt".as_ref(), "desk.key".as_ref())))?;
///     let client = Connect::to("https://onrecord.example:50051").tls(tls).connect().await?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Tls(pub(super) Arc<ClientConfig>);

impl Tls {
    /// Trusts services with a certificate of the authority in a file `ca`, and shows one's own certificate to those that ask
    /// for it, if there is one with its key: all of them files of PEM, which are read once.
    ///
    /// # Errors
    /// With the file that cannot be read or used, and why.
    pub fn read(ca: impl AsRef<Path>, identity: Option<(&Path, &Path)>) -> Result<Self, TlsError> {
        Self::named(["the authority", "the certificate", "the key"], ca.as_ref(), identity)
    }

    /// The same, where the files have names by which errors call them: the authority, the certificate and the key.
    pub(crate) fn named(
        names: [&'static str; 3],
        ca: &Path,
        identity: Option<(&Path, &Path)>,
    ) -> Result<Self, TlsError> {
        let builder = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&TLS13, &TLS12])
            .expect("ring has both versions")
            .with_root_certificates(Pem::read(names[0], ca)?.authorities()?);
        let mut config = match identity {
            Some((cert, key)) => {
                let (cert, key) = (Pem::read(names[1], cert)?, Pem::read(names[2], key)?);
                let shown = SingleCertAndKey::from(cert.with_key(&key)?);
                builder.with_client_cert_resolver(Arc::new(shown))
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

impl Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

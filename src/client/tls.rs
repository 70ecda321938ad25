//! TLS of a client: whom it trusts, and whom it says it is.
//!
//! The authorities of the system are not asked. Whoever runs a service of this kind has an authority of their own for it, and
//! to trust a hundred others would only make it easier to be answered by somebody else.

use std::fmt::{self, Debug};
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::ClientConfig;

use crate::contract::pem::{self, TlsError};

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
        let mut config = pem::connecting(names, Some(ca), identity)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}

impl Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

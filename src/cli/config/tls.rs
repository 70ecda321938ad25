//! The settings of TLS: which of them go together, and what is in the files that they name.

use std::collections::BTreeMap;

use super::settings::Config;
use crate::service::{Tls, TlsFiles};

/// Reads the files of TLS, or says what is wrong; nothing if there is to be no TLS.
pub(super) fn load(config: &Config, sources: &BTreeMap<&str, String>) -> Result<Option<Tls>, String> {
    let Config { tls_cert, tls_key, tls_client_ca, .. } = config;
    let lonely = |set: &str, other: &str, why: &str| {
        let source = sources.get(set).map_or("default", String::as_str);
        Err(format!("{set} is set ({source}), and {other} is not: {why}"))
    };
    let files = match (tls_cert, tls_key) {
        (Some(cert), Some(key)) => {
            TlsFiles { cert: cert.clone(), key: key.clone(), client_ca: tls_client_ca.clone() }
        }
        (Some(_), None) => return lonely("tls.cert", "tls.key", "TLS needs both"),
        (None, Some(_)) => return lonely("tls.key", "tls.cert", "TLS needs both"),
        (None, None) if tls_client_ca.is_some() => {
            return lonely("tls.client-ca", "tls.cert", "without TLS no client is asked who it is");
        }
        (None, None) => return Ok(None),
    };
    Tls::load(files).map(Some).map_err(|error| error.to_string())
}

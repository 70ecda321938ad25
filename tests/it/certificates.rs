//! Certificates for the tests of TLS: authorities, and what they sign for a server on this machine and for its clients.

use std::path::PathBuf;

use onrecord::service::{Tls, TlsFiles};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

use crate::cli_harness::Folder;

/// Somebody who signs certificates.
///
/// No two are called alike, as it is where they are different people.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, in PEM.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) cert: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        let key = KeyPair::generate().unwrap();
        let name = key.public_key_raw().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        params.distinguished_name.push(DnType::CommonName, &name[..32]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// For a server that is called by `name`.
    pub(crate) fn server(&self, name: &str) -> Signed {
        self.sign(ExtendedKeyUsagePurpose::ServerAuth, name, 2999)
    }

    pub(crate) fn client(&self) -> Signed {
        self.client_until(2999)
    }

    /// For a client, until the beginning of a year.
    pub(crate) fn client_until(&self, year: i32) -> Signed {
        self.sign(ExtendedKeyUsagePurpose::ClientAuth, "desk", year)
    }

    /// For a server whose certificate ran out.
    pub(crate) fn late_server(&self) -> Signed {
        self.sign(ExtendedKeyUsagePurpose::ServerAuth, "127.0.0.1", 2020)
    }

    fn sign(&self, usage: ExtendedKeyUsagePurpose, name: &str, until: i32) -> Signed {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.extended_key_usages = vec![usage];
        params.not_after = rcgen::date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        Signed { cert: params.signed_by(&key, &self.0).unwrap().pem(), key: key.serialize_pem() }
    }

    /// What a client trusts who trusts this authority.
    pub(crate) fn trust(&self) -> ClientTlsConfig {
        ClientTlsConfig::new().ca_certificate(Certificate::from_pem(self.pem()))
    }
}

impl Signed {
    pub(crate) fn identity(&self) -> Identity {
        Identity::from_pem(&self.cert, &self.key)
    }

    /// Writes both as `NAME.crt` and `NAME.key`.
    pub(crate) fn write(&self, folder: &Folder, name: &str) {
        folder.file(&format!("{name}.crt"), &self.cert).file(&format!("{name}.key"), &self.key);
    }
}

/// The files of a server in a folder: `server.crt`, `server.key`, and `clients.crt` if it is there.
pub(crate) fn files(folder: &Folder) -> TlsFiles {
    let client_ca: PathBuf = folder.path("clients.crt");
    TlsFiles {
        cert: folder.path("server.crt"),
        key: folder.path("server.key"),
        client_ca: client_ca.exists().then_some(client_ca),
    }
}

/// TLS of a server out of a folder.
pub(crate) fn tls(folder: &Folder) -> Tls {
    Tls::load(files(folder)).unwrap()
}

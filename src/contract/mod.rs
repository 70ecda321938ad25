//! What the service and its clients agree on, and both know: the messages and calls ([`v1`]), how a token is written
//! (`token`), and how certificates and keys are read (`pem`).

pub(crate) mod pem;
pub(crate) mod token;

#[allow(missing_docs, unreachable_pub, clippy::all)]
pub mod v1 {
    //! The contract `onrecord.v1`: messages and clients, generated from `proto/onrecord/v1`; with the feature `engine` also
    //! the traits of a server.

    tonic::include_proto!("onrecord.v1");
}

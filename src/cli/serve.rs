//! `onrecord serve`: the gRPC service.

use std::net::SocketAddr;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:50051")]
    listen: SocketAddr,
}

pub(super) fn run(args: &Args) -> Result<(), String> {
    Err(format!("cannot listen on {}: this build has no service", args.listen))
}

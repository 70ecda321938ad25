//! The health of `StatementService` once its archive is open. An archive that cannot go on refuses whatever it is asked until
//! the server is started again; so whoever goes by the health is told to go elsewhere.

use std::time::Duration;

use tokio::time::sleep;
use tonic_health::server::HealthReporter;

use super::errors::CallError;
use super::opening::Door;
use super::statements::Statements;
use super::v1::statement_service_server::StatementServiceServer;

/// How often the archive is asked.
const EVERY: Duration = Duration::from_secs(1);

/// Has the health say so when the archive cannot go on.
pub(super) async fn follow(door: Door, health: HealthReporter) {
    let error = loop {
        sleep(EVERY).await;
        if let Err(CallError::Archive(error)) = door.ready() {
            break error;
        }
    };
    tracing::error!(%error, "statements are served no more, until a restart");
    health.set_not_serving::<StatementServiceServer<Statements>>().await;
}

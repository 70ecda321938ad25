//! Health, reflection, and how the server stops.

use std::time::Duration;

use onrecord::service::Limits;
use tokio_stream::StreamExt;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::service_harness::Server;

const SERVICE: &str = "onrecord.v1.QuoteService";
const ARCHIVE: &str = "onrecord.v1.StatementService";

#[tokio::test]
async fn health_tells_of_serving_and_of_stopping() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut health = HealthClient::new(server.channel().await);
    for service in ["", SERVICE] {
        let asked = HealthCheckRequest { service: service.into() };
        let found = health.check(asked).await.unwrap().into_inner();
        assert_eq!(found.status(), ServingStatus::Serving);
    }
    let asked = HealthCheckRequest { service: SERVICE.into() };
    let mut watched = health.watch(asked).await.unwrap().into_inner();
    assert_eq!(watched.message().await.unwrap().unwrap().status(), ServingStatus::Serving);
    let ended = server.stop();
    assert_eq!(watched.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    // Whoever watches doesn't keep the server from stopping.
    assert!(watched.message().await.unwrap().is_none());
    tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn reflection_tells_the_services_and_their_files() {
    let server = Server::start(Limits::DEFAULT).await;
    let mut reflection = ServerReflectionClient::new(server.channel().await);
    let asked = [
        MessageRequest::ListServices(String::new()),
        MessageRequest::FileContainingSymbol(SERVICE.into()),
        MessageRequest::FileContainingSymbol(ARCHIVE.into()),
        MessageRequest::FileByFilename("google/rpc/status.proto".into()),
        MessageRequest::FileByFilename("google/protobuf/timestamp.proto".into()),
        MessageRequest::FileContainingSymbol("google.rpc.BadRequest".into()),
    ];
    let asked =
        asked.map(|asked| ServerReflectionRequest { host: String::new(), message_request: Some(asked) });
    let answers = reflection.server_reflection_info(tokio_stream::iter(asked)).await.unwrap().into_inner();
    let mut answers =
        answers.map(|answer| answer.unwrap().message_response.unwrap()).collect::<Vec<_>>().await.into_iter();
    let Some(MessageResponse::ListServicesResponse(list)) = answers.next() else { panic!("no list") };
    let names: Vec<_> = list.service.iter().map(|service| &*service.name).collect();
    for name in [SERVICE, ARCHIVE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(answers.all(|answer| matches!(answer, MessageResponse::FileDescriptorResponse(_))));
}

#[tokio::test]
async fn clients_that_know_only_the_older_reflection_are_served_too() {
    use tonic_reflection::pb::v1alpha::ServerReflectionRequest;
    use tonic_reflection::pb::v1alpha::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1alpha::server_reflection_request::MessageRequest;
    use tonic_reflection::pb::v1alpha::server_reflection_response::MessageResponse;

    let server = Server::start(Limits::DEFAULT).await;
    let mut reflection = ServerReflectionClient::new(server.channel().await);
    let message_request = Some(MessageRequest::FileContainingSymbol(SERVICE.into()));
    let asked = ServerReflectionRequest { host: String::new(), message_request };
    let answers = reflection.server_reflection_info(tokio_stream::iter([asked])).await.unwrap();
    let answer = answers.into_inner().message().await.unwrap().unwrap();
    assert!(matches!(answer.message_response, Some(MessageResponse::FileDescriptorResponse(_))));
}

#[cfg(unix)]
#[test]
fn the_command_stops_at_sigterm_with_success() {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};

    struct Killed(Child);
    impl Drop for Killed {
        fn drop(&mut self) {
            // It has ended already unless the test fails.
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--store", "memory"]).stderr(Stdio::piped());
    let mut server = Killed(command.spawn().unwrap());
    let mut log = BufReader::new(server.0.stderr.take().unwrap()).lines().map(Result::unwrap);
    let line = log.find(|line| line.contains("listening on ")).expect("the log tells where it listens");
    let (_, address) = line.rsplit_once("listening on ").unwrap();
    std::net::TcpStream::connect(address).unwrap();

    let killed = Command::new("kill").args(["-TERM", &server.0.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let rest: Vec<_> = log.collect();
    assert!(server.0.wait().unwrap().success(), "{rest:?}");
    assert!(rest.iter().any(|line| line.ends_with("stopped")), "{rest:?}");
}

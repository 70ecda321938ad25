//! Tokens made by the command, and callers that have one.

use onrecord::service::Tokens;
use onrecord::service::v1::statement_service_client::StatementServiceClient;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Request, Status};

use crate::cli_harness::Folder;

/// Makes a token, puts its line into the file `tokens`, and gives it.
pub(crate) fn token(folder: &Folder, id: &str, rights: &str) -> String {
    let run = folder.run(&["token", "new", id, "--rights", rights, "--file", "tokens"]);
    assert_eq!((run.code, &*run.err), (0, ""), "{run:?}");
    run.out.trim_end().to_owned()
}

/// What the file `tokens` has.
pub(crate) fn tokens(folder: &Folder) -> Option<Tokens> {
    Some(Tokens::read(&folder.path("tokens")).unwrap())
}

/// Puts a header on calls.
pub(crate) type Headed = InterceptedService<Channel, Header>;

/// The value of `authorization`, if there is to be one.
#[derive(Clone)]
pub(crate) struct Header(Option<String>);

impl tonic::service::Interceptor for Header {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert("authorization", value.parse().unwrap());
        }
        Ok(request)
    }
}

/// A client with a token.
pub(crate) fn bearer(channel: &Channel, token: &str) -> StatementServiceClient<Headed> {
    headed(channel, Some(format!("Bearer {token}")))
}

/// A client with a value of `authorization`, or without.
pub(crate) fn headed(channel: &Channel, value: Option<String>) -> StatementServiceClient<Headed> {
    StatementServiceClient::with_interceptor(channel.clone(), Header(value))
}

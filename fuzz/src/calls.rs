//! Calls of the service: bytes of requests, as they would stand in HTTP/2, through the reading of the message, the checks of its
//! fields and the work, to the answer.

use std::sync::LazyLock;

use onrecord::service::fuzzing::Service;

/// The calls of the contract.
pub const CALLS: [&str; 14] = [
    "/onrecord.v1.QuoteService/ExtractQuotes",
    "/onrecord.v1.QuoteService/StreamExtractQuotes",
    "/onrecord.v1.QuoteService/CompareQuotes",
    "/onrecord.v1.QuoteService/DeduplicateArticles",
    "/onrecord.v1.StatementService/IngestArticles",
    "/onrecord.v1.StatementService/IngestArticle",
    "/onrecord.v1.StatementService/RetractArticle",
    "/onrecord.v1.StatementService/GetArticle",
    "/onrecord.v1.StatementService/GetStatement",
    "/onrecord.v1.StatementService/ListReports",
    "/onrecord.v1.StatementService/MatchQuote",
    "/onrecord.v1.StatementService/ListStatements",
    "/onrecord.v1.StatementService/WatchStatements",
    "/onrecord.v1.StatementService/ExportArticles",
];

static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::new().expect("a service can be started"));

/// The bytes are messages, each behind a byte that is the number of its call and two for its length; with the highest bit of
/// the first byte set it belongs to the call before. The calls are made in order, to one archive that begins empty.
pub fn run(mut bytes: &[u8]) -> bool {
    let mut calls: Vec<(&str, Vec<u8>)> = Vec::new();
    while let Some([call, high, low]) = super::take::<3>(&mut bytes) {
        let message = super::take_up_to(&mut bytes, usize::from(u16::from_be_bytes([high, low])));
        if call < 0x80 || calls.is_empty() {
            calls.push((CALLS[usize::from(call) % CALLS.len()], Vec::new()));
        }
        if let Some((_, body)) = calls.last_mut() {
            // Not compressed, and its length, as gRPC has it.
            body.push(0);
            body.extend((message.len() as u32).to_be_bytes());
            body.extend(message);
        }
    }
    let session = SERVICE.session();
    let mut good = false;
    for (path, body) in calls {
        let (code, message) = session.call(path, body);
        // What is said when work has panicked, or a panic went through a call.
        assert!(!message.contains("the work on this request failed"), "{path}: {message}");
        good |= code == 0;
    }
    good
}

//! Requests that break off or cannot be read are their clients' matter: none is counted as a defect of the program.

use std::net::SocketAddr;
use std::time::Duration;

use h2::Reason;
use onrecord::service::Limits;
use tonic::Code;

use crate::limits_slow::comes_to;
use crate::raw_client::Raw;
use crate::service_harness::Server;
use crate::sight::scrape;

/// Methods, and the gauge of the places that calls of each take.
const METHODS: [(&str, &str); 6] = [
    ("QuoteService/ExtractQuotes", "onrecord_calls_in_work"),
    ("QuoteService/CompareQuotes", "onrecord_calls_in_work"),
    ("StatementService/IngestArticle", "onrecord_calls_in_work"),
    ("QuoteService/DeduplicateArticles", "onrecord_streams"),
    ("QuoteService/StreamExtractQuotes", "onrecord_streams"),
    ("StatementService/IngestArticles", "onrecord_streams"),
];

/// No call of any method has ended as the program's defects do.
async fn no_defect_is_counted(admin: SocketAddr) {
    let page = scrape(admin).await;
    let is_defect = |line: &&str| {
        let counted = line.starts_with("onrecord_calls_total{") && !line.ends_with(" 0");
        counted && (line.contains("\"INTERNAL\"") || line.contains("\"UNKNOWN\""))
    };
    assert_eq!(page.lines().filter(is_defect).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Waits until so many calls of a method have ended with a code.
async fn ended(admin: SocketAddr, method: &str, code: &str, times: usize) {
    let series = format!("onrecord_calls_total{{method=\"onrecord.v1.{method}\",code=\"{code}\"}} {times}\n");
    let counted = async {
        while !scrape(admin).await.contains(&series) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let counted = tokio::time::timeout(Duration::from_secs(30), counted).await;
    assert!(counted.is_ok(), "{series} in {}", scrape(admin).await);
}

#[tokio::test]
async fn a_request_that_breaks_off_was_given_up_by_its_client() {
    let server = Server::start(Limits::DEFAULT).await;
    drop(server.archive().await);
    // Only a connection that ends without a word is seen as an error by whatever reads the request.
    let breaks = [Some(Reason::CANCEL), Some(Reason::NO_ERROR), Some(Reason::INTERNAL_ERROR), None, None];
    for (method, places) in METHODS {
        for how in breaks {
            let mut raw = Raw::connect(server.address, 1 << 16).await;
            let mut call = raw.call(method).await;
            call.body.send_data(b"\0\0\0\x01\0abc".to_vec().into(), false).unwrap();
            comes_to(server.admin, places, |taken| taken == 1.0).await;
            match how {
                Some(reason) => call.body.send_reset(reason),
                None => raw.ended.abort(),
            }
            comes_to(server.admin, places, |taken| taken == 0.0).await;
            drop((call, raw));
        }
        ended(server.admin, method, "CANCELLED", breaks.len()).await;
    }
    no_defect_is_counted(server.admin).await;
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_told_so_as_an_invalid_argument() {
    let server = Server::start(Limits::DEFAULT).await;
    drop(server.archive().await);
    let mut raw = Raw::connect(server.address, 1 << 16).await;
    let bodies: [(&[u8], &str); 5] = [
        (b"\0\0\0\0\x03\xff\xff\xff", "failed to decode"),
        (b"\x02\0\0\0\x01a", "invalid compression flag"),
        (b"\x01\0\0\0\x01a", "compressed-flag"),
        (b"\0\0\0\0\x05ab", "Unexpected EOF"),
        (b"", "Missing request message"),
    ];
    let ours = METHODS.map(|(method, _)| format!("/onrecord.v1.{method}"));
    let others = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"];
    for path in ours.into_iter().chain(others.map(str::to_owned)) {
        let is_stream = ["StreamExtractQuotes", "DeduplicateArticles", "IngestArticles"]
            .iter()
            .any(|method| path.ends_with(method));
        for (body, why) in bodies {
            // A stream of nothing is one.
            if is_stream && body.is_empty() {
                continue;
            }
            let mut call = raw.call_at(&path, None).await.unwrap();
            call.body.send_data(body.to_vec().into(), true).unwrap();
            let (_, status) = call.finish().await;
            assert_eq!(status.code(), Code::InvalidArgument, "{path} {body:?} {status:?}");
            assert!(status.message().starts_with("the request cannot be read: "), "{status:?}");
            assert!(status.message().contains(why), "{path} {status:?}");
        }
    }
    no_defect_is_counted(server.admin).await;
}

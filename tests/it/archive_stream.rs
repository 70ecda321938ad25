//! Many articles and retractions on one stream.

use onrecord::service::v1::ingest_articles_response::Outcome as Answer;
use onrecord::service::{Limits, v1};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Code;

use crate::archive_client::{Desk, Outcome, bridge, library, request, retraction};
use crate::service_harness::Server;

/// The sequence number of an answer, and its outcome or code.
fn brief(answer: v1::IngestArticlesResponse) -> (u64, Result<Outcome, Code>) {
    let outcome = match answer.outcome.unwrap() {
        Answer::Receipt(receipt) => Ok(receipt.outcome()),
        Answer::Error(error) => Err(Code::from(error.code)),
    };
    (answer.sequence, outcome)
}

#[tokio::test]
async fn each_request_has_its_answer_in_order_and_errors_go_into_it() {
    let mut desk = Desk::open().await;
    let undated = v1::Article { published: "soon".into(), ..bridge("Courier", "3") };
    let requests = [
        request(70, bridge("Courier", "1")),
        request(71, v1::Article { version: 1, ..library("Courier", "1") }),
        request(9, undated),
        v1::IngestArticlesRequest { sequence: 9, submission: None },
        request(0, bridge("Courier", "1")),
        retraction(5, "Courier", "1"),
        request(6, bridge("Courier", "1")),
        retraction(7, "Courier", ""),
        request(8, v1::Article { id: String::new(), ..bridge("Harbour Post", "") }),
    ];
    let answers = desk.0.ingest_articles(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    let last = answers.last().unwrap().outcome.clone();
    let Some(Answer::Receipt(receipt)) = last else { panic!("{last:?}") };
    assert!(!receipt.article_id.is_empty());
    assert!(desk.article("Harbour Post", &receipt.article_id).await.is_ok());
    let Some(Answer::Error(error)) = &answers[2].outcome else { panic!("{:?}", answers[2]) };
    assert!(error.message.contains("article.published") && !error.details.is_empty(), "{error:?}");
    assert_eq!(
        answers.into_iter().map(brief).collect::<Vec<_>>(),
        [
            (70, Ok(Outcome::Added)),
            (71, Ok(Outcome::Replaced)),
            (9, Err(Code::InvalidArgument)),
            (9, Err(Code::InvalidArgument)),
            (0, Ok(Outcome::Superseded)),
            (5, Ok(Outcome::Retracted)),
            (6, Ok(Outcome::Withheld)),
            (7, Err(Code::InvalidArgument)),
            (8, Ok(Outcome::Added)),
        ]
    );
}

/// More than may be in work at one time, sent by two who take their answers only when they have sent a part.
#[tokio::test]
async fn many_come_in_by_several_streams_and_all_are_acknowledged_in_order() {
    let server = Server::start(Limits::DEFAULT).await;
    let send = |outlet: &'static str, client: Desk| async move {
        let Desk(mut client) = client;
        let (send, requests) = tokio::sync::mpsc::channel(1000);
        let sending = tokio::spawn(async move {
            for n in 0..700 {
                let wrong = v1::Article { text: String::new(), ..library(outlet, "") };
                let story = if n % 7 == 0 { wrong } else { library(outlet, &n.to_string()) };
                send.send(request(n, story)).await.unwrap();
            }
        });
        let answers = client.ingest_articles(ReceiverStream::new(requests)).await.unwrap().into_inner();
        let answers: Vec<_> = answers.map(|answer| brief(answer.unwrap())).collect().await;
        sending.await.unwrap();
        answers
    };
    let (a, b) =
        tokio::join!(send("Courier", Desk::of(&server).await), send("Post", Desk::of(&server).await));
    for answers in [a, b] {
        let expected: Vec<_> = (0..700)
            .map(|n| (n, if n % 7 == 0 { Err(Code::InvalidArgument) } else { Ok(Outcome::Added) }))
            .collect();
        assert_eq!(answers, expected);
    }
}

#[tokio::test]
async fn a_silent_stream_is_ended() {
    let limits = Limits { idle: std::time::Duration::from_millis(200), ..Limits::DEFAULT };
    let server = Server::start(limits).await;
    let Desk(mut client) = Desk::of(&server).await;
    let (send, requests) = tokio::sync::mpsc::channel(1);
    send.send(request(1, bridge("Courier", "1"))).await.unwrap();
    let mut answers = client.ingest_articles(ReceiverStream::new(requests)).await.unwrap().into_inner();
    assert_eq!(brief(answers.message().await.unwrap().unwrap()), (1, Ok(Outcome::Added)));
    assert_eq!(answers.message().await.unwrap_err().code(), Code::DeadlineExceeded);
}

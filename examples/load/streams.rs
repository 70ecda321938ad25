//! A long stream on which calls are made.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::stream::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Code;

use super::calls::Caller;
use super::pace::Due;
use super::tally::Tally;

/// Makes calls on one stream, in the order in which they come, until none will come any more. A stream that breaks ends
/// all calls that it had, and the next that is due opens another one. How many calls there are at a time is bounded by
/// whoever hands them over.
pub(crate) async fn make(mut caller: Caller, mut calls: mpsc::UnboundedReceiver<Due>, tally: Arc<Tally>) {
    while let Some(first) = calls.recv().await {
        let mut sent = VecDeque::new();
        let ended = stream(&mut caller, first, &mut calls, &mut sent, &tally).await;
        for due in sent {
            due.ended(ended, &tally);
        }
    }
}

/// Makes calls until the stream ends; what was sent and not answered is left behind.
async fn stream(
    caller: &mut Caller,
    first: Due,
    calls: &mut mpsc::UnboundedReceiver<Due>,
    sent: &mut VecDeque<Due>,
    tally: &Tally,
) -> Code {
    let (send, numbers) = mpsc::unbounded_channel();
    let mut send = Some(send);
    let hand = |due: Due, send: &mpsc::UnboundedSender<usize>, sent: &mut VecDeque<Due>| {
        due.begins(tally);
        // If the stream has broken, its answers tell.
        let _ = send.send(due.number);
        sent.push_back(due);
    };
    if let Some(send) = &send {
        hand(first, send, sent);
    }
    let mut answers = match caller.open(UnboundedReceiverStream::new(numbers)).await {
        Ok(answers) => answers,
        Err(status) => return status.code(),
    };
    loop {
        tokio::select! {
            answer = answers.next() => match answer {
                Some(Ok((sequence, code))) => match sent.pop_front() {
                    Some(due) if due.number as u64 == sequence => due.ended(code, tally),
                    // An answer to something else: the contract is broken.
                    other => {
                        sent.extend(other);
                        return Code::DataLoss;
                    }
                },
                Some(Err(status)) => return status.code(),
                None => return Code::Unknown,
            },
            due = calls.recv(), if send.is_some() => match (due, &send) {
                (Some(due), Some(send)) => hand(due, send, sent),
                _ => send = None,
            },
        }
    }
}

//! When calls are made.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tonic::Code;

use super::calls::Caller;
use super::streams;
use super::tally::Tally;

/// Calls that may be unanswered at one time, so that this program stays small whatever the service does. What is due beyond
/// that waits, and the waiting counts.
const MOST: usize = 20_000;
/// For so long after the end calls that are overdue are sent, and then for as long answers are waited for.
const AFTER: Duration = Duration::from_secs(15);

/// A call that is due. It has a place among those that may be unanswered until it is dropped.
pub(crate) struct Due {
    pub(crate) number: usize,
    at: Instant,
    _place: OwnedSemaphorePermit,
}

impl Due {
    /// It is being sent.
    pub(crate) fn begins(&self, tally: &Tally) {
        tally.sent(self.at.elapsed());
    }

    /// It was answered, or will never be.
    pub(crate) fn ended(self, code: Code, tally: &Tally) {
        tally.ended(code, self.at.elapsed());
    }
}

/// What calls are handed to.
#[derive(Clone)]
pub(crate) enum Lane {
    /// Each is a call of its own.
    Calls(Box<Caller>),
    /// All go over one stream.
    Stream(mpsc::UnboundedSender<Due>),
}

impl Lane {
    pub(crate) fn stream(caller: Caller, tally: &Arc<Tally>) -> Self {
        let (send, calls) = mpsc::unbounded_channel();
        tokio::spawn(streams::make(caller, calls, Arc::clone(tally)));
        Self::Stream(send)
    }

    fn hand(&self, due: Due, tally: &Arc<Tally>) {
        match self {
            Self::Calls(caller) => {
                let (mut caller, tally) = (caller.clone(), Arc::clone(tally));
                tokio::spawn(async move {
                    due.begins(&tally);
                    let code = caller.make(due.number).await;
                    due.ended(code, &tally);
                });
            }
            Self::Stream(send) => {
                // It takes calls until nobody has any.
                let _ = send.send(due);
            }
        }
    }
}

/// How often calls are made.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// So many a second, whatever becomes of them: an open loop.
    Rate(f64),
    /// So many are under way on each lane: a closed loop.
    InFlight(usize),
}

/// Makes calls for so long, and waits for their answers.
pub(crate) async fn keep(pace: Pace, lanes: Vec<Lane>, length: Duration, tally: &Arc<Tally>) {
    let start = Instant::now();
    let end = start + length;
    match pace {
        Pace::Rate(rate) => {
            let places = Arc::new(Semaphore::new(MOST));
            let sending = {
                let (places, tally) = (Arc::clone(&places), Arc::clone(tally));
                // A thread of its own sleeps to some tens of microseconds, the runtime to a millisecond.
                tokio::task::spawn_blocking(move || at_a_rate(rate, &lanes, start, end, &places, &tally))
            };
            // It can only end by itself.
            let _ = sending.await;
            drain(&places, MOST, tally).await;
        }
        Pace::InFlight(count) => {
            let lanes: Vec<_> =
                lanes.into_iter().map(|lane| (lane, Arc::new(Semaphore::new(count)))).collect();
            let all = lanes.iter().map(|(_, places)| Arc::clone(places)).collect::<Vec<_>>();
            let step = lanes.len();
            let lane = |(first, (lane, places)): (usize, (Lane, Arc<Semaphore>))| {
                tokio::spawn(as_they_end(lane, places, first, step, end, Arc::clone(tally)))
            };
            let sending: Vec<_> = lanes.into_iter().enumerate().map(lane).collect();
            for sending in sending {
                let _ = sending.await;
            }
            for places in all {
                drain(&places, count, tally).await;
            }
        }
    }
}

/// Waits for all answers, but not for ever.
async fn drain(places: &Semaphore, count: usize, tally: &Tally) {
    let all = u32::try_from(count).unwrap_or(u32::MAX);
    if tokio::time::timeout(AFTER, places.acquire_many(all)).await.is_err() {
        tally.unanswered(count - places.available_permits());
    }
}

/// Hands calls over when they are due, to each lane in turn.
fn at_a_rate(
    rate: f64,
    lanes: &[Lane],
    start: Instant,
    end: Instant,
    places: &Arc<Semaphore>,
    tally: &Arc<Tally>,
) {
    let due = |number: usize| start + Duration::from_secs_f64(number as f64 / rate);
    for number in 0.. {
        let at = due(number);
        if at >= end {
            return;
        }
        thread::sleep(at.saturating_duration_since(Instant::now()));
        let place = Arc::clone(places).try_acquire_owned().ok().or_else(|| {
            let left = (end + AFTER).saturating_duration_since(Instant::now());
            let place = async { tokio::time::timeout(left, Arc::clone(places).acquire_owned()).await };
            Handle::current().block_on(place).ok()?.ok()
        });
        let Some(_place) = place else {
            let left = (number..).take_while(|&number| due(number) < end).count();
            return tally.unsent(left);
        };
        lanes[number % lanes.len()].hand(Due { number, at, _place }, tally);
    }
}

/// Hands every `step`-th call over, as soon as one of those before has ended.
async fn as_they_end(
    lane: Lane,
    places: Arc<Semaphore>,
    first: usize,
    step: usize,
    end: Instant,
    tally: Arc<Tally>,
) {
    for number in (first..).step_by(step) {
        let Ok(_place) = Arc::clone(&places).acquire_owned().await else { return };
        let at = Instant::now();
        if at >= end {
            return;
        }
        lane.hand(Due { number, at, _place }, &tally);
    }
}

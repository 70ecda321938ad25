//! Who gets in: a fixed number at a time of calls with one request, of streams, and of whoever watches, over all
//! connections. One more is refused at once and told when to come back, since a queue would only make everybody late.
//! Reflection has few places of its own. So have health checks, on each connection: nobody needs a token for them, and
//! who takes all there are on one connection keeps nobody else from asking.
//!
//! A place is held by a value: whatever goes on for a call, an answer that is not read yet or a question to the disk that
//! cannot be broken off, keeps it until it is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::errors::CallError;
use super::limits::Limits;
use super::line::{Line, OnLine};
use super::metrics::Number;

/// When to come back: never sooner, never later, and what is said before anybody has left.
const COME_BACK: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_secs(10), Duration::from_secs(1)];

/// Health checks at one time on one connection, whoever watches the health among them.
const CHECKS: usize = 16;
/// Calls of reflection at one time.
const REFLECTIONS: usize = 8;

/// All places that there are; clones are of the same places.
#[derive(Clone)]
pub(super) struct Places {
    pub(super) calls: Arc<Admission>,
    pub(super) streams: Arc<Admission>,
    pub(super) watchers: Arc<Admission>,
    /// As each connection has them.
    pub(super) checks: Arc<Admission>,
    pub(super) reflections: Arc<Admission>,
}

impl Places {
    /// So many as the limits say.
    pub(super) fn new(limits: &Limits) -> Self {
        let room = |kind, count| Arc::new(Admission::new(kind, count));
        Self {
            calls: room("calls", limits.calls),
            streams: room("streams", limits.streams),
            watchers: room("watchers", limits.watchers),
            checks: room("checks", CHECKS),
            reflections: room("reflections", REFLECTIONS),
        }
    }

    /// The places that calls of a path on a connection need one of; what is not there needs none.
    pub(super) fn of<'a>(&'a self, path: &str, line: &'a Line) -> Option<&'a Arc<Admission>> {
        let (service, method) = path.strip_prefix('/')?.split_once('/')?;
        Some(match method {
            _ if service == "grpc.health.v1.Health" => line.checks(&self.checks),
            _ if service.starts_with("grpc.reflection.") => &self.reflections,
            _ if !service.starts_with("onrecord.") => return None,
            "StreamExtractQuotes" | "DeduplicateArticles" | "IngestArticles" | "ExportArticles" => {
                &self.streams
            }
            "WatchStatements" => &self.watchers,
            _ => &self.calls,
        })
    }

    /// Each kind of places.
    pub(super) fn each(&self) -> [&Admission; 5] {
        [&self.calls, &self.streams, &self.watchers, &self.checks, &self.reflections]
    }
}

/// The places of one kind.
pub(super) struct Admission {
    /// What they are called.
    pub(super) kind: &'static str,
    count: usize,
    places: Arc<Semaphore>,
    /// How long a place was held of late, in microseconds; 0 before any was left.
    held: AtomicU64,
    refusals: Arc<Refusals>,
}

/// A place, until its last clone is dropped.
#[derive(Clone)]
pub(super) struct Place(#[expect(dead_code, reason = "it is there to be dropped")] Arc<Held>);

struct Held {
    _permit: OwnedSemaphorePermit,
    since: Instant,
    of: Arc<Admission>,
    _line: Option<OnLine>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.of.left(self.since.elapsed());
    }
}

impl Admission {
    fn new(kind: &'static str, count: usize) -> Self {
        let count = count.min(Semaphore::MAX_PERMITS);
        Self {
            kind,
            count,
            places: Arc::new(Semaphore::new(count)),
            held: AtomicU64::new(0),
            refusals: Arc::default(),
        }
    }

    /// As many places of the same kind for others. Refusals are counted together.
    pub(super) fn another(&self) -> Self {
        Self { refusals: Arc::clone(&self.refusals), ..Self::new(self.kind, self.count) }
    }

    /// Takes a place. The connection has a call for as long as it is held, if it is given.
    pub(super) fn enter(self: &Arc<Self>, line: Option<&Arc<Line>>) -> Result<Place, CallError> {
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => {
                let line = line.map(OnLine::new);
                let held = Held { _permit: permit, since: Instant::now(), of: Arc::clone(self), _line: line };
                Ok(Place(Arc::new(held)))
            }
            Err(_) => {
                self.refusals.count(|refused| {
                    tracing::warn!(places = self.kind, refused, "refused: as many as the limit allows");
                });
                Err(CallError::Overloaded { kind: self.kind, come_back: self.come_back() })
            }
        }
    }

    /// Notes for how long a place was held: an eighth of what is known is from the last one.
    fn left(&self, held: Duration) {
        let held = held.as_micros().min(u128::from(u64::MAX / 8)) as u64;
        let mix =
            |known: u64| Some(if known == 0 { held.max(1) } else { (known - known / 8 + held / 8).max(1) });
        // It always mixes.
        let _ = self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, mix);
    }

    /// When a place is likely to be free: all are taken, and each is held for about as long as those of late.
    fn come_back(&self) -> Duration {
        let [soonest, latest, unknown] = COME_BACK;
        match self.held.load(Ordering::Relaxed) {
            0 => unknown,
            held => Duration::from_micros(held / self.count.max(1) as u64).clamp(soonest, latest),
        }
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.count
    }

    /// How many places are taken now.
    pub(super) fn taken(&self) -> usize {
        self.count - self.places.available_permits()
    }

    /// How many have found no place.
    pub(super) fn refused(&self) -> u64 {
        self.refusals.all.get()
    }
}

/// Counts what is refused, and keeps the log short when that is very many: one line a second.
pub(super) struct Refusals {
    all: Number,
    begun: Instant,
    /// The second, from 1, of the last line.
    told: AtomicU64,
    /// How many had been refused then.
    before: AtomicU64,
}

impl Default for Refusals {
    fn default() -> Self {
        let (told, before) = Default::default();
        Self { all: Number::default(), begun: Instant::now(), told, before }
    }
}

impl Refusals {
    /// Counts one, and has a line told if one is due: of so many since the last.
    pub(super) fn count(&self, line: impl FnOnce(u64)) {
        self.all.count();
        if let Some(refused) = self.due(self.all.get()) {
            line(refused);
        }
    }

    /// How many were refused since the last line, if a line is due now that so many were in all.
    fn due(&self, refused: u64) -> Option<u64> {
        let second = 1 + self.begun.elapsed().as_secs();
        if self.told.swap(second, Ordering::Relaxed) == second {
            return None;
        }
        Some(refused.saturating_sub(self.before.swap(refused, Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(count: usize) -> Arc<Admission> {
        Arc::new(Admission::new("calls", count))
    }

    fn come_back(room: &Arc<Admission>) -> Duration {
        let Err(CallError::Overloaded { come_back, .. }) = room.enter(None) else {
            panic!("there is a place")
        };
        come_back
    }

    #[test]
    fn a_place_is_free_again_when_its_last_clone_is_gone() {
        let room = room(1);
        let place = room.enter(None).unwrap();
        let clone = place.clone();
        drop(place);
        assert!(room.enter(None).is_err());
        drop(clone);
        assert!(room.enter(None).is_ok());
        assert_eq!((room.refused(), room.taken()), (1, 0));
    }

    #[test]
    fn who_is_refused_is_told_about_when_a_place_is_left() {
        let room = room(4);
        let _places: Vec<_> = (0..4).map(|_| room.enter(None).unwrap()).collect();
        assert_eq!(come_back(&room), Duration::from_secs(1));
        room.left(Duration::from_secs(8));
        assert_eq!(come_back(&room), Duration::from_secs(2));
        room.left(Duration::from_secs(1 << 40));
        assert_eq!(come_back(&room), Duration::from_secs(10));
        (0..1000).for_each(|_| room.left(Duration::ZERO));
        assert_eq!(come_back(&room), Duration::from_millis(100));
    }

    #[test]
    fn of_many_that_are_refused_in_a_second_one_line_tells() {
        let refusals = Refusals::default();
        let told: Vec<u64> = (1..=1000).filter_map(|refused| refusals.due(refused)).collect();
        // A slow machine may come to the next second.
        assert!(!told.is_empty() && told.len() < 100, "{told:?}");
        assert_eq!(told[0], 1);
    }

    #[test]
    fn each_method_has_its_places() {
        let places = Places::new(&Limits::DEFAULT);
        let (line, _) = Line::new();
        let kind = |path: &str| places.of(path, &line).map(|places| places.kind);
        for (path, of) in [
            ("/onrecord.v1.QuoteService/ExtractQuotes", Some("calls")),
            ("/onrecord.v1.QuoteService/DeduplicateArticles", Some("streams")),
            ("/onrecord.v1.StatementService/WatchStatements", Some("watchers")),
            ("/onrecord.v1.StatementService/Nothing", Some("calls")),
            ("/grpc.health.v1.Health/Watch", Some("checks")),
            ("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Some("reflections")),
            ("/grpc.health.v2.Health/Check", None),
            ("", None),
        ] {
            assert_eq!(kind(path), of, "{path}");
        }
    }

    #[test]
    fn health_checks_of_one_connection_take_no_place_of_another() {
        let places = Places::new(&Limits::DEFAULT);
        let ((one, _), (other, _)) = (Line::new(), Line::new());
        let room = |line| places.of("/grpc.health.v1.Health/Check", line).unwrap();
        let _taken: Vec<_> = (0..CHECKS).map(|_| room(&one).enter(None).unwrap()).collect();
        assert!(room(&one).enter(None).is_err());
        assert!(room(&other).enter(None).is_ok());
        assert_eq!(places.checks.refused(), 1);
    }

    #[test]
    fn every_stream_of_the_contract_has_a_place_of_a_stream() {
        use prost::Message;
        let (line, _) = Line::new();
        let places = Places::new(&Limits::DEFAULT);
        let set = prost_types::FileDescriptorSet::decode(super::super::DESCRIPTORS).unwrap();
        let mut methods = 0;
        for file in set.file.iter().filter(|file| file.package() == "onrecord.v1") {
            for (service, method) in file.service.iter().flat_map(|s| s.method.iter().map(move |m| (s, m))) {
                let path = format!("/onrecord.v1.{}/{}", service.name(), method.name());
                let streams = method.client_streaming() || method.server_streaming();
                assert_eq!(
                    places.of(&path, &line).map(|places| places.kind == "calls"),
                    Some(!streams),
                    "{path}"
                );
                methods += 1;
            }
        }
        assert!(methods > 10);
    }
}

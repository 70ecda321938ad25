//! A real server is killed while real clients send to it and watch it, over and over on the same folder, and then held to
//! what it had acknowledged.
//!
//! `KILLS=1000 cargo test --test it archive_kill -- --nocapture` kills it so often, and tells how it goes.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use onrecord::archive::Submission;
use onrecord::archive::store::Embedded;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::archive_harness::{fresh, lines, open};
use crate::archive_ledger::{Found, Ledger, Press, survivors};
use crate::archive_remote::{Client, Watcher, found_at, send};
use crate::server_process::Process;

/// Kills of one test, unless the environment says how many, and of one folder.
const KILLS: usize = 50;
const KILLS_OF_A_FOLDER: usize = 25;

/// In which states the kills fell, as far as a client can tell. One kill may cut off several submissions in several states.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    /// While the server started.
    starting: usize,
    /// Something was sent and isn't there.
    before_commit: usize,
    /// Something is there that was not acknowledged.
    before_acknowledgement: usize,
    /// All that was sent was acknowledged.
    idle: usize,
    /// All that was acknowledged.
    acknowledged: usize,
    /// How long a start takes.
    start: Duration,
}

impl Tally {
    fn has_all(&self) -> bool {
        self.starting.min(self.before_commit).min(self.before_acknowledgement) > 0
    }
}

/// When a kill falls.
#[derive(Clone, Copy, Debug)]
enum Strike {
    /// So long after sending began.
    After(Duration),
    /// So long after so many acknowledgements.
    Acknowledged(usize, Duration),
    /// So long after so many changes of the head of the store's file: each commit makes a few, and the last of them is what
    /// makes it count.
    Written(usize, Duration),
}

impl Strike {
    fn drawn(press: &mut Press, window: usize, tally: &Tally) -> Self {
        let rng = &mut press.rng;
        let short = Duration::from_micros(rng.random_range(0..3000));
        match rng.random_range(0..4) {
            // What has not happened yet happens most easily behind a commit.
            kind if kind < 2 || !tally.has_all() => {
                // The more is sent at once, the fewer commits there are.
                let most = if window > 3 { 4 } else { 12 };
                Self::Written(rng.random_range(1..=most), short * rng.random_range(0..2))
            }
            2 => Self::Acknowledged(rng.random_range(0..50), short),
            _ => Self::After(Duration::from_micros(rng.random_range(0..300_000))),
        }
    }

    /// Waits for the moment, or until all is acknowledged.
    fn wait(self, folder: &Path, acknowledged: &AtomicUsize, done: &AtomicBool) {
        let began = Instant::now();
        let (mut head, mut written) = (head_of(folder), 0);
        while !done.load(Ordering::Relaxed) {
            let (come, after) = match self {
                Self::After(delay) => (began.elapsed() >= delay, Duration::ZERO),
                Self::Acknowledged(count, after) => (acknowledged.load(Ordering::Relaxed) >= count, after),
                Self::Written(count, after) => {
                    let now = head_of(folder);
                    written += usize::from(now != head);
                    head = now;
                    (written >= count, after)
                }
            };
            if come {
                std::thread::sleep(after);
                return;
            }
            std::thread::sleep(Duration::from_micros(20));
        }
    }
}

/// The head of the store's file, which says what in it counts.
pub(crate) fn head_of(folder: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    File::open(folder.join("archive.redb")).unwrap().take(320).read_to_end(&mut head).unwrap();
    head
}

/// A folder, and what its clients know.
struct Life {
    folder: TempDir,
    press: Press,
    ledger: Ledger,
    watcher: Option<Watcher>,
}

impl Life {
    fn new(seed: u64) -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            press: Press::new(seed),
            ledger: Ledger::default(),
            watcher: None,
        }
    }

    /// Kills the server so often, and holds it to what it acknowledged.
    async fn live(mut self, kills: usize, tally: &mut Tally) {
        for _ in 0..kills {
            tally.kills += 1;
            if self.press.rng.random_range(0..6) == 0 || tally.starting == 0 {
                self.kill_starting(tally);
            } else {
                self.kill_sending(tally).await;
            }
        }
        let mut server = Process::start(self.folder.path());
        let (found, _) = self.held_to(&mut server.archive().await, tally).await;
        let log = server.kill();
        assert!(!log.iter().any(|line| line.contains("panicked")), "{log:#?}");
        // In every detail, by the library.
        let archive = open(Embedded::open(self.folder.path()).unwrap());
        assert_eq!(lines(&archive), fresh(&survivors(&found.articles)));
    }

    /// Kills a server before it has opened its archive, or soon after.
    fn kill_starting(&mut self, tally: &mut Tally) {
        let mut server = Process::start(self.folder.path());
        let most = tally.start.max(Duration::from_millis(20)).as_micros() as u64;
        std::thread::sleep(Duration::from_micros(self.press.rng.random_range(0..most)));
        let log = server.kill();
        match log.iter().any(|line| line.contains("the archive is open")) {
            true => tally.idle += 1,
            false => tally.starting += 1,
        }
    }

    /// Starts a server, holds it to what was acknowledged before, and kills it while it takes articles in.
    async fn kill_sending(&mut self, tally: &mut Tally) {
        let mut server = Process::start(self.folder.path());
        let began = Instant::now();
        let mut client = server.archive().await;
        tally.start = began.elapsed();
        let (_, again) = self.held_to(&mut client, tally).await;
        let watching = tokio::spawn(self.watcher.take().unwrap().watch(client.clone()));

        // What was not acknowledged is sent again, before all else.
        let submissions = again.into_iter().chain(self.press.take(60)).collect();
        let window = [1, 3, 20, 256][self.press.rng.random_range(0..4)];
        let strike = Strike::drawn(&mut self.press, window, tally);
        let (acknowledged, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let killing = tokio::task::spawn_blocking({
            let (folder, acknowledged) = (self.folder.path().to_owned(), Arc::clone(&acknowledged));
            let done = Arc::clone(&done);
            move || {
                strike.wait(&folder, &acknowledged, &done);
                server.kill()
            }
        });
        let ended = send(&mut client, submissions, window, &mut self.ledger, &acknowledged).await;
        done.store(true, Ordering::Relaxed);
        let log = killing.await.unwrap();
        assert!(!log.iter().any(|line| line.contains("panicked") || line.contains("ERROR")), "{log:#?}");
        // Whoever is cut off knows that; the server itself refuses nothing.
        tally.idle += usize::from(ended.is_ok());
        tally.acknowledged += self.ledger.acknowledged();
        self.watcher = Some(watching.await.unwrap());
    }

    /// Holds a server that has started to what was acknowledged, and gives what is to be sent again.
    async fn held_to(&mut self, client: &mut Client, tally: &mut Tally) -> (Found, Vec<Submission>) {
        if self.watcher.is_none() {
            self.watcher = Some(Watcher::begin(client).await);
        }
        let watcher = self.watcher.as_mut().unwrap();
        let found = found_at(client, self.ledger.keys(), watcher).await;
        match self.ledger.restart(&found) {
            Ok((cut_off, again)) => {
                tally.before_commit += usize::from(cut_off.missing > 0);
                tally.before_acknowledgement += usize::from(cut_off.found > 0);
                (found, again)
            }
            Err(faults) => panic!("after kill {}: {faults:#?}", tally.kills),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_acknowledged_outlives_every_kill() {
    let kills = std::env::var("KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let mut tally = Tally::default();
    for seed in 1.. {
        let left = kills.saturating_sub(tally.kills);
        if left == 0 && tally.has_all() {
            break;
        }
        assert!(tally.kills < kills + 200, "some state is never met: {tally:?}");
        Life::new(seed).live(left.clamp(1, KILLS_OF_A_FOLDER), &mut tally).await;
        eprintln!("{tally:?}");
    }
    assert!(tally.acknowledged > kills, "{tally:?}");
}

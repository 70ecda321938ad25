//! How long a service is waited for, and how long each pause is.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::Instant;

use super::{Client, Error};

/// The pause before the second attempt, and the longest; each is twice the one before.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(5)];

/// How much longer a service is waited for.
#[derive(Debug)]
pub(super) struct Patience {
    /// Nothing while nobody waits.
    ends: Option<Instant>,
    pause: Duration,
}

impl Patience {
    pub(super) const fn new() -> Self {
        Self { ends: None, pause: PAUSES[0] }
    }

    /// Waits a while before another attempt, as long as the service asks for or else longer each time; the first time it is
    /// told.
    ///
    /// # Errors
    /// With what failed, once the patience is at an end.
    pub(super) async fn pause(&mut self, client: &Client, error: Error) -> Result<(), Error> {
        let ends = *self.ends.get_or_insert_with(|| {
            client.tell(&error);
            Instant::now() + client.patience
        });
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            // Whoever asks once more is as patient as before.
            self.renew();
            return Err(error);
        }
        let pause = shortened(self.pause).max(error.retry_after().unwrap_or_default());
        self.pause = (2 * self.pause).min(PAUSES[1]);
        tokio::time::sleep(pause.min(left)).await;
        Ok(())
    }

    /// The service does its work: the next time it is waited for anew.
    pub(super) fn renew(&mut self) {
        *self = Self::new();
    }
}

/// A pause, of which up to a half is taken away by chance, so that clients that broke off together don't come back together.
fn shortened(pause: Duration) -> Duration {
    // Every state of the hasher is another one.
    let chance = RandomState::new().hash_one(()) as u32;
    pause - pause.mul_f64(f64::from(chance) / f64::from(u32::MAX) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_shortened_by_up_to_a_half_and_differ() {
        let whole = Duration::from_secs(2);
        let pauses: std::collections::BTreeSet<Duration> = (0..50).map(|_| shortened(whole)).collect();
        assert!(pauses.iter().all(|pause| (whole / 2..=whole).contains(pause)), "{pauses:?}");
        assert!(pauses.len() > 10, "{pauses:?}");
    }
}

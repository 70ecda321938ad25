//! Numbers that look random and are the same on every machine: all from integers and from arithmetic that IEEE 754
//! defines to the last bit, so no logarithm and no power.

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1, 1 left out.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something happens that does so in this share of the cases.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// From 0 up to `bound`, which is left out; 0 when it is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.share() * bound as f64) as usize
    }

    /// From `least` to `most`, both included.
    pub(crate) fn within(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// One of several, all alike.
    pub(crate) fn of<'a, T: ?Sized>(&mut self, several: &[&'a T]) -> &'a T {
        several[self.below(several.len())]
    }

    /// From 0 on, with no end: small numbers often, large ones rarely (Pareto, exponent 2/3).
    pub(crate) fn endless(&mut self, scale: f64) -> usize {
        let share = 1.0 - self.share();
        (scale * (1.0 / (share * share.sqrt()) - 1.0)).min(1e12) as usize
    }

    /// Seconds until something happens that does so once in `hours` on average.
    pub(crate) fn wait(&mut self, hours: usize) -> i64 {
        let mut seconds = self.below(3600) as i64;
        while !self.chance(1.0 / hours as f64) {
            seconds += 3600;
        }
        seconds
    }

    /// Puts a list in any order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Draws from a list whose earlier places are likelier (Zipf).
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    /// Over `count` places, the place `at` with the weight that `weight` gives it.
    pub(crate) fn new(count: usize, weight: impl Fn(f64) -> f64) -> Self {
        let mut sum = 0.0;
        let sums = (0..count).map(|at| {
            sum += weight(at as f64);
            sum
        });
        Self(sums.collect())
    }

    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let point = random.share() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|&sum| sum <= point).min(self.0.len().saturating_sub(1))
    }
}

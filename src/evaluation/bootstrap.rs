//! How far a figure could be off by chance: the bootstrap over articles (Efron, 1979).
//!
//! Articles are drawn with replacement, as many as there are, and the figures of the draw are taken; the interval is
//! what lies between the 2.5th and the 97.5th percentile of many draws. Articles are drawn, not quotes, since the quotes of
//! one article are easy or hard together.

use super::counts::Counts;
use super::figures::Figures;

/// How often, and from which seed, articles are drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resampling {
    /// How often; 0 for no intervals.
    pub resamples: usize,
    /// Where the random numbers begin: the same seed gives the same intervals.
    pub seed: u64,
}

/// The lower and the upper end of each figure's 95% interval; nothing without articles or draws.
pub(super) fn intervals(articles: &[Counts], resampling: Resampling) -> Option<(Figures, Figures)> {
    if articles.is_empty() || resampling.resamples == 0 {
        return None;
    }
    let mut random = SplitMix(resampling.seed);
    let draws: Vec<[f64; 10]> =
        (0..resampling.resamples).map(|_| Figures::of(&draw(articles, &mut random)).values()).collect();
    let (mut low, mut high) = ([0.0; 10], [0.0; 10]);
    for (figure, (low, high)) in low.iter_mut().zip(&mut high).enumerate() {
        let mut sorted: Vec<f64> = draws.iter().filter_map(|draw| draw.get(figure).copied()).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| sorted.get((share * sorted.len() as f64) as usize).copied();
        (*low, *high) = (at(0.025).unwrap_or(0.0), at(0.975).unwrap_or(0.0));
    }
    Some((Figures::from_values(low), Figures::from_values(high)))
}

fn draw(articles: &[Counts], random: &mut SplitMix) -> Counts {
    let mut sum = Counts::default();
    for _ in articles {
        sum += articles.get(random.below(articles.len())).copied().unwrap_or_default();
    }
    sum
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, and the same on every machine.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`. What the multiplication favours is less than one draw in 2^40 here.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn an_interval_holds_the_figure_and_comes_from_its_seed() {
        let article = |found| Counts { gold: 10, given: 10, matched: found, ..Counts::default() };
        let articles: Vec<Counts> = (0..40).map(|i| article(6 + i % 5)).collect();
        let intervals = |seed| intervals(&articles, Resampling { resamples: 400, seed }).unwrap();
        let (low, high) = intervals(1);
        assert!(
            low.recall > 0.72 && low.recall < 0.8 && 0.8 < high.recall && high.recall < 0.88,
            "{low:?} {high:?}"
        );
        assert_eq!((low, high), intervals(1));
        assert_ne!((low, high), intervals(2));
    }

    #[test]
    fn articles_that_are_all_alike_leave_nothing_to_chance() {
        let articles = [Counts { gold: 4, given: 4, matched: 3, ..Counts::default() }; 7];
        let (low, high) = intervals(&articles, Resampling { resamples: 1, seed: 0 }).unwrap();
        assert_eq!((low.recall, high.recall), (0.75, 0.75));
        assert_eq!(super::intervals(&[], Resampling { resamples: 9, seed: 0 }), None);
        assert_eq!(super::intervals(&articles, Resampling { resamples: 0, seed: 0 }), None);
    }
}

//! Made-up feeds of quotes, of any size, of which it is known what belongs together.
//!
//! A feed is a function of how many quotes it has, its kind and its seed, to the byte and on every machine. Nothing in it
//! was ever said: [`prose`] makes quotes of common words and made-up ones, and [`edits`] does to them what outlets do.
//! `examples/quote_feed.rs` writes a feed, `benches/statements.rs` measures with it.

mod edits;
mod prose;
pub(crate) mod random;
mod words;

use std::sync::Arc;

use jiff::Timestamp;
use onrecord::article::{Published, Report, Sort, Speaker};

use prose::{Prose, capital};
use random::{Random, Zipf};

/// What a feed consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Three in ten quotes report statements of 2 to 200 reports; one in a hundred nearly does; the others stand alone.
    Mixed,
    /// One quote, over and over; one in ten names another speaker.
    Copies,
    /// Different quotes that all hold one new slogan of six words.
    Slogan,
    /// Ten quotes, cut short and reworded over and over.
    Variants,
    /// Quotes that share nothing but the words of the language.
    Distinct,
}

/// A quote of a feed, and what is known of it.
pub(crate) struct Planted {
    pub(crate) report: Report,
    /// The statement that it reports.
    pub(crate) cluster: usize,
    /// What was done to it; of a near miss `flip_...:` and the cluster that it misses.
    pub(crate) edit: String,
}

/// The share of quotes that report a statement together with others.
const CLUSTERED: f64 = 0.3;
/// The share of near misses.
const FLIPPED: f64 = 0.01;
/// The share of slogans that are said again after a month.
const RECURRING: f64 = 0.005;
const NAMED: f64 = 0.7;
const WRONGLY_NAMED: f64 = 0.05;
const DAY: i64 = 86_400;
/// 2031-03-01, when the feed begins.
const BEGIN: i64 = 1_930_089_600;
const DAYS: i64 = 30;

/// A feed of `size` quotes, in the order of their times.
pub(crate) fn feed(size: usize, kind: Kind, seed: u64) -> Vec<Planted> {
    let mut desk = Desk { random: Random::new(seed), prose: Prose::new(), quotes: Vec::new(), clusters: 0 };
    match kind {
        Kind::Mixed => desk.mixed(size),
        Kind::Copies => desk.copies(size),
        Kind::Slogan => desk.slogan(size),
        Kind::Variants => desk.variants(size),
        Kind::Distinct => {}
    }
    while desk.quotes.len() < size {
        desk.alone();
    }
    desk.quotes.truncate(size);
    desk.published()
}

/// Where quotes come in.
struct Desk {
    random: Random,
    prose: Prose,
    quotes: Vec<Draft>,
    clusters: usize,
}

/// A quote before it has an outlet and an id.
struct Draft {
    /// Seconds since the feed began.
    time: i64,
    text: String,
    speaker: Option<String>,
    cluster: usize,
    edit: String,
}

impl Desk {
    fn mixed(&mut self, size: usize) {
        let sizes = self.sizes((size as f64 * CLUSTERED) as usize);
        let flipped = size as f64 * FLIPPED / sizes.len().max(1) as f64;
        for reports in sizes {
            self.statement(reports, flipped);
        }
        let until = self.quotes.len() + (size as f64 * RECURRING) as usize;
        while self.quotes.len() < until {
            self.recurring();
        }
    }

    /// How many reports each statement has, `total` in all: twice as many are four times as rare.
    fn sizes(&mut self, total: usize) -> Vec<usize> {
        let draw = Zipf::new(199, |at| 1.0 / ((at + 2.0) * (at + 2.0)));
        let (mut sizes, mut sum) = (Vec::new(), 0);
        while sum < total {
            let size = (draw.draw(&mut self.random) + 2).min(total - sum + 1).max(2);
            sizes.push(size);
            sum += size;
        }
        sizes
    }

    /// A statement and its reports, with a near miss in this share of the cases.
    fn statement(&mut self, reports: usize, flipped: f64) {
        let whole = self.prose.quote(&mut self.random, 8);
        let (speaker, begin, cluster) = (self.prose.person(&mut self.random), self.moment(), self.cluster());
        self.take(begin, whole.clone(), &speaker, cluster, "seed");
        for _ in 1..reports {
            let (text, edit) = edits::edit(&whole, &mut self.random);
            let time = begin + self.random.wait(24);
            self.take(time, text, &speaker, cluster, edit);
        }
        if self.random.chance(flipped)
            && let Some((text, flip)) = edits::flip(&whole, &self.prose, &mut self.random)
        {
            let (time, own) = (begin + self.random.wait(24), self.cluster());
            self.take(time, text, &speaker, own, &format!("{flip}:{cluster}"));
        }
    }

    /// A slogan on two occasions a month apart, which are two statements.
    fn recurring(&mut self) {
        let slogan = self.prose.slogan(&mut self.random);
        let (speaker, begin) = (self.prose.person(&mut self.random), self.moment());
        for occasion in 0..2 {
            let cluster = self.cluster();
            for _ in 0..self.random.within(1, 4) {
                let time = begin + occasion * (DAYS + 15) * DAY + self.random.wait(6);
                self.take(time, slogan.clone(), &speaker, cluster, "slogan");
            }
        }
    }

    fn copies(&mut self, size: usize) {
        let whole = self.prose.quote(&mut self.random, 20);
        let (speaker, cluster) = (self.prose.person(&mut self.random), self.cluster());
        for _ in 0..size {
            let other = self.random.chance(0.1).then(|| self.prose.person(&mut self.random));
            let time = self.moment();
            self.take(time, whole.clone(), other.as_ref().unwrap_or(&speaker), cluster, "identical");
        }
    }

    fn slogan(&mut self, size: usize) {
        let mut name = || self.prose.some_name(&mut self.random);
        let slogan = format!("we stand with {} and {}", name(), name());
        for _ in 0..size {
            let quote = self.prose.quote(&mut self.random, 12);
            let mut said: Vec<&str> = quote.split(' ').collect();
            let at = [0, said.len() / 2, said.len()][self.random.below(3)];
            said.insert(at, &slogan);
            let text = capital(&said.join(" "));
            let (speaker, time, cluster) =
                (self.prose.person(&mut self.random), self.moment(), self.cluster());
            self.take(time, text, &speaker, cluster, "holds_slogan");
        }
    }

    fn variants(&mut self, size: usize) {
        let whole = |_| {
            let text = self.prose.quote(&mut self.random, 20);
            (text, self.prose.person(&mut self.random), self.moment())
        };
        let wholes: Vec<(String, String, i64)> = (0..10).map(whole).collect();
        self.clusters = wholes.len();
        for n in 0..size {
            let cluster = n % wholes.len();
            let (whole, speaker, begin) = &wholes[cluster];
            let (text, edit) = edits::variant(whole, &mut self.random);
            let time = begin + self.random.wait(24);
            self.take(time, text, speaker, cluster, edit);
        }
    }

    /// A quote that nobody else has.
    fn alone(&mut self) {
        let text = self.prose.quote(&mut self.random, 5);
        let (speaker, time, cluster) = (self.prose.person(&mut self.random), self.moment(), self.cluster());
        self.take(time, text, &speaker, cluster, "single");
    }

    fn cluster(&mut self) -> usize {
        self.clusters += 1;
        self.clusters - 1
    }

    fn moment(&mut self) -> i64 {
        self.random.below((DAYS * DAY) as usize) as i64
    }

    fn take(&mut self, time: i64, text: String, speaker: &str, cluster: usize, edit: &str) {
        let speaker = self.named(speaker);
        self.quotes.push(Draft { time, text, speaker, cluster, edit: edit.to_owned() });
    }

    /// Whom an outlet names: nobody, the surname, the whole name, or somebody else.
    fn named(&mut self, speaker: &str) -> Option<String> {
        if !self.random.chance(NAMED) {
            return None;
        }
        if self.random.chance(WRONGLY_NAMED) {
            return Some(self.prose.person(&mut self.random));
        }
        let surname = speaker.split(' ').next_back().filter(|_| self.random.chance(0.3));
        Some(surname.unwrap_or(speaker).to_owned())
    }

    /// The feed in the order of time, each quote with an outlet and an id.
    fn published(mut self) -> Vec<Planted> {
        let outlets: Vec<&str> = words::OUTLETS.split_whitespace().collect();
        // Those of one second, too, stand in no order of their making.
        self.random.shuffle(&mut self.quotes);
        self.quotes.sort_by_key(|quote| quote.time);
        let random = &mut self.random;
        let planted = self.quotes.into_iter().enumerate().map(|(n, quote)| Planted {
            report: report(format!("q{n}"), random.of(&outlets), quote.time, quote.text, quote.speaker),
            cluster: quote.cluster,
            edit: quote.edit,
        });
        planted.collect()
    }
}

fn report(id: String, outlet: &str, time: i64, text: String, speaker: Option<String>) -> Report {
    let published = Timestamp::from_second(BEGIN + time).map_or(Published::Unknown, Published::Instant);
    let named =
        |name: String| Speaker { text: name.clone(), name: Some(name), role: None, sort: Sort::Person };
    let id: Arc<str> = id.into();
    Report {
        outlet: outlet.into(),
        article_id: Arc::clone(&id),
        quote_id: Some(id),
        published,
        position: (0, 0),
        text: text.into(),
        breaks: [].into(),
        speaker: speaker.map(named).map(Arc::new),
        confidence: None,
        fingerprint: None,
    }
}

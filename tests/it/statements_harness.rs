//! What the tests of statements share: reports by hand, feeds of what happens to words on their way into
//! print, and what two engines must agree on.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use onrecord::article::{Report, Sort, Speaker};
use onrecord::output::StatementLine;
use onrecord::similarity::Occasions;
use onrecord::statements::{Change, Statement, Statements, group};
use onrecord::text::fingerprint::Fingerprint;
use proptest::prelude::*;

pub(crate) const MAY: &str = "2031-05-02";

pub(crate) fn named(name: &str) -> Option<Speaker> {
    Some(Speaker { text: name.into(), name: Some(name.into()), role: None, sort: Sort::Person })
}

/// A quote of somebody, or of nobody by name where the name is empty, in an article of its own.
pub(crate) fn report(number: usize, day: &str, speaker: &str, text: &str) -> Report {
    Report {
        outlet: format!("Outlet {number}").into(),
        article_id: format!("a{number}").into(),
        quote_id: None,
        published: day.parse().unwrap(),
        position: (10, 10 + text.chars().count()),
        text: text.into(),
        breaks: [].into(),
        speaker: if speaker.is_empty() { None } else { named(speaker).map(Arc::new) },
        confidence: None,
        fingerprint: None,
    }
}

/// Reports of one day, each of its own outlet: (speaker, words).
pub(crate) fn of_one_day(quotes: &[(&str, &str)]) -> Vec<Report> {
    quotes.iter().enumerate().map(|(n, (speaker, text))| report(n, MAY, speaker, text)).collect()
}

/// The statements of some reports, put in as one batch.
pub(crate) fn statements(reports: &[Report]) -> Vec<Statement> {
    Living::of(reports).statements()
}

/// For each report the place of its statement.
pub(crate) fn places(statements: &[Statement], reports: usize) -> Vec<usize> {
    let holds =
        |statement: &Statement, report| statement.members.iter().any(|member| member.report == report);
    let place = |report| statements.iter().position(|statement| holds(statement, report)).unwrap();
    (0..reports).map(place).collect()
}

/// The lines that are written of statements: handles don't show in them.
fn lines(statements: &[Statement], given: &[Report]) -> Vec<String> {
    let line = |statement| serde_json::to_string(&StatementLine::new(statement, given)).unwrap();
    statements.iter().map(line).collect()
}

/// The lines of a fresh batch.
pub(crate) fn fresh(reports: &[Report]) -> Vec<String> {
    lines(&group(reports), reports)
}

/// Statements under test, with all that was ever put in.
#[derive(Default)]
pub(crate) struct Living {
    pub(crate) engine: Statements,
    given: Vec<Report>,
    left: BTreeSet<usize>,
}

impl Living {
    pub(crate) fn of(reports: &[Report]) -> Self {
        let mut living = Self::default();
        living.extend(reports);
        living
    }

    pub(crate) fn with(options: Occasions, reports: &[Report]) -> Self {
        let mut living = Self { engine: Statements::new(options), ..Self::default() };
        living.extend(reports);
        living
    }

    pub(crate) fn insert(&mut self, report: &Report) -> usize {
        let handle = self.engine.insert(report.clone());
        assert_eq!(handle, self.given.len(), "handles count arrivals");
        self.given.push(report.clone());
        handle
    }

    pub(crate) fn extend(&mut self, reports: &[Report]) -> Range<usize> {
        let handles = self.engine.extend(reports.to_vec());
        assert_eq!(handles, self.given.len()..self.given.len() + reports.len(), "handles count arrivals");
        self.given.extend_from_slice(reports);
        handles
    }

    /// Takes a report away, by whatever handle: what is not there cannot be taken.
    pub(crate) fn remove(&mut self, handle: usize) {
        let there = handle < self.given.len() && self.left.insert(handle);
        let expected = there.then(|| &self.given[handle]);
        assert_eq!(self.engine.report(handle), expected);
        assert_eq!(self.engine.remove(handle).as_ref(), expected);
        assert_eq!(self.engine.report(handle), None);
    }

    pub(crate) fn statements(&mut self) -> Vec<Statement> {
        self.engine.statements()
    }

    pub(crate) fn lines(&mut self) -> Vec<String> {
        lines(&self.engine.statements(), &self.given)
    }

    /// How many reports have come in, those that have left among them.
    pub(crate) fn arrived(&self) -> usize {
        self.given.len()
    }

    /// The reports that are there.
    pub(crate) fn present(&self) -> Vec<Report> {
        (0..self.given.len()).filter(|at| !self.left.contains(at)).map(|at| self.given[at].clone()).collect()
    }
}

/// A consumer of changes: which reports each statement holds, and where ids that passed away went.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) holds: BTreeMap<String, BTreeSet<usize>>,
    forwards: BTreeMap<String, String>,
}

impl Ledger {
    /// Applies changes in their order; each must make sense on what is held.
    pub(crate) fn apply(&mut self, changes: &[Change]) {
        changes.iter().for_each(|change| self.apply_one(change));
    }

    fn apply_one(&mut self, change: &Change) {
        match change {
            Change::Made { statement } => self.make(statement),
            Change::Split { statement, from } => {
                assert!(self.holds.contains_key(from), "{change:?}: what it was split from goes on");
                self.make(statement);
            }
            Change::Joined { statement, report } => {
                assert!(self.held(statement).insert(*report), "{change:?}: it is in it already");
            }
            Change::Left { statement, report } => {
                assert!(self.held(statement).remove(report), "{change:?}: it is not in it");
            }
            Change::Merged { statement, into } => {
                let moved = self.holds.remove(statement).expect("what merges is alive");
                self.held(into).extend(moved);
                self.forwards.insert(statement.clone(), into.clone());
            }
            Change::Gone { statement } => {
                let left = self.holds.remove(statement).expect("what goes is alive");
                assert!(left.is_empty(), "{change:?}: it still holds {left:?}");
            }
        }
    }

    fn make(&mut self, statement: &str) {
        let before = self.holds.insert(statement.to_owned(), BTreeSet::new());
        assert!(before.is_none(), "{statement} is made twice");
        self.forwards.remove(statement);
    }

    fn held(&mut self, statement: &str) -> &mut BTreeSet<usize> {
        self.holds.get_mut(statement).unwrap_or_else(|| panic!("{statement} is not alive"))
    }

    /// The statement that an id stands for today, if its reports haven't all left.
    pub(crate) fn resolve<'l>(&'l self, id: &'l str) -> Option<&'l str> {
        let mut id = id;
        for _ in 0..=self.forwards.len() {
            if self.holds.contains_key(id) {
                return Some(id);
            }
            id = self.forwards.get(id)?;
        }
        panic!("{id} is forwarded in a circle");
    }

    /// What a list of statements says, as the ledger would hold it.
    pub(crate) fn of(statements: &[Statement]) -> BTreeMap<String, BTreeSet<usize>> {
        let reports = |statement: &Statement| statement.members.iter().map(|member| member.report).collect();
        statements.iter().map(|statement| (statement.id.clone(), reports(statement))).collect()
    }
}

/// Words that somebody said, with what print makes of them.
struct Whole {
    /// Who said it: a place in `PEOPLE`.
    by: usize,
    text: &'static str,
    /// Changes that make it another statement.
    flips: &'static [(&'static str, &'static str)],
    /// Changes that don't.
    edits: &'static [(&'static str, &'static str)],
}

/// Full name, surname, with a title, pronoun.
const PEOPLE: &[[&str; 4]] = &[
    ["Mara Stroud", "Stroud", "Ms. Stroud", "she"],
    ["Tobin Vale", "Vale", "Mr. Vale", "he"],
    ["Ada Brenner", "Brenner", "Dr. Brenner", "she"],
];

const BODIES: [&str; 2] = ["Vesk Harbour Board", "VHB"];

const WHOLES: &[Whole] = &[
    Whole {
        by: 0,
        text: "The ferry to Vesk will carry 40 passengers every morning, and nobody on the island will have to wait for the tide again.",
        flips: &[("40", "45"), ("will carry", "will never carry"), ("Vesk", "Orlin"), ("every", "no")],
        edits: &[
            ("40", "forty"),
            ("the island", "the [western] island"),
            ("will have to", "won’t ever have to"),
        ],
    },
    Whole {
        by: 1,
        text: "I promise that nobody on the island will have to wait for bread, for letters or for medicine while I hold this office.",
        flips: &[
            ("I promise", "I cannot promise"),
            ("for letters", "against letters"),
            ("while", "not while"),
        ],
        edits: &[
            ("this office", "[the governor’s] office"),
            ("letters", "[…]"),
            ("I promise", "[He] promise[s]"),
        ],
    },
    Whole {
        by: 2,
        text: "We found twelve cracks in the harbour wall, and we don't believe the labour of one summer can mend them all.",
        flips: &[("twelve", "fifteen"), ("don't believe", "believe"), ("them all", "none of them")],
        edits: &[("twelve", "12"), ("harbour", "harbor"), ("don't", "do not"), ("labour", "labor")],
    },
    Whole {
        by: 0,
        text: "It isn’t the colour of the lighthouse that matters, but whether its lamp is burning over Vesk on a winter night.",
        flips: &[("isn’t", "is"), ("over Vesk", "under Vesk"), ("Vesk", "Orlin")],
        edits: &[
            ("isn’t", "is not"),
            ("colour", "color"),
            ("its lamp", "its [old] lamp"),
            ("burning", "burnin"),
        ],
    },
    Whole {
        by: 1,
        text: "More boats will leave Orlin this year than in the last twenty years together, and I'm proud of every crew.",
        flips: &[("More", "Fewer"), ("Orlin", "Vesk"), ("twenty", "thirty"), ("I'm proud", "I'm not proud")],
        edits: &[("twenty", "20"), ("I'm", "I am"), ("of every crew", "of … every crew")],
    },
    Whole {
        by: 2,
        text: "The council will accept our plan on Monday after a few months of talks and 12 sleepless nights in the old customs house.",
        flips: &[("accept", "reject"), ("Monday", "Thursday"), ("12", "20"), ("will", "will not")],
        edits: &[("few", "four"), ("12", "twelve"), ("The council", "[Vesk’s] council"), (" on Monday", "")],
    },
    Whole {
        by: 0,
        text: "Nobody asked the fishermen of Vesk, nobody asked their wives, and nobody asked the 300 children who cross the sound to school.",
        flips: &[("300", "30"), ("Vesk", "Orlin"), ("Nobody", "Everybody")],
        edits: &[("300", "three hundred"), ("wives", "families"), ("nobody asked their wives, ", "")],
    },
    Whole {
        by: 1,
        text: "We will get there, whatever the weather and whatever the price of diesel.",
        flips: &[("will", "will not"), ("whatever the weather", "not whatever the weather")],
        edits: &[("We will", "We'll"), ("the price", "[the] price")],
    },
];

/// What is said again and again, by anybody; and what is hardly anything.
const SLOGANS: &[&str] = &[
    "We will get there",
    "a disgrace",
    "this is not over yet",
    "tide again",
    "never",
    "bread, letters and light",
    "sleepless nights",
    "the Harbour Prize",
    "no, no, no, no, no, no",
    "…",
    "",
];

const DAYS: &[&str] = &[
    "2031-05-02",
    "2031-05-02T10:00:00Z",
    "2031-05-02T21:30:00Z",
    "2031-05-03",
    "2031-05-09",
    "2031-05-22T06:00:00Z",
    "2031-07-01",
    "2031-07-20",
    "",
];

const OUTLETS: &[&str] = &["The Orlin Gazette", "Vesk Radio", "Island Post", "Coast Times", ""];

/// How words come into print.
#[derive(Clone, Debug)]
enum Form {
    Whole,
    Flip(usize),
    Edit(usize),
    /// From a word on, so many words.
    Fragment(usize, usize),
    /// A fragment of this and one of another whole, with a sign between.
    Splice((usize, usize), usize, (usize, usize), usize),
    /// A word in brackets.
    Bracket(usize),
    /// A word that has lost its second letter.
    Typo(usize),
    Slogan(usize),
}

/// What stands between the parts of a splice; of the last the reporter's own words are left out.
const SIGNS: &[&str] = &[" … ", " ... ", " [...] ", "… ", " "];

fn pick<T>(list: &[T], n: usize) -> &T {
    &list[n % list.len()]
}

/// So many words of a text from one of them on; from its end where the count goes over it.
fn part(text: &str, (from, length): (usize, usize)) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let length = length.clamp(1, words.len());
    let from = (from % words.len()).min(words.len() - length);
    words[from..from + length].join(" ")
}

/// A text with one of its words rewritten.
fn with_word(text: &str, at: usize, rewrite: impl Fn(&str) -> String) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let at = at % words.len();
    words[at] = rewrite(&words[at]);
    words.join(" ")
}

impl Form {
    /// The words in print, and where a further segment begins.
    fn print(&self, whole: &Whole) -> (String, Vec<usize>) {
        let text = whole.text;
        let replaced = |&(from, to): &(&str, &str)| text.replacen(from, to, 1);
        let printed = match self {
            Self::Whole => text.to_owned(),
            Self::Flip(n) => replaced(pick(whole.flips, *n)),
            Self::Edit(n) => replaced(pick(whole.edits, *n)),
            Self::Fragment(from, length) => part(text, (*from, *length)),
            Self::Splice(one, other, another, sign) => {
                let (first, sign) = (part(text, *one), *pick(SIGNS, *sign));
                let second = part(pick(WHOLES, *other).text, *another);
                let breaks = if sign == " " { vec![first.len() + 1] } else { Vec::new() };
                return (format!("{first}{sign}{second}"), breaks);
            }
            Self::Bracket(at) => with_word(text, *at, |word| format!("[{word}]")),
            Self::Typo(at) => {
                let lost =
                    |word: &str| word.chars().enumerate().filter(|(n, _)| *n != 1).map(|(_, c)| c).collect();
                with_word(text, *at, lost)
            }
            Self::Slogan(n) => (*pick(SLOGANS, *n)).to_owned(),
        };
        (printed, Vec::new())
    }
}

fn forms() -> impl Strategy<Value = Form> {
    let any = 0..64usize;
    let fragment = (0..24usize, 1..16usize);
    prop_oneof![
        3 => Just(Form::Whole),
        2 => any.clone().prop_map(Form::Flip),
        2 => any.clone().prop_map(Form::Edit),
        5 => fragment.clone().prop_map(|(from, length)| Form::Fragment(from, length)),
        2 => (fragment.clone(), any.clone(), fragment, any.clone())
            .prop_map(|(one, other, another, sign)| Form::Splice(one, other, another, sign)),
        1 => any.clone().prop_map(Form::Bracket),
        1 => any.clone().prop_map(Form::Typo),
        3 => any.prop_map(Form::Slogan),
    ]
}

/// How the speaker is told.
#[derive(Clone, Debug)]
enum Told {
    /// By one of the speaker's names.
    Name(usize),
    /// By a pronoun whose name is known from elsewhere in the article.
    Pronoun,
    /// By a pronoun or a description of which no more is known.
    Unnamed,
    Nobody,
    /// As somebody else.
    Wrong(usize),
    /// As a body.
    Body(usize),
}

impl Told {
    fn speaker(&self, by: usize) -> Option<Speaker> {
        let person = PEOPLE[by];
        match self {
            Self::Name(n) => named(person[n % 3]),
            Self::Pronoun => Some(Speaker { text: person[3].into(), ..named(person[0])? }),
            Self::Unnamed => {
                Some(Speaker { text: person[3].into(), name: None, role: None, sort: Sort::Unnamed })
            }
            Self::Nobody => None,
            Self::Wrong(n) => named(pick(PEOPLE, by + 1 + n % 2)[0]),
            Self::Body(n) => Some(Speaker { sort: Sort::Organisation, ..named(BODIES[n % 2])? }),
        }
    }
}

fn told() -> impl Strategy<Value = Told> {
    prop_oneof![
        6 => (0..3usize).prop_map(Told::Name),
        2 => Just(Told::Pronoun),
        2 => Just(Told::Unnamed),
        2 => Just(Told::Nobody),
        2 => (0..2usize).prop_map(Told::Wrong),
        1 => (0..2usize).prop_map(Told::Body),
    ]
}

/// An article that reports stand in.
#[derive(Clone, Debug)]
struct Frame {
    outlet: usize,
    day: usize,
    /// The story that it is a copy of, where its text is known, and a caption of its own.
    story: Option<(usize, usize)>,
    /// Its quotes came without it.
    loose: bool,
}

fn frames() -> impl Strategy<Value = Frame> {
    let story = prop::option::weighted(0.7, (0..4usize, 0..3usize));
    let day = prop_oneof![2 => 0..5usize, 1 => 0..DAYS.len()];
    (0..OUTLETS.len(), day, story, prop::bool::weighted(0.1)).prop_map(|(outlet, day, story, loose)| Frame {
        outlet,
        day,
        story,
        loose,
    })
}

/// The signatures of four stories' texts, each under three captions.
static FINGERPRINTS: LazyLock<[[Fingerprint; 3]; 4]> = LazyLock::new(|| {
    [0, 1, 2, 3].map(|story| {
        let body: String = (0..120).map(|n| format!("word{} ", (n + 200 * story) * 7)).collect();
        [0, 1, 2].map(|caption| Fingerprint::of(&format!("A caption, {caption}. {body}")))
    })
});

/// A quote in a feed.
#[derive(Clone, Debug)]
struct Piece {
    whole: usize,
    form: Form,
    told: Told,
    frame: usize,
    /// The feed gives an earlier quote a second time instead.
    again: Option<usize>,
}

fn pieces() -> impl Strategy<Value = Piece> {
    let again = prop::option::weighted(0.08, 0..60usize);
    (0..WHOLES.len(), forms(), told(), 0..FRAMES, again).prop_map(|(whole, form, told, frame, again)| Piece {
        whole,
        form,
        told,
        frame,
        again,
    })
}

const FRAMES: usize = 9;

/// A feed: its reports, and for each what story it counts for.
#[derive(Clone)]
pub(crate) struct Feed {
    pub(crate) reports: Vec<Report>,
    pub(crate) stories: Vec<String>,
}

impl std::fmt::Debug for Feed {
    /// What tells when a case fails; fingerprints are shown as stories.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (report, story) in self.reports.iter().zip(&self.stories) {
            let speaker = report.speaker.as_ref().map(|speaker| (&speaker.text, &speaker.name));
            let place = (&report.outlet, &report.article_id, report.position, report.published.to_string());
            writeln!(f, "{:?} {:?} {speaker:?} {place:?} of {story}", report.text, report.breaks)?;
        }
        Ok(())
    }
}

fn feed(frames: &[Frame], pieces: &[Piece]) -> Feed {
    let mut feed = Feed { reports: Vec::new(), stories: Vec::new() };
    for (n, piece) in pieces.iter().enumerate() {
        let (report, mut story) = match piece.again.filter(|_| n > 0) {
            Some(at) => (feed.reports[at % n].clone(), feed.stories[at % n].clone()),
            None => quoted(n, &frames[piece.frame], piece),
        };
        if report.article_id.is_empty() && report.fingerprint.is_none() {
            story = format!("report {n}");
        }
        feed.reports.push(report);
        feed.stories.push(story);
    }
    feed
}

/// A quote in its article, and the story that it counts for.
fn quoted(n: usize, frame: &Frame, piece: &Piece) -> (Report, String) {
    let whole = &WHOLES[piece.whole];
    let (text, breaks) = piece.form.print(whole);
    let outlet = OUTLETS[frame.outlet];
    let id = if frame.loose { String::new() } else { format!("a{}", piece.frame) };
    let story = match frame.story {
        Some((story, _)) => format!("story {story}"),
        None => format!("article {outlet} {id}"),
    };
    let end = 100 * n + text.chars().count();
    let report = Report {
        outlet: outlet.into(),
        article_id: id.into(),
        quote_id: None,
        published: DAYS[frame.day].parse().unwrap(),
        position: if frame.loose { (0, 0) } else { (100 * n, end) },
        text: text.into(),
        breaks: breaks.into(),
        speaker: piece.told.speaker(whole.by).map(Arc::new),
        confidence: None,
        fingerprint: frame.story.map(|(story, caption)| FINGERPRINTS[story][caption].clone()),
    };
    (report, story)
}

/// Feeds of 10 to 60 quotes in nine articles: wholes, flips, fragments, splices, slogans, with speakers
/// right, wrong and unknown.
pub(crate) fn feeds() -> impl Strategy<Value = Feed> {
    let count = prop_oneof![3 => 10..=30usize, 1 => 31..=60usize];
    let pieces = count.prop_flat_map(|count| prop::collection::vec(pieces(), count));
    (prop::collection::vec(frames(), FRAMES), pieces).prop_map(|(frames, pieces)| feed(&frames, &pieces))
}

/// What is done to statements that are kept.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// One more report of the feed.
    Insert,
    /// So many more.
    Extend(usize),
    /// A report leaves, by a handle that may be wrong.
    Remove(usize),
    /// A report that left or didn't comes again.
    PutBack(usize),
    /// Somebody asks for the statements.
    Ask,
}

pub(crate) fn scripts() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Insert),
        3 => (1..12usize).prop_map(Step::Extend),
        5 => (0..64usize).prop_map(Step::Remove),
        1 => (0..64usize).prop_map(Step::PutBack),
        1 => Just(Step::Ask),
    ];
    prop::collection::vec(step, 1..40)
}

/// Does what a script says with the reports of a feed; `asked` is called wherever somebody asks.
pub(crate) fn play(feed: &[Report], script: &[Step], mut asked: impl FnMut(&mut Living)) -> Living {
    let mut living = Living::default();
    let mut rest = feed;
    for step in script {
        let come = match step {
            Step::Insert => rest.len().min(1),
            Step::Extend(count) => rest.len().min(*count),
            _ => 0,
        };
        let (next, later) = rest.split_at(come);
        rest = later;
        match step {
            Step::Insert => next.iter().for_each(|report| {
                living.insert(report);
            }),
            Step::Extend(_) => {
                living.extend(next);
            }
            Step::Remove(at) => living.remove(at % (living.arrived() + 1)),
            Step::PutBack(at) => {
                living.insert(&feed[at % feed.len()]);
            }
            Step::Ask => asked(&mut living),
        }
    }
    living
}

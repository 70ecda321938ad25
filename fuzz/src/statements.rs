//! Statements that are kept while reports come and go, against a batch over the reports that are there: the same lines, and a
//! consumer of changes holds the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arbitrary::{Result, Unstructured};
use onrecord::article::{Report, Sort, Speaker};
use onrecord::output::StatementLine;
use onrecord::similarity::Occasions;
use onrecord::statements::{Change, Filter, Order, Statement, Statements};
use onrecord::text::fingerprint::Fingerprint;

/// Few words, so that reports meet.
const WORDS: &[&str] = &[
    "we",
    "will",
    "not",
    "never",
    "carry",
    "carries",
    "40",
    "45",
    "forty",
    "passengers",
    "every",
    "morning",
    "to",
    "Vesk",
    "Orlin",
    "the",
    "ferry",
    "harbour",
    "harbor",
    "…",
    "[the]",
    "[…]",
    "nobody",
    "waits",
    "don’t",
    "do",
    "bread",
    "for",
    "1.5",
    "million",
    "%",
    "We",
    "No.",
    "“",
    "e\u{301}",
    "won’t",
];

/// What somebody said.
const SAID: &[&str] = &[
    "The ferry to Vesk will carry 40 passengers every morning and nobody on the island waits for the tide",
    "We found twelve cracks in the harbour wall and we don’t believe that one summer can mend them all",
    "I promise that nobody on the island will wait for bread for letters or for medicine while I hold this office",
    "We will get there",
];

const SPEAKERS: &[(&str, Sort)] = &[
    ("Mara Stroud", Sort::Person),
    ("Stroud", Sort::Person),
    ("Ms. Stroud", Sort::Person),
    ("Tobin Vale", Sort::Person),
    ("Vesk Harbour Board", Sort::Organisation),
    ("VHB", Sort::Organisation),
    ("a former officer", Sort::Unnamed),
];

const DAYS: &[&str] =
    &["2031-05-02", "2031-05-02T10:00:00Z", "2031-05-03", "2031-05-09", "2031-06-20", "2032-01-01", ""];

const OUTLETS: &[&str] = &["Orlin Gazette", "Vesk Radio", "Island Post", ""];

/// The most reports of one run.
const REPORTS: usize = 48;

/// The bytes are choices: how occasions are told apart, then what comes, leaves and is asked.
pub fn run(bytes: &[u8]) -> bool {
    let mut choices = Unstructured::new(bytes);
    let Ok(occasions) = occasions(&mut choices) else { return false };
    let mut kept = Kept::new(occasions);
    while !choices.is_empty() && kept.given.len() < REPORTS {
        if kept.step(&mut choices).is_err() {
            break;
        }
    }
    kept.agrees();
    kept.engine.count() > 0
}

fn occasions(choices: &mut Unstructured<'_>) -> Result<Occasions> {
    let window = *choices.choose(&[None, None, Some(0.0), Some(1.0), Some(30.0)])?;
    Ok(Occasions { window, merge_recurring: choices.ratio(1, 4)? })
}

fn report(choices: &mut Unstructured<'_>) -> Result<Report> {
    let (text, breaks) = words(choices)?;
    let speaker = match choices.int_in_range(0..=SPEAKERS.len())? {
        0 => None,
        at => {
            let (name, sort) = SPEAKERS[at - 1];
            let named = Some(name.to_owned()).filter(|_| sort != Sort::Unnamed);
            Some(Arc::new(Speaker { text: name.to_owned(), name: named, role: None, sort }))
        }
    };
    let copied = match choices.int_in_range(0..=3u8)? {
        0 => Some(Fingerprint::of(&format!("{} {}", SAID[0], WORDS.join(" ")))),
        1 => Some(Fingerprint::of(&format!("{} {}", SAID[1], WORDS.join(" ")))),
        _ => None,
    };
    let start = choices.int_in_range(0..=3usize)? * 100;
    Ok(Report {
        outlet: (*choices.choose(OUTLETS)?).into(),
        article_id: (*choices.choose(&["a1", "a2", "a3", ""])?).into(),
        quote_id: choices.ratio(1, 8)?.then(|| "q1".into()),
        published: choices.choose(DAYS)?.parse().expect("they are days"),
        position: (start, start + text.chars().count()),
        breaks,
        text: text.into(),
        speaker,
        confidence: None,
        fingerprint: copied,
    })
}

/// A piece of what was said, with a word of it exchanged or left out, or words by chance; and where a further segment begins.
fn words(choices: &mut Unstructured<'_>) -> Result<(String, Box<[usize]>)> {
    let mut words: Vec<&str> = if choices.ratio(3, 4)? {
        let said: Vec<&str> = choices.choose(SAID)?.split(' ').collect();
        let from = choices.int_in_range(0..=said.len() - 1)?;
        let length = choices.int_in_range(1..=said.len())?;
        said.into_iter().skip(if length > 12 { 0 } else { from }).take(length).collect()
    } else {
        let length = choices.int_in_range(0..=12usize)?;
        (0..length).map(|_| Ok(*choices.choose(WORDS)?)).collect::<Result<_>>()?
    };
    for _ in 0..choices.int_in_range(0..=2u8)? {
        if words.is_empty() {
            break;
        }
        let at = choices.int_in_range(0..=words.len() - 1)?;
        if choices.ratio(1, 4)? {
            words.remove(at);
        } else {
            words[at] = choices.choose(WORDS)?;
        }
    }
    let text = words.join(" ");
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
    let breaks =
        if !spaces.is_empty() && choices.ratio(1, 6)? { vec![*choices.choose(&spaces)?] } else { vec![] };
    Ok((text, breaks.into()))
}

/// Statements under test, with all that was put in, what has left, and what a consumer of changes holds.
struct Kept {
    engine: Statements,
    occasions: Occasions,
    given: Vec<Report>,
    left: BTreeSet<usize>,
    holds: BTreeMap<String, BTreeSet<usize>>,
}

impl Kept {
    fn new(occasions: Occasions) -> Self {
        Self {
            engine: Statements::new(occasions),
            occasions,
            given: Vec::new(),
            left: BTreeSet::new(),
            holds: BTreeMap::new(),
        }
    }

    fn step(&mut self, choices: &mut Unstructured<'_>) -> Result<()> {
        match choices.int_in_range(0..=9u8)? {
            0..=3 => self.extend(vec![report(choices)?]),
            4..=5 => {
                let many = choices.int_in_range(2..=6usize)?;
                self.extend((0..many).map(|_| report(choices)).collect::<Result<_>>()?);
            }
            6..=7 => self.remove(choices.int_in_range(0..=self.given.len())?),
            8 => self.follow(),
            _ => self.agrees(),
        }
        Ok(())
    }

    fn extend(&mut self, reports: Vec<Report>) {
        let handles = self.engine.extend(reports.clone());
        assert_eq!(handles, self.given.len()..self.given.len() + reports.len(), "handles count arrivals");
        self.given.extend(reports);
    }

    /// Takes a report away, by whatever handle: what is not there cannot be taken.
    fn remove(&mut self, handle: usize) {
        let there = handle < self.given.len() && self.left.insert(handle);
        assert_eq!(self.engine.remove(handle).as_ref(), there.then(|| &self.given[handle]));
    }

    /// Does what the changes say to what is held.
    fn follow(&mut self) {
        for change in self.engine.changes() {
            match change {
                Change::Made { statement } => {
                    assert!(self.holds.insert(statement, BTreeSet::new()).is_none(), "made twice");
                }
                Change::Split { statement, from } => {
                    assert!(self.holds.contains_key(&from), "it was split from what goes on");
                    assert!(self.holds.insert(statement, BTreeSet::new()).is_none(), "made twice");
                }
                Change::Joined { statement, report } => {
                    let holds = self.holds.get_mut(&statement).expect("it joins what is alive");
                    assert!(holds.insert(report), "it is in it already");
                }
                Change::Left { statement, report } => {
                    let holds = self.holds.get_mut(&statement).expect("it leaves what is alive");
                    assert!(holds.remove(&report), "it is not in it");
                }
                Change::Merged { statement, into } => {
                    assert_eq!(
                        self.holds.remove(&statement),
                        Some(BTreeSet::new()),
                        "its reports have left it"
                    );
                    assert!(self.holds.contains_key(&into), "it merges into what is alive");
                }
                Change::Gone { statement } => {
                    assert_eq!(
                        self.holds.remove(&statement),
                        Some(BTreeSet::new()),
                        "its reports have left it"
                    );
                }
            }
        }
    }

    /// Holds the statements to those of a batch over what is there.
    fn agrees(&mut self) {
        self.follow();
        let statements = self.engine.statements();
        let there: Vec<Report> = (0..self.given.len())
            .filter(|at| !self.left.contains(at))
            .map(|at| self.given[at].clone())
            .collect();
        let mut batch = Statements::new(self.occasions);
        batch.extend(there.clone());
        assert_eq!(lines(&statements, &self.given), lines(&batch.statements(), &there));
        let members = |statement: &Statement| statement.members.iter().map(|member| member.report).collect();
        let told: BTreeMap<String, BTreeSet<usize>> =
            statements.iter().map(|statement| (statement.id.clone(), members(statement))).collect();
        assert_eq!(told, self.holds, "changes tell what has changed");
        assert_eq!(self.engine.count(), statements.len());
        self.lists_each_once(&told);
        if let Some(last) = there.last() {
            for found in self.engine.find(last, 3) {
                assert!((0.0..=1.0).contains(&found.score) && told.contains_key(&found.statement));
            }
        }
    }

    fn lists_each_once(&self, told: &BTreeMap<String, BTreeSet<usize>>) {
        for order in [Order::Newest, Order::MostReported] {
            let (mut listed, mut after) = (Vec::new(), None);
            loop {
                let (ids, next) = self.engine.list(&Filter::default(), order, after.as_ref(), 3);
                listed.extend(ids);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(listed.len(), told.len());
            assert!(listed.iter().all(|id| told.contains_key(id)), "{listed:?}");
        }
    }
}

fn lines(statements: &[Statement], given: &[Report]) -> Vec<String> {
    let line = |statement| serde_json::to_string(&StatementLine::new(statement, given));
    statements.iter().map(|statement| line(statement).expect("a line can be written")).collect()
}

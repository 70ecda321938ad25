//! Who cannot be the speaker, since the grammar of the sentence gives the words to another: the subject of an outer
//! clause, who passes words on, and who is spoken of.

use std::ops::Range;

use super::super::clauses::{Bond, Clause};
use super::super::scene::Scene;
use crate::text::language::lexicon::Class;
use crate::text::words::{Shape, Token};

/// At most so many tokens, determiners left out, stand between a verb and the quotation that it governs for certain.
const NEAR: usize = 3;
/// And so many with them.
const LONGEST_GAP: usize = 16;
/// A clause is not looked for across more tokens than this: however long its sentence is, it ends before.
const REACH: usize = 64;
/// Verbs of saying whose content follows them and is somebody's words for certain.
const SAYS: [&str; 42] = [
    "said",
    "says",
    "saying",
    "say",
    "told",
    "tells",
    "telling",
    "tell",
    "called",
    "calls",
    "calling",
    "call",
    "described",
    "describes",
    "describing",
    "wrote",
    "writes",
    "writing",
    "argued",
    "argues",
    "claimed",
    "claims",
    "warned",
    "warns",
    "added",
    "dubbed",
    "labeled",
    "labelled",
    "branded",
    "termed",
    "dismissed",
    "denounced",
    "read",
    "reads",
    "notes",
    "noted",
    "spoke",
    "speaks",
    "chanted",
    "insisted",
    "declared",
    "tweeted",
];
/// Verbs that do behind another quotation: "Orme, who spoke of [a], sees [b]".
const SEES: [&str; 8] = ["sees", "saw", "believes", "believed", "thinks", "thought", "feels", "felt"];

/// The clauses of the sentence around a quotation.
pub(super) struct Sentence<'s> {
    scene: &'s Scene<'s>,
    /// The quotation's token.
    at: usize,
    /// The mentions of the sentence that have a clause, with it.
    clauses: Vec<(usize, Clause)>,
    /// Those of them that may have the words for certain.
    rivals: Vec<Rival>,
}

/// A mention whose clause may have the words for certain: what holds of it whoever it is held against, so that no two
/// clauses of a long sentence need be compared for that.
struct Rival {
    mention: usize,
    clause: Clause,
    /// See [`Sentence::says_around`].
    says_around: bool,
    /// See [`Sentence::is_what`].
    is_what: bool,
    /// See [`Sentence::closes`].
    closes: bool,
    /// See [`Sentence::may_be_inner`].
    inner: bool,
}

impl<'s> Sentence<'s> {
    pub(super) fn new(scene: &'s Scene<'s>, at: usize, mentions: Range<usize>) -> Self {
        let clauses = mentions.filter_map(|m| scene.clauses[m].map(|clause| (m, clause))).collect();
        let mut sentence = Self { scene, at, clauses, rivals: Vec::new() };
        let rivals = sentence.clauses.iter().filter_map(|&(m, clause)| sentence.rival(m, clause));
        sentence.rivals = rivals.collect();
        sentence
    }

    fn rival(&self, mention: usize, clause: Clause) -> Option<Rival> {
        let rival = Rival {
            mention,
            clause,
            says_around: self.says_around(mention, clause),
            is_what: self.is_what(mention, clause),
            closes: self.closes(mention, clause),
            inner: self.may_be_inner(mention, clause),
        };
        (rival.says_around || rival.is_what || rival.closes || rival.inner).then_some(rival)
    }

    /// Whether another mention has the words for certain, and `mention` has not.
    pub(super) fn outranks(&self, mention: usize) -> bool {
        let Some(clause) = self.scene.clauses[mention] else { return false };
        if !self.clauses.iter().any(|(m, _)| *m == mention) {
            return false;
        }
        let others = || self.rivals.iter().filter(|r| r.mention != mention && r.clause.verb != clause.verb);
        match clause.bond {
            // "was attacked by Orme as [a]", but "was attacked by Orme for calling it [a]"
            Bond::Passive => self.has(Bond::By, clause.verb) && !self.gerund_behind(clause.verb),
            Bond::By => self.has(Bond::Passive, clause.verb) && self.gerund_behind(clause.verb),
            Bond::According => others().any(|rival| rival.says_around),
            Bond::Direct | Bond::Joined | Bond::Inverted if clause.verb < self.at => {
                others().any(|rival| {
                    rival.is_what || rival.inner && self.is_inside(mention, clause, rival.mention)
                }) || !self.governs(clause) && others().any(|rival| rival.closes)
            }
            _ => false,
        }
    }

    /// Whether a verb of saying stands right before the quotation.
    fn governs(&self, clause: Clause) -> bool {
        let verb = &self.scene.outline.tokens[clause.verb];
        self.is_near(clause.verb) && SAYS.iter().any(|word| verb.is(word))
    }

    /// Whether a clause closes the sentence and so reports all of it: "Orme ordered it back to [a] bases, the Guild said."
    fn closes(&self, mention: usize, clause: Clause) -> bool {
        let tokens = &self.scene.outline.tokens;
        let mention = &self.scene.mentions[mention];
        let (first, last) = (mention.start.min(clause.verb), clause.verb.max(mention.end - 1));
        let ends = self.scene.outline.sentence(self.at).end;
        matches!(clause.bond, Bond::Direct | Bond::Inverted)
            && ["said", "says"].iter().any(|word| tokens[clause.verb].is(word))
            && first > self.at + 1
            && tokens[first - 1].is_mark(',')
            && (last + 1 >= ends || tokens[last + 1].is_mark('.'))
    }

    /// Whether the quotation belongs to "what the Guild said were": all that follows, up to a comma or another clause.
    fn is_what(&self, mention: usize, clause: Clause) -> bool {
        let tokens = &self.scene.outline.tokens;
        let start = self.scene.mentions[mention].start;
        let between = tokens.get(clause.verb + 1..self.at).unwrap_or_default();
        let be = |t: &Token| ["was", "were", "is", "are"].iter().any(|word| t.is(word));
        let ends = |t: &Token| t.is_mark(',') || t.is_mark(';') || SAYS.iter().any(|word| t.is(word));
        clause.bond == Bond::Direct
            && start > 0
            && tokens[start - 1].is("what")
            && between.first().is_some_and(be)
            && between.len() <= REACH
            && !between.iter().any(ends)
    }

    fn has(&self, bond: Bond, verb: usize) -> bool {
        self.clauses.iter().any(|(_, c)| c.bond == bond && c.verb == verb)
    }

    /// Whether a preposition and a participle of saying, as in "for calling it", stand between a verb and the quotation.
    fn gerund_behind(&self, verb: usize) -> bool {
        let between = self.scene.outline.tokens.get(verb..self.at.min(verb + REACH)).unwrap_or_default();
        between.windows(2).any(|pair| {
            pair[0].class.any(Class::PREPOSITION)
                && !pair[0].is("as")
                && pair[1].class.any(Class::GERUND)
                && pair[1].class.any(Class::REPORTING)
        })
    }

    /// Whether a clause reports the quotation right before or behind it, so that "according to" tells only who carried
    /// it: "[a], Orme told reporters, according to Interpress".
    fn says_around(&self, mention: usize, clause: Clause) -> bool {
        let tokens = &self.scene.outline.tokens;
        let verb = &tokens[clause.verb];
        let first = self.scene.mentions[mention].start.min(clause.verb);
        matches!(clause.bond, Bond::Direct | Bond::Inverted)
            && (first == self.at + 1 || self.is_near(clause.verb))
            && !verb.class.any(Class::GERUND)
            && SAYS.iter().any(|word| verb.is(word))
    }

    /// Whether a clause that [may be inner](Self::may_be_inner) stands inside that of `mention`.
    fn is_inside(&self, mention: usize, outer: Clause, inner_mention: usize) -> bool {
        let start = self.scene.mentions[inner_mention].start;
        outer.verb < start
            && self.scene.mentions[mention].end <= start
            && (self.is_behind_quotation(start) || self.opens_content(outer, start))
    }

    /// Whether a clause stands right before the quotation, and so may stand inside another's: "Orme said Pell had
    /// called it [a]", "Orme called it [a], while Pell spoke of [b]".
    fn may_be_inner(&self, inner_mention: usize, inner: Clause) -> bool {
        let scene = self.scene;
        let tokens = &scene.outline.tokens;
        let subject = &scene.mentions[inner_mention];
        if inner.bond != Bond::Direct || inner.verb < subject.start || !self.is_near(inner.verb) {
            return false;
        }
        let verb = &tokens[inner.verb];
        // "issued a statement saying" has one speaker, and "after telling" has not the noun before it.
        if verb.class.any(Class::GERUND) && (inner.verb != subject.end || subject.class.any(Class::BODY)) {
            return false;
        }
        let ends = |t: &Token| {
            matches!(t.shape, Shape::Mark(',' | ';') | Shape::Quotation(_)) || t.class.any(Class::CONJUNCTION)
        };
        let behind_quotation = self.is_behind_quotation(subject.start);
        let mut verbs = SAYS.iter().chain(SEES.iter().filter(|_| behind_quotation));
        verbs.any(|word| verb.is(word)) && !tokens[inner.verb + 1..self.at].iter().any(ends)
    }

    /// Whether a comma and another quotation stand before the token `start`.
    fn is_behind_quotation(&self, start: usize) -> bool {
        let tokens = &self.scene.outline.tokens;
        start >= 2 && tokens[start - 1].is_mark(',') && matches!(tokens[start - 2].shape, Shape::Quotation(_))
    }

    /// Whether the subject at `start` begins a clause of its own and is no part of the outer one.
    fn opens_content(&self, outer: Clause, start: usize) -> bool {
        let tokens = &self.scene.outline.tokens;
        let opens = Class::SUBORDINATOR.with(Class::RELATIVE).with(Class::CONJUNCTION);
        let content = Class::SAY.with(Class::TELL).with(Class::THINK);
        // "the Democrats who said it was [a]", "banners that read [b]"
        if tokens[start].class.any(Class::RELATIVE) {
            let reads = ["read", "reads"].iter().any(|word| tokens[start + 1].is(word));
            return tokens[start].is("who") || reads;
        }
        start == outer.verb + 1 && tokens[outer.verb].class.any(content) || tokens[start - 1].class.any(opens)
    }

    /// Whether few tokens that are no determiners stand between the token `verb` and the quotation behind it.
    fn is_near(&self, verb: usize) -> bool {
        let between = self.scene.outline.tokens.get(verb + 1..self.at).filter(|_| verb < self.at);
        between.is_some_and(|between| {
            between.len() <= LONGEST_GAP
                && between.iter().filter(|t| !t.class.any(Class::DET)).count() <= NEAR
        })
    }
}

//! The relay: a named outlet, agency or person that received or carried the words, named in the quotation's sentence
//! ("told Interpress", "as quoted by Interpress", "in an interview with CNN") or in the one that introduces it.

mod channel;
mod outlet;
mod part;

use std::ops::Range;

use super::clauses::Bond;
use super::mentions::{Form, LONGEST, Mention};
use super::scene::Scene;
use crate::article::Span;
use crate::text::language::lexicon::Class;
use crate::text::words::Shape;
use channel::Lead;
use outlet::{Named, Phrase};
use part::Part;

/// At most this many tokens of a sentence are looked at on either side of the quotation.
const NEAR: usize = 64;

/// The relay of quotation `number`, attributed to mention `speaker`: in the quotation's own sentence, else in the
/// sentence before when it names the speaker.
pub(super) fn relay(scene: &Scene, number: usize, speaker: usize) -> Option<Span> {
    let search = Search { scene, speaker };
    let outline = &scene.outline;
    let at = outline.quotations[number];
    let own = outline.sentence_of[at];
    let near = |sentence: usize| {
        let all = &outline.sentences[sentence];
        all.start.max(at.saturating_sub(NEAR))..all.end.min(at + NEAR)
    };
    let found = search.sentence(near(own)).or_else(|| {
        let before = own.checked_sub(1).filter(|_| search.is_introduced(at, own))?;
        let introduction = near(before);
        search.names_speaker(&introduction).then(|| search.sentence(introduction)).flatten()
    });
    found.or_else(|| search.signed(at)).map(|r| search.span(&r)).filter(|span| span.len() <= LONGEST)
}

/// Whether a word is an occasion on which an outlet carries words: "in a Harbour Gazette interview".
fn occurs(word: &str) -> bool {
    Part::of(word).any(Part::OCCASION)
}

struct Search<'a> {
    scene: &'a Scene<'a>,
    speaker: usize,
}

impl Search<'_> {
    fn span(&self, tokens: &Range<usize>) -> Span {
        let all = &self.scene.outline.tokens;
        Span::new(all[tokens.start].span().start, all[tokens.end - 1].span().end)
    }

    /// Whether the sentence `own` of the quotation at `at` goes on with what the sentence before began: it opens with
    /// the quotation, or with no more than "She said:". In a new paragraph a speaker who is named again begins anew.
    fn is_introduced(&self, at: usize, own: usize) -> bool {
        let outline = &self.scene.outline;
        let start = outline.sentences[own].start;
        let speaker = &self.scene.mentions[self.speaker];
        let pronoun = matches!(speaker.form, Form::He | Form::She | Form::They | Form::It);
        let led_in =
            pronoun && speaker.start == start && at <= start + 4 && outline.tokens[at - 1].is_mark(':');
        let one_paragraph = start > 0 && outline.paragraph_of(start) == outline.paragraph_of(start - 1);
        led_in || at == start && (one_paragraph || pronoun || outline.sentence_of[speaker.start] < own)
    }

    /// Whether a mention among the tokens is the speaker.
    fn names_speaker(&self, tokens: &Range<usize>) -> bool {
        self.scene.mentions_in(tokens.clone()).any(|m| self.scene.same_entity(m, self.speaker))
    }

    /// The first carrier that the tokens of a sentence name.
    fn sentence(&self, tokens: Range<usize>) -> Option<Range<usize>> {
        let reports = tokens.clone().any(|at| self.reports(at));
        tokens.clone().find_map(|at| {
            let subject = || if reports { self.subject(&tokens, at) } else { None };
            let found = self.led(&tokens, at).or_else(subject)?;
            self.is_other(&found).then_some(found)
        })
    }

    /// Whether the speaker is not the carrier.
    fn is_other(&self, found: &Range<usize>) -> bool {
        let speaker = &self.scene.mentions[self.speaker];
        let apart = speaker.end <= found.start || found.end <= speaker.start;
        let same = |m: usize| self.scene.mentions[m].is_name() && self.scene.same_entity(m, self.speaker);
        apart && !self.scene.mentions_in(found.clone()).any(same)
    }

    /// The carrier that the words ending with token `at` lead to.
    fn led(&self, sentence: &Range<usize>, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let tokens = &scene.outline.tokens;
        let lead = channel::lead(scene.text, tokens, sentence.start, at)?;
        let phrase = Phrase::at(scene, at + 1, sentence.end);
        let possessed = || phrase.possessed(scene, sentence.end)?.outlet().filter(|named| !named.unsure);
        let Some(named) = phrase.outlet().or_else(possessed) else {
            let tells = ["told", "tells", "telling"].contains(&tokens[at].span().of(scene.text));
            let according = at > 0 && tokens[at].is("to") && tokens[at - 1].is("according");
            let personal = lead == Lead::Interview || lead == Lead::Tells && tells || according;
            return if personal { self.person(at, lead, sentence) } else { None };
        };
        if named.unsure && !matches!(lead, Lead::Tells | Lead::Interview) {
            return None;
        }
        let after = named.tokens.end;
        let word = tokens.get(after).filter(|_| after < sentence.end).map_or("", |t| t.span().of(scene.text));
        let occasion =
            |i: usize| (i..sentence.end.min(i + 3)).any(|i| occurs(tokens[i].span().of(scene.text)));
        let owner = tokens.get(after).is_some_and(|t| t.is("'s") || t.is_mark('\''));
        if lead == Lead::Occasion {
            return occasion(after + usize::from(owner)).then_some(named.tokens);
        }
        if owner {
            return self.owned(&named, sentence);
        }
        let lower = tokens.get(after).is_some_and(|t| t.shape == Shape::Lower) && after < named.end;
        let fits = !lower || Phrase::asks(scene, after) || occurs(word) || word == "in";
        // "told the BBC board" tells no outlet.
        let body = lower && tokens[after].class.any(Class::ROLE);
        (fits || lead == Lead::Tells && !body).then_some(named.tokens)
    }

    /// What an outlet possesses: its programme ("the BBC's Harbour Hour") is the outlet, its reporter the reporter.
    fn owned(&self, named: &Named, sentence: &Range<usize>) -> Option<Range<usize>> {
        let tokens = &self.scene.outline.tokens;
        let next = named.tokens.end + 1;
        let token = tokens.get(next).filter(|_| next < sentence.end)?;
        let mention = self.mention_at(next);
        if let Some(person) = mention.filter(|&m| self.scene.mentions[m].form == Form::FullName) {
            let given = self.scene.outline.tokens[next].class.any(Class::GIVEN);
            let end = if given { self.scene.mentions[person].end } else { named.tokens.end };
            return Some(named.tokens.start..end);
        }
        let asks = (next..sentence.end.min(next + 4)).any(|i| Phrase::asks(self.scene, i));
        let occasion =
            (next..sentence.end.min(next + 4)).any(|i| occurs(tokens[i].span().of(self.scene.text)));
        let programme = token.is_capital() || matches!(token.shape, Shape::Quotation(_) | Shape::Mark('\''));
        (programme || asks || occasion).then(|| named.tokens.clone())
    }

    fn mention_at(&self, start: usize) -> Option<usize> {
        let first = self.scene.mentions.partition_point(|m| m.start < start);
        self.scene.mentions.get(first).filter(|m| m.start == start).map(|_| first)
    }

    /// A named person who was told, or who asked.
    fn person(&self, at: usize, lead: Lead, sentence: &Range<usize>) -> Option<Range<usize>> {
        let scene = self.scene;
        let number = self.mention_at(at + 1)?;
        let mention = &scene.mentions[number];
        let named = matches!(mention.form, Form::FullName | Form::Surname) && !mention.possessive;
        if !named || mention.end > sentence.end || self.is_group(mention, sentence.end) {
            return None;
        }
        let subject =
            scene.mentions_in(sentence.clone()).find(|&m| scene.clauses[m].is_some_and(|c| c.verb == at));
        let told_by_speaker = subject.is_none_or(|m| scene.same_entity(m, self.speaker));
        (lead != Lead::Tells || told_by_speaker).then_some(mention.start..mention.end)
    }

    /// Whether a name means several, or only begins a noun phrase, or is of one told to do a thing: "told Democrats",
    /// "told an Ellery rally", "told Orme to go".
    fn is_group(&self, mention: &Mention, end: usize) -> bool {
        let tokens = &self.scene.outline.tokens;
        let last = &tokens[mention.end - 1];
        let many = last.shape == Shape::Upper || last.class.any(Class::PLURAL.with(Class::ROLE));
        let place = tokens[mention.name.clone()]
            .iter()
            .any(|t| t.class.any(Class::PLACE.with(Class::ORGANISATION)) && !t.class.any(Class::GIVEN));
        let goes_on = tokens.get(mention.end).filter(|_| mention.end < end).is_some_and(|next| {
            let noun = next.shape == Shape::Lower
                && !next.class.any(Class::FUNCTION.with(Class::REPORTING))
                && !next.is("last");
            noun || next.is("to") || next.is("not")
        });
        many || place || goes_on || tokens[mention.start].class.any(Class::DET)
    }

    /// An outlet that reports or quotes: "the Courier reported", "Interpress quoted Orme as saying".
    fn subject(&self, sentence: &Range<usize>, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let tokens = &scene.outline.tokens;
        let carries = |m: &usize| scene.clauses[*m].is_some_and(|clause| clause.bond == Bond::Carries);
        if let Some(m) = self.mention_at(at).filter(carries).filter(|&m| scene.mentions[m].is_name()) {
            return Some(scene.mentions[m].start..scene.mentions[m].end);
        }
        let begins = tokens[at].is("the")
            || tokens[at].is_capital() && (at == sentence.start || !tokens[at - 1].is_capital());
        let follows = at > sentence.start && tokens[at - 1].class.any(Class::PREPOSITION);
        if !begins || follows && !tokens[at - 1].is("as") {
            return None;
        }
        let named = Phrase::at(scene, at, sentence.end).outlet().filter(|named| !named.unsure)?;
        let mut verb = named.tokens.end;
        while verb < sentence.end
            && tokens[verb].class.any(Class::ADVERB.with(Class::AUXILIARY).with(Class::DAY))
        {
            verb += 1;
        }
        (verb < sentence.end && self.reports(verb)).then_some(named.tokens)
    }

    /// Whether the token is a verb of passing words on.
    fn reports(&self, at: usize) -> bool {
        let token = &self.scene.outline.tokens[at];
        let verbs = ["reported", "reports", "quoted", "quotes", "quoting", "cited", "cites", "citing"];
        token.class.any(Class::REPORTING) && verbs.contains(&token.span().of(self.scene.text))
    }

    /// Who signed the post that the quotation at `at` stands in: "— Anna Orme (@anna)".
    fn signed(&self, at: usize) -> Option<Range<usize>> {
        let outline = &self.scene.outline;
        let end = outline.paragraphs[outline.paragraph_of(at)].end.min(at + NEAR);
        let tokens = &outline.tokens;
        let handle =
            (at..end.saturating_sub(1)).find(|&i| tokens[i].is_mark('(') && tokens[i + 1].is_mark('@'))?;
        let dash =
            (at..handle).rev().take(8).find(|&i| matches!(tokens[i].shape, Shape::Mark('-' | '—' | '–')))?;
        let last = (dash + 1..handle).rev().find(|&i| tokens[i].is_word())?;
        let found = dash + 1..last + 1;
        self.is_other(&found).then_some(found)
    }
}

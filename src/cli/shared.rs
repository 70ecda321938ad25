//! What many reports of a feed have in common, kept once: their outlets and their speakers.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::article::{Report, Speaker, Story};

/// The outlets and speakers of a feed so far.
#[derive(Default)]
pub(super) struct Shared {
    outlets: HashSet<Arc<str>, RandomState>,
    speakers: HashSet<Arc<Speaker>, RandomState>,
}

impl Shared {
    /// The report, with an outlet and a speaker that it shares with those before it.
    pub(super) fn report(&mut self, mut report: Report) -> Report {
        share(&mut self.outlets, &mut report.outlet);
        if let Some(speaker) = &mut report.speaker {
            share(&mut self.speakers, speaker);
        }
        report
    }

    /// The story, and its reports, with an outlet and speakers that they share with those before.
    pub(super) fn story(&mut self, mut story: Story) -> Story {
        share(&mut self.outlets, &mut story.outlet);
        story.reports = story.reports.into_iter().map(|report| self.report(report)).collect();
        // What is left of the room in which the list grew is not needed either.
        story.reports.shrink_to_fit();
        story
    }
}

/// Makes one the same as an equal one that is known, or known.
fn share<T: ?Sized + Eq + Hash>(known: &mut HashSet<Arc<T>, RandomState>, one: &mut Arc<T>) {
    match known.get(one) {
        Some(same) => *one = Arc::clone(same),
        None => {
            known.insert(Arc::clone(one));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::named;

    #[test]
    fn equal_outlets_and_speakers_are_one() {
        let mut shared = Shared::default();
        let mut report = |outlet: &str| {
            let speaker = named("Ada Brenner").map(Arc::new);
            shared.report(Report { outlet: outlet.into(), speaker, ..Report::default() })
        };
        let [one, two, other] = ["Coast Daily", "Coast Daily", "North Post"].map(&mut report);
        assert!(Arc::ptr_eq(&one.outlet, &two.outlet) && &*other.outlet == "North Post");
        let speakers = [&one, &two, &other].map(|report| report.speaker.as_ref().map(Arc::as_ptr));
        assert_eq!(speakers, [speakers[0]; 3]);
        assert_eq!(one.speaker.as_deref(), named("Ada Brenner").as_ref());
    }
}

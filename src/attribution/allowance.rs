//! How many quotations of a text are weighed: so many that news never has more, and so few that a text which is nothing
//! but quotations costs little more a byte than news does.
//!
//! To weigh one costs thousands of times what it takes to write `"a"`. The densest of some thousands of articles has a
//! quotation every 108 bytes. What goes beyond the allowance is told by its marks alone, as in a language whose words
//! are not known.

use crate::quotation::Quotations;

/// A text has an allowance for so many quotations wherever they stand,
const AT_ONCE: usize = 64;
/// and for one more every so many bytes.
const EVERY: usize = 96;

/// For each segment, whether it is weighed. Those before it tell, and where it stands.
pub(super) fn weighed(quotations: &Quotations) -> Vec<bool> {
    let mut spent = 0;
    let weigh = |start: usize| {
        let weighed = spent < AT_ONCE + start / EVERY;
        spent += usize::from(weighed);
        weighed
    };
    quotations.segments.iter().map(|segment| segment.outer.start).map(weigh).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotation::find;

    fn count(text: &str) -> usize {
        weighed(&find(text)).into_iter().filter(|&weighed| weighed).count()
    }

    #[test]
    fn what_news_has_is_weighed() {
        let text = "“We will go in the morning, whatever they say,” Orme said on the steps of the court, where some \
            forty people had waited since dawn. She called the plan of the county “a shame” and asked for a new one. "
            .repeat(500);
        assert_eq!(count(&text), 1000);
        assert_eq!(count(&"“Go.” ".repeat(AT_ONCE)), AT_ONCE);
    }

    #[test]
    fn of_nothing_but_quotations_few_are() {
        let text = "“Go.” ".repeat(10_000);
        let most = AT_ONCE + text.len() / EVERY;
        assert!((most - 1..=most).contains(&count(&text)), "{} of {most}", count(&text));
        // What was not spent before is there for them.
        let late = "The bridge is closed. ".repeat(10_000) + &"“Go.” ".repeat(1000);
        assert_eq!(count(&late), 1000);
    }
}

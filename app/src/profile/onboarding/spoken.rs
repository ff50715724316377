//! A reply that appears word by word, as it would be said.

use leptos::{leptos_dom::helpers::IntervalHandle, prelude::*};
use std::{cell::Cell, time::Duration};

/// Between two words. Twenty-five a second is faster than one reads and slow enough to see that somebody answers.
const PACE: Duration = Duration::from_millis(40);

/// Which turn of the chat is being said, and how many of its bytes are shown.
#[derive(Clone, Copy)]
pub struct Spoken {
    now: RwSignal<Option<(usize, usize)>>,
    timer: StoredValue<Option<IntervalHandle>>,
}

impl Spoken {
    /// Nobody speaks.
    pub fn new() -> Self {
        let spoken = Self { now: RwSignal::new(None), timer: StoredValue::new(None) };
        on_cleanup(move || spoken.hush());
        spoken
    }

    /// Begins to say a turn. Somebody who asked for less motion gets it at once.
    pub fn begin(self, turn: usize, text: &str) {
        self.stop();
        if wants_stillness() {
            return;
        }
        let ends = word_ends(text);
        let next = Cell::new(0);
        self.now.set(Some((turn, 0)));
        let step = move || match ends.get(next.replace(next.get() + 1)) {
            Some(end) => {
                self.now.try_set(Some((turn, *end)));
            }
            None => self.stop(),
        };
        self.timer.set_value(set_interval_with_handle(step, PACE).ok());
    }

    /// Whether a turn is being said.
    pub fn speaks(self) -> bool {
        self.now.get().is_some()
    }

    /// As much of a turn as has been said.
    pub fn heard(self, turn: usize, text: &str) -> String {
        match self.now.get() {
            Some((saying, end)) if saying == turn => text.get(..end).unwrap_or(text).to_owned(),
            _ => text.to_owned(),
        }
    }

    fn stop(self) {
        self.hush();
        self.now.try_set(None);
    }

    fn hush(self) {
        if let Some(handle) = self.timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }
}

fn wants_stillness() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}

/// Where each word ends, in bytes.
fn word_ends(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = text
        .char_indices()
        .zip(text.chars().skip(1))
        .filter(|((_, this), next)| !this.is_whitespace() && next.is_whitespace())
        .map(|((at, this), _)| at + this.len_utf8())
        .collect();
    ends.push(text.len());
    ends
}

#[cfg(test)]
mod tests {
    use super::word_ends;

    #[test]
    fn a_reply_is_cut_behind_its_words() {
        let text = "Où aimez-vous  travailler?";
        let heard: Vec<&str> = word_ends(text).into_iter().map(|end| &text[..end]).collect();
        assert_eq!(heard, ["Où", "Où aimez-vous", text]);
        assert_eq!(word_ends(""), [0]);
    }
}

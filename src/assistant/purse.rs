//! What may be spent on a model: a purse for one piece of work, a tally for a whole run.

use super::{Bill, Budget, Spent};
use chrono::{DateTime, Utc};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// For one piece of work. Whoever asks a model pays out of it, and tells it what went wrong.
#[derive(Debug, Default)]
pub struct Purse {
    budget: Budget,
    bill: Mutex<Bill>,
}

impl Purse {
    pub fn of(budget: Budget) -> Self {
        Self { budget, bill: Mutex::default() }
    }

    /// Whether one more question of so many tokens, there and back, is within the budget.
    pub fn affords(&self, tokens: i64) -> bool {
        let spent = self.lock().spent;
        spent.calls < self.budget.calls && spent.tokens() + tokens <= self.budget.tokens
    }

    pub fn pay(&self, spent: Spent) {
        self.lock().spent.add(spent);
    }

    /// Says in the report what the model did not do.
    pub fn warn(&self, words: String) {
        self.lock().warnings.push(words);
    }

    /// The same, and nothing more is asked in this run.
    pub fn stop(&self, words: String) {
        let mut bill = self.lock();
        bill.warnings.push(words);
        bill.stopped = true;
    }

    pub fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    pub fn close(self) -> Bill {
        self.bill.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Bill> {
        self.bill.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For a run: what is left, and everything that its steps came to.
#[derive(Debug)]
pub struct Tally {
    budget: Budget,
    /// A run ends after half an hour; a slow model is not to take all of it.
    until: DateTime<Utc>,
    bill: Bill,
}

impl Tally {
    pub fn of(budget: Budget, until: DateTime<Utc>) -> Self {
        Self { budget, until, bill: Bill::default() }
    }

    /// For a run without a model.
    pub fn nothing() -> Self {
        Self { budget: Budget::default(), until: DateTime::UNIX_EPOCH, bill: Bill { stopped: true, ..Bill::default() } }
    }

    /// What is left, for the next piece of work.
    pub fn purse(&mut self, now: DateTime<Utc>) -> Purse {
        if now > self.until && !self.bill.stopped {
            self.bill.stopped = true;
            self.bill.warnings.push("The model was asked no more: it took too long. The built-in assistant did the rest.".into());
        }
        let Budget { calls, tokens } = self.budget;
        let left = Budget { calls: calls - self.bill.spent.calls, tokens: tokens - self.bill.spent.tokens() };
        Purse { budget: left, bill: Mutex::new(Bill { stopped: self.bill.stopped, ..Bill::default() }) }
    }

    pub fn add(&mut self, bill: &Bill) {
        self.bill.spent.add(bill.spent);
        self.bill.stopped |= bill.stopped;
        for words in &bill.warnings {
            if !self.bill.warnings.contains(words) {
                self.bill.warnings.push(words.clone());
            }
        }
    }

    pub fn budget(&self) -> Budget {
        self.budget
    }

    pub fn bill(&self) -> &Bill {
        &self.bill
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purse_holds_what_its_run_has_left() {
        let now = DateTime::UNIX_EPOCH;
        let mut tally = Tally::of(Budget { calls: 2, tokens: 100 }, now);
        let purse = tally.purse(now);
        assert!(purse.affords(100) && !purse.affords(101));
        purse.pay(Spent { calls: 1, tokens_in: 50, tokens_out: 10 });
        assert!(purse.affords(40) && !purse.affords(41));
        tally.add(&purse.close());
        let purse = tally.purse(now);
        purse.pay(Spent { calls: 1, tokens_in: 1, tokens_out: 0 });
        assert!(!purse.affords(1), "two calls are two calls");
        purse.stop("Enough.".into());
        tally.add(&purse.close());
        assert!(tally.purse(now).is_stopped() && tally.bill().warnings == ["Enough."] && tally.bill().spent.calls == 2);
        assert!(Tally::nothing().purse(now).is_stopped());
        let mut slow = Tally::of(Budget { calls: 2, tokens: 100 }, now);
        let late = now + chrono::TimeDelta::seconds(1);
        assert!(slow.purse(late).is_stopped() && slow.purse(late).is_stopped() && slow.bill().warnings.len() == 1);
    }
}

//! What an adoption did, or would do.

/// How many rows of one sort there are, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub found: usize,
    /// New here.
    pub adopted: usize,
    /// Came in an earlier adoption, and were left as they are now.
    pub already: usize,
    /// Belong to another row, and went into it.
    pub joined: usize,
}

impl Count {
    /// Each with the reason in [`Report::left_out`].
    pub fn left_out(&self) -> usize {
        self.found.saturating_sub(self.adopted + self.already + self.joined)
    }
}

/// A row that was not adopted, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub table: &'static str,
    pub id: String,
    /// In words, for the operator.
    pub why: String,
}

/// What was done; of a rehearsal, what would have been.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub people: Count,
    pub profiles: Count,
    pub ways_in: Count,
    pub runs: Count,
    pub executions: Count,
    /// Rows that hold secrets as they are, which nobody wants here: sessions and mailed tokens.
    pub forgotten: usize,
    pub left_out: Vec<LeftOut>,
}

impl Report {
    pub(super) fn leave(&mut self, table: &'static str, id: &str, why: impl Into<String>) {
        self.left_out.push(LeftOut { table, id: id.to_owned(), why: why.into() });
    }
}

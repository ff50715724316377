//! Which scripts of a text no font here covers, so that a person learns of it before an employer does.

use super::fonts::FONTS;
use job_agent::document::Script;
use std::collections::BTreeSet;

/// In the order of [`Script`], each once. Blanks, marks and signs that fonts may lack without harm do not count.
pub fn uncovered(text: &str) -> Vec<Script> {
    let letters: BTreeSet<char> = text.chars().filter(|c| c.is_alphanumeric() && !c.is_ascii()).collect();
    let book = FONTS.book();
    let covered = |letter: char| (0..).map_while(|index| book.info(index)).any(|font| font.coverage.contains(u32::from(letter)));
    let missing: BTreeSet<Script> = letters.into_iter().filter(|letter| !covered(*letter)).map(Script::of).collect();
    missing.into_iter().collect()
}

//! The settings of a search as a form sends them, and as the product wants them.

use job_agent::{error::FieldError, posting::WorkMode, search::Criteria};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every field as text: a form that was sent without the script has nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    pub key: String,
    /// The search that is changed; empty for a new one.
    pub search: String,
    /// "true" when it is to run now.
    pub run: String,
    pub name: String,
    /// One a line.
    pub titles: String,
    /// One a line.
    pub places: String,
    pub modes: Vec<String>,
    pub sources: Vec<String>,
    /// Companies by a careers link or by name, and pages of openings, one a line.
    pub boards: String,
    /// Board names by source, one a line.
    pub companies: BTreeMap<String, String>,
    pub salary_floor: String,
    pub currency: String,
    pub fresh_days: String,
    pub limit: String,
    pub letters: String,
    /// "true" when ticked.
    pub deliver: String,
    /// The same; only asked where there is a model.
    pub model: String,
}

impl SearchForm {
    /// A name of the person's own, if they gave one.
    pub fn name(&self) -> Option<String> {
        let name = self.name.trim();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// What the product is asked for.
    ///
    /// # Errors
    /// `Invalid` names each field that is not a number; what the numbers may be is for the product to say.
    pub fn criteria(&self) -> job_agent::error::Result<Criteria> {
        let mut faults = Vec::new();
        let criteria = Criteria {
            titles: lines(&self.titles),
            places: lines(&self.places),
            modes: self.modes.iter().filter_map(|mode| mode_of(mode)).collect(),
            sources: self.sources.clone(),
            boards: lines(&self.boards),
            companies: self
                .companies
                .iter()
                .filter(|(source, _)| self.sources.contains(source))
                .map(|(source, names)| (source.clone(), lines(names)))
                .filter(|(_, names)| !names.is_empty())
                .collect(),
            salary_floor: number("salary_floor", &self.salary_floor, &mut faults),
            currency: self.currency.trim().to_uppercase(),
            fresh_days: number("fresh_days", &self.fresh_days, &mut faults),
            limit: number("limit", &self.limit, &mut faults).unwrap_or(Criteria::default().limit),
            letters: number("letters", &self.letters, &mut faults).unwrap_or(0),
            deliver: self.deliver == "true",
            model: self.model == "true",
        };
        if faults.is_empty() { Ok(criteria) } else { Err(job_agent::error::Error::Invalid(faults)) }
    }
}

/// The word of a mode in a form.
pub fn mode_key(mode: WorkMode) -> &'static str {
    match mode {
        WorkMode::Remote => "remote",
        WorkMode::Hybrid => "hybrid",
        WorkMode::OnSite => "on_site",
    }
}

/// A mode for people.
pub fn mode_name(mode: WorkMode) -> &'static str {
    match mode {
        WorkMode::Remote => "Remote",
        WorkMode::Hybrid => "Hybrid",
        WorkMode::OnSite => "On site",
    }
}

/// All modes, in the order of a form.
pub const MODES: [WorkMode; 3] = [WorkMode::Remote, WorkMode::Hybrid, WorkMode::OnSite];

fn mode_of(key: &str) -> Option<WorkMode> {
    MODES.into_iter().find(|mode| mode_key(*mode) == key)
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Nothing for an empty field; people write "60 000" and "60,000".
fn number<N: std::str::FromStr>(field: &str, text: &str, faults: &mut Vec<FieldError>) -> Option<N> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\'' | '_')).collect();
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse().ok();
    if number.is_none() {
        faults.push(FieldError::new(field, "Enter a whole number, or leave it empty."));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_lists_and_numbers_may_have_gaps() {
        let form = SearchForm {
            titles: "Rust engineer\r\n\r\n  Platform engineer ".into(),
            modes: vec!["remote".into(), "moon".into()],
            sources: vec!["greenhouse".into()],
            companies: [("greenhouse".into(), "acme\nglobex".into()), ("lever".into(), "initech".into())].into(),
            salary_floor: "60 000".into(),
            deliver: "true".into(),
            ..SearchForm::default()
        };
        let criteria = form.criteria().expect("every number is one");
        assert_eq!(criteria.titles, ["Rust engineer", "Platform engineer"]);
        assert_eq!(criteria.modes, [WorkMode::Remote]);
        assert_eq!(criteria.companies.len(), 1, "a source that is not asked needs no companies");
        assert_eq!(criteria.salary_floor, Some(60_000));
        assert!(criteria.deliver);
    }

    #[test]
    fn what_is_not_a_number_is_named_by_its_field() {
        let form = SearchForm { limit: "many".into(), letters: "-".into(), ..SearchForm::default() };
        let Err(job_agent::error::Error::Invalid(faults)) = form.criteria() else { panic!("it must be refused") };
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["limit", "letters"]);
    }
}

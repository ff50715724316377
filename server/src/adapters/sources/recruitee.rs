//! Recruitee: a company's whole board in one answer. The board's name is the first part of its host, `NAME.recruitee.com`.

use super::rows::{blank, company_of_board, each, joined, link, list, prose, term, text, time, whole, yes};
use super::shape::{About, Asking, BOARD, Board, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Salary, WorkMode};
use serde_json::Value;

pub struct Recruitee;

const ABOUT: About = About {
    key: "recruitee",
    about: "Boards of companies that recruit with Recruitee, from its public API. Name the companies.",
    homes: &["https://{}.recruitee.com/"],
    boards: true,
    keys: &[],
    manners: BOARD,
};

impl Shape for Recruitee {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json("api/offers/".into())
    }

    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        Ok(each(list(&whole, "offers")?, |row| found(row, board)))
    }
}

fn found(row: &Value, board: &Board<'_>) -> Result<FoundPosting, &'static str> {
    if text(row, "status").is_some_and(|status| status != "published") {
        return Err("not published");
    }
    // The address can be one of the company's own; then it names the company as well as the board does.
    let url = link(row, "careers_url").or_else(|| link(row, "careers_apply_url")).ok_or("no usable address")?;
    let company = text(row, "company_name").or_else(|| company_of_board(board.home)).or_else(|| company_of_board(&url));
    Ok(FoundPosting {
        external_id: text(row, "id").or_else(|| text(row, "guid")).ok_or("no identifier")?,
        company: company.unwrap_or_default(),
        title: translated(row, "title").ok_or("no title")?,
        description_text: joined(["description", "requirements"].map(|key| own(row, key)), "\n\n").unwrap_or_default(),
        location: location(row),
        mode: mode(row),
        employment: text(row, "employment_type_code").map(|code| term(&code)),
        salary: salary(row),
        posted_at: time(row, "published_at").or_else(|| time(row, "created_at")),
        valid_through: time(row, "close_at"),
        url,
        ..blank("recruitee")
    })
}

/// A field's prose, or the first translation's where there is none.
fn own(row: &Value, key: &str) -> Option<String> {
    prose(row, key).or_else(|| first_translation(row).and_then(|translation| prose(translation, key)))
}

fn translated(row: &Value, key: &str) -> Option<String> {
    text(row, key).or_else(|| first_translation(row).and_then(|translation| text(translation, key)))
}

fn first_translation(row: &Value) -> Option<&Value> {
    row.get("translations")?.as_object()?.values().next()
}

fn mode(row: &Value) -> Option<WorkMode> {
    if yes(row, "hybrid") {
        Some(WorkMode::Hybrid)
    } else if yes(row, "remote") {
        Some(WorkMode::Remote)
    } else {
        yes(row, "on_site").then_some(WorkMode::OnSite)
    }
}

fn location(row: &Value) -> Option<String> {
    let places = row.get("locations").and_then(Value::as_array).into_iter().flatten();
    let places = places.map(|place| joined([text(place, "city"), text(place, "state"), text(place, "country")], ", "));
    joined(places, "; ")
        .or_else(|| joined([text(row, "city"), text(row, "state_name"), text(row, "country")], ", "))
        .or_else(|| text(row, "location"))
}

fn salary(row: &Value) -> Option<Salary> {
    match row.get("salary").filter(|salary| salary.is_object()) {
        Some(salary) => pay::of(salary, "min", "max", text(salary, "currency").as_deref(), text(salary, "period").as_deref()),
        None => pay::of(row, "min_salary", "max_salary", text(row, "currency").as_deref(), text(row, "salary_period").as_deref()),
    }
}

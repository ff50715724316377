//! The second reading: a model looks at the best matches, within a budget. What it says counts as far as its quotes are found, and
//! moves a score by little, whatever it was talked into.

use super::rank::Ranked;
use super::{Criteria, PartKey, Reason, ReportModel, score};
use crate::assistant::{Bill, Budget, LetterFact, Opinion, OpinionBrief, Point, Purse, Tally};
use crate::posting;
use crate::profile::{Fact, Profile};
use crate::run::{self, Context, Cost, End};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A second reading moves a score at most so far.
pub const FURTHEST: i32 = 5;
const MOST_POINTS: usize = 4;
/// For all that a model does in a run.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// In characters; shorter ones stand anywhere, longer ones are not read.
const QUOTE: std::ops::RangeInclusive<usize> = 3..=240;

/// What a step came to, with its bill: a run that starts again knows what it has paid.
#[derive(Serialize, Deserialize)]
pub(super) struct Paid<T> {
    pub value: T,
    pub bill: Bill,
}

impl<T> Paid<T> {
    /// For the step and for the run's cost.
    pub fn of(value: T, purse: Purse) -> (Self, Cost) {
        let bill = purse.close();
        let spent = [("calls", bill.spent.calls), ("tokens_in", bill.spent.tokens_in), ("tokens_out", bill.spent.tokens_out)];
        let cost = Cost(spent.into_iter().filter(|(_, amount)| *amount > 0).map(|(name, amount)| (name.to_owned(), amount)).collect());
        (Self { value, bill }, cost)
    }
}

/// How the readings went.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Readings {
    read: usize,
    moved: usize,
    refused: usize,
}

pub(super) struct Second {
    pub ranked: Vec<Ranked>,
    pub readings: Readings,
}

/// What this run may spend: its budget, or what is left of the person's day.
pub(super) async fn tally(context: &Context, criteria: &Criteria) -> Result<Tally, End> {
    let Some(model) = context.desk.assistant.model().filter(|_| criteria.model) else { return Ok(Tally::nothing()) };
    let today = run::tokens_of_a_day(&context.desk, context.owner, context.run).await?;
    let budget = Budget { tokens: model.run.tokens.min(model.day_tokens - today).max(0), ..model.run };
    Ok(Tally::of(budget, context.desk.now() + PATIENCE))
}

/// For the report; nothing where no model was to be asked.
pub(super) fn report(context: &Context, criteria: &Criteria, tally: &Tally, readings: Readings) -> Option<ReportModel> {
    let model = context.desk.assistant.model().filter(|_| criteria.model)?;
    let Readings { read, moved, refused } = readings;
    let (name, provider) = (model.name.clone(), model.provider.clone());
    Some(ReportModel {
        name,
        provider,
        budget: tally.budget(),
        spent: tally.bill().spent,
        read,
        moved,
        refused,
        warnings: tally.bill().warnings.clone(),
    })
}

/// Reads the best again, one by one, and puts all in order once more.
pub(super) async fn read_again(context: &Context, profile: &Profile, mut ranked: Vec<Ranked>, tally: &mut Tally) -> Result<Second, End> {
    let mut readings = Readings::default();
    let Some(model) = context.desk.assistant.model().filter(|_| !tally.bill().stopped) else { return Ok(Second { ranked, readings }) };
    let facts: Vec<&Fact> = profile.facts.iter().filter(|fact| !fact.kind.is_private()).collect();
    let worth = |one: &Ranked| !one.scored.warnings.iter().any(|warning| warning.kind.is_grave());
    let best: Vec<usize> = (0..ranked.len()).filter(|at| worth(&ranked[*at])).take(model.best as usize).collect();
    for (done, at) in best.iter().enumerate() {
        let Some(one) = ranked.get_mut(*at).filter(|_| !tally.bill().stopped) else { break };
        let message = format!("{} reads {} of the best {}: {}", model.name, done + 1, best.len(), one.posting.title);
        context.progress("scoring", done, best.len(), &message, json!({})).await?;
        let brief = brief(&facts, one);
        let name = format!("second reading:{}:{}", one.posting.source, one.posting.external_id);
        let purse = tally.purse(context.desk.now());
        let asked = async {
            let opinion = context.desk.assistant.second_opinion(&brief, &purse).await;
            Ok(Paid::of(opinion, purse))
        };
        let paid: Paid<Option<Opinion>> = context.step_that_costs(&name, asked).await?;
        tally.add(&paid.bill);
        if let Some(opinion) = paid.value {
            readings.read += 1;
            let (moved, refused) = weigh(one, &facts, &brief, &opinion, &model.name);
            readings.moved += usize::from(moved);
            readings.refused += refused;
        }
    }
    ranked.sort_by_key(|one| std::cmp::Reverse(one.scored.score));
    Ok(Second { ranked, readings })
}

fn brief(facts: &[&Fact], one: &Ranked) -> OpinionBrief {
    OpinionBrief {
        title: one.posting.title.clone(),
        company: one.posting.company.clone(),
        posting_text: posting::for_people(&one.posting.description_text).into_owned(),
        facts: facts.iter().map(|fact| LetterFact { kind: fact.kind, path: fact.path.clone(), text: fact.text.clone() }).collect(),
        score: one.scored.score,
    }
}

/// Adds what can be shown and moves the score within its bounds. Up takes something that is met, down something that is not, and what
/// the warnings hold down stays down. Says whether the score moved, and how many points were refused.
fn weigh(one: &mut Ranked, facts: &[&Fact], brief: &OpinionBrief, opinion: &Opinion, model: &str) -> (bool, usize) {
    let text = &one.posting.description_text;
    let shown: Vec<(bool, Reason)> =
        opinion.points.iter().take(MOST_POINTS).filter_map(|point| Some((point.met, reason(facts, brief, text, point)?))).collect();
    let refused = opinion.points.len() - shown.len();
    let room = |met: bool| if shown.iter().any(|(is_met, _)| *is_met == met) { FURTHEST } else { 0 };
    let adjust = opinion.adjust.clamp(-room(false), room(true));
    let before = one.scored.score;
    let most = score::most(&one.scored.warnings).max(before);
    let after = u8::try_from((i32::from(before) + adjust).clamp(0, i32::from(most))).unwrap_or(before);
    one.scored.score = after;
    let moved = (after != before).then(|| Reason {
        text: format!("A second reading by {model} moved the whole score from {before} to {after}."),
        quote: None,
        facts: Vec::new(),
    });
    if let Some(skills) = one.scored.parts.iter_mut().find(|part| part.key == PartKey::Skills) {
        skills.reasons.extend(moved.into_iter().chain(shown.into_iter().map(|(_, reason)| reason)));
    }
    (after != before, refused)
}

/// In our words, around what the posting and the fact say to the letter; nothing where either does not say it.
fn reason(facts: &[&Fact], brief: &OpinionBrief, text: &str, point: &Point) -> Option<Reason> {
    let fits = |quote: &str| QUOTE.contains(&quote.chars().count());
    let quote = point.posting_quote.trim();
    if !fits(quote) || !brief.posting_text.contains(quote) || !text.contains(quote) {
        return None;
    }
    if !point.met {
        let text = "A second reading did not find this in your CV.".into();
        return Some(Reason { text, quote: Some(quote.to_owned()), facts: Vec::new() });
    }
    let fact = facts.get(point.fact?)?;
    let said = point.fact_quote.trim();
    if said.is_empty() || said.chars().count() > *QUOTE.end() || !fact.text.contains(said) {
        return None;
    }
    let text = format!("A second reading finds this in your CV: “{said}”.");
    Some(Reason { text, quote: Some(quote.to_owned()), facts: vec![fact.id.to_string()] })
}

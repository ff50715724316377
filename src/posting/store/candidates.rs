//! Openings that are worth a close look for somebody, out of everything that is kept.

use super::super::{History, Link, Period, WorkMode};
use super::{FoundPosting, Row};
use crate::db::Tx;
use crate::error::Result;
use crate::id::PostingId;
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Whom to look for, in words.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Titles, as people write them.
    pub titles: Vec<String>,
    /// Skills, each with all its names; only the first few count.
    pub skills: Vec<Vec<String>>,
    /// Names of places, small: postings there come first.
    pub places: Vec<String>,
    pub sources: Vec<String>,
    /// Leave out what was posted before.
    pub oldest: Option<DateTime<Utc>>,
    /// Leave out what is at hand already.
    pub except: Vec<PostingId>,
    pub limit: i64,
}

/// More of either would take longer than they tell.
const TITLES: usize = 5;
const SKILLS: usize = 8;

/// Openings by what their titles look like and by how many of the skills they name, likeliest first. Left out is what has expired, and
/// what its source did not show any more for three weeks although it answered.
pub async fn candidates(tx: &mut Tx, wanted: &Wanted) -> Result<Vec<(PostingId, FoundPosting)>> {
    let titles: Vec<String> = wanted.titles.iter().take(TITLES).cloned().collect();
    let skills: Vec<String> = wanted.skills.iter().take(SKILLS).filter_map(|names| any_of(names)).collect();
    let except: Vec<uuid::Uuid> = wanted.except.iter().map(|id| id.0).collect();
    // To compile the query would take longer than to answer it.
    sqlx::query!("select set_config('jit', 'off', true) as ignored").fetch_one(&mut **tx).await?;
    let places = wanted.places.iter().map(|place| place.replace(['%', '_', '\\'], "")).filter(|place| !place.trim().is_empty());
    let places: Vec<String> = places.map(|place| format!("%{}%", place.trim())).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"with titled as (
               select p.id, max(word_similarity(plain_words(t), p.title_words)) as likeness
               from unnest($1::text[]) t join posting p on plain_words(t) <% p.title_words group by p.id
               order by 2 desc, p.id limit 6000
           ), skilled as (
               select p.id, count(*)::real / greatest(cardinality($2::text[]), 1) as share
               from unnest($2::text[]) s join posting p on p.search @@ websearch_to_tsquery('simple', plain_words(s)) group by p.id
               order by 2 desc, p.id limit 6000
           ), likely as (
               select p.id, coalesce(t.likeness, 0) * 1.5 + coalesce(s.share, 0)
                      + case when p.mode = 'remote'
                                  or plain_words(p.location) like any (array(select plain_words(one) from unnest($3::text[]) one))
                             then 0.4 else 0 end as promise
               from titled t full join skilled s using (id) join posting p using (id)
               where p.source = any ($4) and p.id <> all ($6) and p.expired_at is null
                     and (p.valid_through is null or p.valid_through > now()) and ($5::timestamptz is null or coalesce(p.posted_at, p.first_seen_at) >= $5)
                     and p.last_seen_at > coalesce((select h.last_ok_at from source_health h where h.source = p.source), now()) - interval '21 days'
               order by 2 desc, p.id limit $7
           )
           select p.id, p.source, p.external_id, p.canonical_url, coalesce(c.name, '') as "company!", p.title, p.description_text, p.location,
                  p.mode as "mode: WorkMode", p.employment, p.salary_min, p.salary_max, p.salary_currency, p.salary_period as "period: Period",
                  p.posted_at, p.valid_through, p.language
           from likely l join posting p using (id) left join company c on c.id = p.company_id order by l.promise desc, p.id"#,
        &titles,
        &skills,
        &places,
        &wanted.sources,
        wanted.oldest,
        &except,
        wanted.limit
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(Row::found).collect())
}

/// A query for any of a skill's names, as one writes it for `websearch_to_tsquery`, which nothing makes fail; the words of one name must
/// all be there. Each word stands in quotes of its own: "or" is a word then, and no order of words is asked for, which the column has not.
fn any_of(names: &[String]) -> Option<String> {
    // Apostrophes count as letters in Unicode; the column is cut at them.
    let between = |c: char| !c.is_alphanumeric() || ('\u{2b9}'..='\u{2c8}').contains(&c);
    let name = |name: &String| {
        let words = name.split(between).filter(|word| !word.is_empty()).map(|word| format!("\"{word}\""));
        words.collect::<Vec<_>>().join(" ")
    };
    let names: Vec<String> = names.iter().map(name).filter(|words| words.chars().filter(|c| c.is_alphanumeric()).count() >= 2).collect();
    (!names.is_empty()).then(|| names.into_iter().take(8).collect::<Vec<_>>().join(" or "))
}

/// What became of these openings since they were first seen, in one question.
pub async fn histories(tx: &mut Tx, ids: &[PostingId]) -> Result<HashMap<PostingId, History>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows =
        sqlx::query!("select id, first_seen_at, last_seen_at, expired_at, reposts, reposted_at from posting where id = any($1)", &ids);
    let mut found: HashMap<PostingId, History> = HashMap::new();
    for row in rows.fetch_all(&mut **tx).await? {
        let history = History {
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            expired_at: row.expired_at,
            reposts: row.reposts,
            reposted_at: row.reposted_at,
            links: Vec::new(),
        };
        found.insert(PostingId(row.id), history);
    }
    let links = sqlx::query!(
        "select posting_id, source, url, first_seen_at, last_seen_at from posting_link where posting_id = any($1)
         order by first_seen_at, source, external_id",
        &ids
    );
    for row in links.fetch_all(&mut **tx).await? {
        if let Some(history) = found.get_mut(&PostingId(row.posting_id)) {
            history.links.push(Link { source: row.source, url: row.url, first_seen_at: row.first_seen_at, last_seen_at: row.last_seen_at });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::any_of;

    #[test]
    fn names_become_a_query_that_nothing_can_break_out_of() {
        let names = |list: &[&str]| any_of(&list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&["Wound care", "wundversorgung"]).as_deref(), Some(r#""Wound" "care" or "wundversorgung""#));
        assert_eq!(names(&["it's | a:* & !trap"]).as_deref(), Some(r#""it" "s" "a" "trap""#));
        assert_eq!(names(&["об\u{2bc}єкт", "trial or error"]).as_deref(), Some(r#""об" "єкт" or "trial" "or" "error""#));
        assert_eq!(names(&["C++", "R"]), None);
    }
}

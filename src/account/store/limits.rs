//! The SQL of limits.

use crate::db::Tx;
use crate::error::Result;

/// One attempt, and what it counts towards.
pub(in crate::account) struct Attempt<'a> {
    /// Keys with their limits, none twice.
    pub narrow: Vec<(String, i32)>,
    /// The key and the limit of all together.
    pub everybody: Option<(String, i32)>,
    /// The e-mail and the network address; where this person has signed in from before, all the others do not matter.
    pub known: Option<(&'a str, &'a str)>,
    pub seconds: i32,
}

/// One statement counts and decides, so that two processes cannot both let the last attempt through. Keys are taken in
/// their order and that of everybody last, so that nobody waits in a circle.
/// Returns the seconds to wait when there were too many.
pub(in crate::account) async fn count_attempt(tx: &mut Tx, attempt: &Attempt<'_>) -> Result<Option<u64>> {
    let (keys, most): (Vec<String>, Vec<i32>) = attempt.narrow.iter().cloned().unzip();
    let (all, all_most) = attempt.everybody.as_ref().map(|(key, most)| (key.as_str(), *most)).unzip();
    let (email, ip) = attempt.known.unzip();
    let wait = sqlx::query_scalar!(
        r#"with narrow as (
               insert into rate_limit as r (key, window_start, count)
               select asked, now(), 1 from unnest($1::text[]) asked order by asked
               on conflict (key) do update set
                   count = case when r.window_start < now() - make_interval(secs => $3) then 1 else r.count + 1 end,
                   window_start = case when r.window_start < now() - make_interval(secs => $3) then now() else r.window_start end
               returning r.key, r.count, r.window_start
           ), refused as (
               select n.window_start from narrow n join unnest($1::text[], $2::int4[]) asked (key, most) on asked.key = n.key and n.count > asked.most
           ), everybody as (
               insert into rate_limit as r (key, window_start, count)
               select $4::text, now(), 1
               where $4 is not null and (select count(*) from refused) = 0 and not exists (
                   select from session s join "user" u on u.id = s."userId"
                   where u.email = $6::text and s."ipAddress" = $7::text and s."createdAt" > now() - interval '30 days')
               on conflict (key) do update set
                   count = case when r.window_start < now() - make_interval(secs => $3) then 1 else r.count + 1 end,
                   window_start = case when r.window_start < now() - make_interval(secs => $3) then now() else r.window_start end
               returning r.count, r.window_start
           )
           select ceil(extract(epoch from max(over.window_start) + make_interval(secs => $3) - now()))::int8
           from (select window_start from refused union all select window_start from everybody where count > $5::int4) over"#,
        &keys,
        &most,
        f64::from(attempt.seconds),
        all,
        all_most,
        email,
        ip
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(wait.map(|seconds| u64::try_from(seconds.max(1)).unwrap_or(1)))
}

//! Takes over what an older program left, and says what came of it.

use super::migrate::owner;
use crate::application::connect;
use crate::config::Config;
use anyhow::{Result, bail};
use job_agent::adoption::{self, Count, Report};
use job_agent::db::{self, Db};
use job_agent::desk::SystemClock;

pub async fn run(config: &Config, rehearsal: bool) -> Result<()> {
    let admin = connect(owner(config)?, 1).await?;
    if !db::is_at_head(&admin).await.unwrap_or(false) {
        bail!("the schema is not at this version; run: job-agent migrate --baseline");
    }
    let report = adoption::adopt(&Db::new(admin.clone()), &SystemClock, rehearsal).await?;
    admin.close().await;
    print!("{}", said(&report, rehearsal));
    Ok(())
}

fn said(report: &Report, rehearsal: bool) -> String {
    let mut text = format!("{:<20} {:>7} {:>7} {:>7} {:>7} {:>8}\n", "", "found", "adopted", "already", "joined", "left out");
    for (name, count) in [
        ("people", &report.people),
        ("profiles", &report.profiles),
        ("ways to sign in", &report.ways_in),
        ("runs", &report.runs),
        ("workflow executions", &report.executions),
    ] {
        let Count { found, adopted, already, joined } = *count;
        text += &format!("{name:<20} {found:>7} {adopted:>7} {already:>7} {joined:>7} {:>8}\n", count.left_out());
    }
    for left in &report.left_out {
        text += &format!("{} {}: {}\n", left.table, left.id, left.why);
    }
    if report.forgotten > 0 {
        let count = report.forgotten;
        text += &format!(
            "{count} sessions and mailed tokens are not taken over, because they are kept as they are: everybody signs in again\n"
        );
    }
    text += if rehearsal { "this was a rehearsal; nothing was changed\n" } else { "done; adopting again takes only what is new\n" };
    text
}

#[cfg(test)]
mod tests {
    use super::said;
    use job_agent::adoption::{Count, LeftOut, Report};

    #[test]
    fn a_rehearsal_says_what_would_come_of_every_row() {
        let people = Count { found: 4, adopted: 2, already: 0, joined: 1 };
        let left = LeftOut { table: "users", id: "7".into(), why: "it has no e-mail address".into() };
        let report = Report { people, left_out: vec![left], forgotten: 3, ..Report::default() };
        let text = said(&report, true);
        assert!(text.contains("people                     4       2       0       1        1\n"), "{text}");
        assert!(
            text.contains("users 7: it has no e-mail address\n") && text.contains("3 sessions") && text.contains("nothing was changed")
        );
        assert!(said(&report, false).contains("adopting again takes only what is new"));
    }
}

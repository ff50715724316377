//! What mails look like: one folder of templates a mail, each with its text twin.

use askama::Template;
use job_agent::mail::{AccountNews, Composer, Digest, LinkMail, Rendered, Shortlist};

/// The templates behind the product's port.
#[derive(Debug, Clone, Copy, Default)]
pub struct Templates;

impl Composer for Templates {
    fn verify_email(&self, mail: &LinkMail) -> Rendered {
        verify_email(mail)
    }

    fn reset_password(&self, mail: &LinkMail) -> Rendered {
        let subject = "Choose a new password".to_owned();
        let html = rendered(&ResetHtml { subject: &subject, mail });
        Rendered { html, text: rendered(&ResetText { mail }), subject }
    }

    fn change_email(&self, mail: &LinkMail) -> Rendered {
        let subject = "Confirm your new e-mail address".to_owned();
        let html = rendered(&ChangeHtml { subject: &subject, mail });
        Rendered { html, text: rendered(&ChangeText { mail }), subject }
    }

    fn delete_account(&self, mail: &LinkMail) -> Rendered {
        let subject = "Delete your account?".to_owned();
        let html = rendered(&DeleteHtml { subject: &subject, mail });
        Rendered { html, text: rendered(&DeleteText { mail }), subject }
    }

    fn account_news(&self, name: &str, news: AccountNews, reset_link: &str) -> Rendered {
        let subject = match news {
            AccountNews::PasswordChanged => "Your password was changed",
            AccountNews::PasswordReset { .. } => "Your password was reset",
            AccountNews::EmailChanged => "Your e-mail address was changed",
            AccountNews::TwoFactorOn => "Two-factor sign-in was turned on",
            AccountNews::TwoFactorOff => "Two-factor sign-in was turned off",
            AccountNews::BackupCodeUsed => "A backup code was used to sign in",
            AccountNews::WayInAdded => "A way to sign in was added",
            AccountNews::WayInRemoved => "A way to sign in was removed",
            AccountNews::PasswordRemoved => "Your password was removed",
            AccountNews::PasskeyAdded => "A passkey was added to your account",
            AccountNews::PasskeyRemoved => "A passkey was removed from your account",
        };
        let details = details(news);
        let html = rendered(&NewsHtml { subject, name, details: &details, reset_link });
        Rendered { html, text: rendered(&NewsText { subject, name, details: &details, reset_link }), subject: subject.to_owned() }
    }

    fn shortlist(&self, mail: &Shortlist) -> Rendered {
        shortlist(mail)
    }

    fn digest(&self, mail: &Digest) -> Rendered {
        digest(mail)
    }
}

/// What else came of it.
fn details(news: AccountNews) -> String {
    let AccountNews::PasswordReset { keys } = news else { return String::new() };
    let browsers = "Every browser is signed out, and none is trusted any more.";
    match keys {
        0 => browsers.to_owned(),
        1 => format!("{browsers} An API key was revoked; make a new one in the settings for the program that used it."),
        keys => format!("{browsers} {keys} API keys were revoked; make new ones in the settings for the programs that used them."),
    }
}

/// The two templates of a mail whose point is one link.
macro_rules! link_mail {
    ($html:ident, $html_path:literal, $text:ident, $text_path:literal) => {
        #[derive(Template)]
        #[template(path = $html_path)]
        struct $html<'a> {
            subject: &'a str,
            mail: &'a LinkMail,
        }

        #[derive(Template)]
        #[template(path = $text_path)]
        struct $text<'a> {
            mail: &'a LinkMail,
        }
    };
}
link_mail!(VerifyHtml, "verify-email/mail.html", VerifyText, "verify-email/mail.txt");
link_mail!(ResetHtml, "reset-password/mail.html", ResetText, "reset-password/mail.txt");
link_mail!(ChangeHtml, "change-email/mail.html", ChangeText, "change-email/mail.txt");
link_mail!(DeleteHtml, "delete-account/mail.html", DeleteText, "delete-account/mail.txt");

#[derive(Template)]
#[template(path = "account-news/mail.html")]
struct NewsHtml<'a> {
    subject: &'a str,
    name: &'a str,
    details: &'a str,
    reset_link: &'a str,
}

#[derive(Template)]
#[template(path = "account-news/mail.txt")]
struct NewsText<'a> {
    subject: &'a str,
    name: &'a str,
    details: &'a str,
    reset_link: &'a str,
}

#[derive(Template)]
#[template(path = "shortlist/mail.html")]
struct ShortlistHtml<'a> {
    subject: &'a str,
    mail: &'a Shortlist,
}

#[derive(Template)]
#[template(path = "shortlist/mail.txt")]
struct ShortlistText<'a> {
    mail: &'a Shortlist,
}

#[derive(Template)]
#[template(path = "digest/mail.html")]
struct DigestHtml<'a> {
    subject: &'a str,
    mail: &'a Digest,
}

#[derive(Template)]
#[template(path = "digest/mail.txt")]
struct DigestText<'a> {
    mail: &'a Digest,
}

/// Asks a person to prove an address.
pub fn verify_email(mail: &LinkMail) -> Rendered {
    let subject = "Confirm your e-mail address".to_owned();
    let html = rendered(&VerifyHtml { subject: &subject, mail });
    Rendered { html, text: rendered(&VerifyText { mail }), subject }
}

/// The best matches of a search, with the report of the sources.
pub fn shortlist(mail: &Shortlist) -> Rendered {
    let subject = match mail.matches.as_slice() {
        [] => "Your search found no matches this time".to_owned(),
        [one] => format!("One match: {} at {}", one.title, one.company),
        [best, others @ ..] => format!("{} at {}, and {} more", best.title, best.company, others.len()),
    };
    let html = rendered(&ShortlistHtml { subject: &subject, mail });
    Rendered { html, text: rendered(&ShortlistText { mail }), subject }
}

/// What is new since the last digest, and what waits.
pub fn digest(mail: &Digest) -> Rendered {
    let subject = match mail.matches.len() + mail.more {
        1 => "One new match".to_owned(),
        count => format!("{count} new matches"),
    };
    let html = rendered(&DigestHtml { subject: &subject, mail });
    Rendered { html, text: rendered(&DigestText { mail }), subject }
}

/// A template over plain data fails only when memory does; an empty part is better than a lost mail.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|cause| {
        tracing::error!(%cause, "a mail could not be rendered");
        String::new()
    })
}

/// How templates print lines that may hold anything.
mod filters {
    /// On one line, so that a foreign text cannot pretend to be another part of a text mail.
    #[askama::filter_fn]
    pub fn one_line(text: &str, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::mail::{DigestEntry, ShortlistEntry};

    fn sample() -> Shortlist {
        Shortlist {
            name: "Ada".into(),
            matches: vec![
                ShortlistEntry {
                    title: "Platform Engineer".into(),
                    company: "Northwind & Sons".into(),
                    location: "Lisbon".into(),
                    score: 86,
                    reasons: vec!["The posting asks for “Kubernetes”; your CV says “ran Kubernetes for 40 teams”.".into()],
                    url: "https://example.org/jobs/1?a=1&b=2".into(),
                    source: "Greenhouse".into(),
                },
                ShortlistEntry {
                    title: "Engineer <script>alert(1)</script>".into(),
                    company: "Evil\nOne".into(),
                    location: String::new(),
                    score: 51,
                    reasons: Vec::new(),
                    url: "https://example.org/jobs/2".into(),
                    source: "Sample".into(),
                },
            ],
            report: vec!["sample: 300 asked, 280 kept, 20 duplicates.".into(), "greenhouse: does not answer.".into()],
            more: 0,
            run_link: "http://127.0.0.1:3000/runs/1".into(),
            letters: 1,
            stop_link: Some("http://127.0.0.1:3000/unsubscribe?search=1&token=abc".into()),
        }
    }

    #[test]
    fn a_shortlist_shows_matches_reasons_letters_and_the_report() {
        let mail = shortlist(&sample());
        insta::assert_snapshot!("shortlist_text", mail.text);
        insta::assert_snapshot!("shortlist_html", mail.html);
        assert_eq!(mail.subject, "Platform Engineer at Northwind & Sons, and 1 more");
    }

    fn sample_digest() -> Digest {
        let entry = |title: &str, url: &str| DigestEntry {
            title: title.into(),
            company: "Northwind & Sons".into(),
            location: "Lisbon".into(),
            score: 86,
            link: "https://jobs.example.org/matches/1".into(),
            source: "Greenhouse".into(),
            url: url.into(),
        };
        Digest {
            name: "Ada".into(),
            matches: vec![
                entry("Platform Engineer", "https://example.org/jobs/1?a=1&b=2"),
                entry("<b>Evil\nOne</b>", "javascript:alert(1)"),
            ],
            more: 3,
            matches_link: "https://jobs.example.org/matches?show=new".into(),
            waiting: vec![entry("Data Engineer", "https://example.org/jobs/2")],
            more_waiting: 1,
            waiting_link: "https://jobs.example.org/matches?show=saved".into(),
            settings_link: "https://jobs.example.org/settings/mail".into(),
            stop_link: "https://jobs.example.org/unsubscribe?token=abc".into(),
        }
    }

    #[test]
    fn a_digest_shows_what_is_new_what_waits_and_how_to_end_it() {
        let mail = digest(&sample_digest());
        insta::assert_snapshot!("digest_text", mail.text);
        insta::assert_snapshot!("digest_html", mail.html);
        assert_eq!(mail.subject, "5 new matches");
        assert!(!mail.html.contains("<b>") && !mail.html.contains("href=\"javascript"));
        let one = digest(&Digest {
            matches: sample_digest().matches[..1].to_vec(),
            more: 0,
            waiting: Vec::new(),
            more_waiting: 0,
            ..sample_digest()
        });
        assert_eq!(one.subject, "One new match");
        assert!(!one.text.contains("wait"), "{}", one.text);
    }

    #[test]
    fn every_mail_about_the_account_says_what_it_is_for_and_what_to_do_if_it_was_not_you() {
        let link = LinkMail { name: "Ada <b>".into(), link: "http://127.0.0.1:3000/x?token=abc&x=1".into() };
        let mails = [
            Templates.reset_password(&link),
            Templates.change_email(&link),
            Templates.delete_account(&link),
            Templates.account_news("Ada <b>", AccountNews::PasswordChanged, "http://127.0.0.1:3000/forgot-password"),
            Templates.account_news("Ada <b>", AccountNews::EmailChanged, "http://127.0.0.1:3000/forgot-password"),
            Templates.account_news("Ada <b>", AccountNews::PasswordReset { keys: 2 }, "http://127.0.0.1:3000/forgot-password"),
        ];
        for mail in &mails {
            assert!(mail.text.contains("http://127.0.0.1:3000/") && mail.text.contains("If you did not"), "{}", mail.text);
            assert!(!mail.html.contains("<b>") && !mail.html.contains("<img"), "{}", mail.html);
        }
        insta::assert_snapshot!("account_texts", mails.map(|mail| format!("{}\n\n{}", mail.subject, mail.text)).join("\n----\n"));
    }

    #[test]
    fn a_verification_greets_and_links() {
        let mail = verify_email(&LinkMail { name: "Ada".into(), link: "http://127.0.0.1:3000/verify?token=abc&x=1".into() });
        insta::assert_snapshot!("verify_text", mail.text);
        insta::assert_snapshot!("verify_html", mail.html);
    }

    #[test]
    fn foreign_words_are_never_markup() {
        let mut input = sample();
        input.name = "<b>Ada</b>".into();
        input.report.push("<img src=x onerror=alert(1)>".into());
        let html = shortlist(&input).html;
        assert!(!html.contains("<script") && !html.contains("<b>Ada") && !html.contains("<img"), "{html}");
    }

    #[test]
    fn a_link_that_is_not_of_the_web_is_not_made_clickable() {
        let mut input = sample();
        input.matches[0].url = "javascript:alert(1)".into();
        assert!(!shortlist(&input).html.contains("href=\"javascript"));
    }

    #[test]
    fn no_matches_is_said_plainly() {
        let mail = shortlist(&Shortlist { matches: Vec::new(), letters: 0, ..sample() });
        assert!(mail.text.contains("no posting"), "{}", mail.text);
        assert!(mail.text.contains("greenhouse: does not answer."));
    }
}

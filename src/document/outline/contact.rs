//! How to reach the person: what is printed, and where it leads.

use super::line;
use crate::document::resume::{Account, Basics, Location};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    Email,
    Phone,
    Place,
    Site,
    Account,
}

/// One way to reach the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contact {
    pub kind: ContactKind,
    pub text: String,
    /// Never anything but `https:`, `http:`, `mailto:` or `tel:`.
    pub link: Option<String>,
}

pub(super) fn of(basics: &Basics) -> Vec<Contact> {
    let email = line(&basics.email);
    let phone = line(&basics.phone);
    let mut contacts = vec![
        Contact { kind: ContactKind::Email, link: email.contains('@').then(|| format!("mailto:{email}")), text: email },
        Contact { kind: ContactKind::Phone, link: dial(&phone), text: phone },
        Contact { kind: ContactKind::Place, link: None, text: place(&basics.location) },
        Contact { kind: ContactKind::Site, link: web(&basics.url), text: bare(&basics.url) },
    ];
    contacts.extend(basics.profiles.iter().map(account));
    contacts.retain(|contact| !contact.text.is_empty());
    contacts.dedup_by(|later, earlier| later.text == earlier.text);
    contacts
}

/// The address alone where it names the person; otherwise the network and the name there.
fn account(account: &Account) -> Contact {
    let (url, username, network) = (bare(&account.url), line(&account.username), line(&account.network));
    let names = !url.is_empty() && (username.is_empty() || url.to_lowercase().contains(&username.trim_start_matches('@').to_lowercase()));
    let text = match (names, network.is_empty(), username.is_empty()) {
        (true, ..) => url,
        (false, true, _) => username,
        (false, false, true) => network,
        (false, false, false) => format!("{network}: {username}"),
    };
    Contact { kind: ContactKind::Account, text, link: web(&account.url) }
}

/// Street, place, region and country, with what is said twice said once.
fn place(location: &Location) -> String {
    let city =
        [line(&location.postal_code), line(&location.city)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let mut parts: Vec<String> = Vec::new();
    for part in [line(&location.address), city, line(&location.region), line(&location.country_code)] {
        let said = parts.iter().any(|earlier| words_of(earlier).windows(words_of(&part).len().max(1)).any(|run| run == words_of(&part)));
        if !part.is_empty() && !said {
            parts.push(part);
        }
    }
    parts.join(", ")
}

fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// A number that a telephone can dial.
fn dial(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (digits.len() >= 5).then(|| format!("tel:{digits}"))
}

/// A web address as a link; other schemes are not followed from a document.
pub(super) fn web(url: &str) -> Option<String> {
    let url = url.trim();
    if url.is_empty() || url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let lower = url.to_lowercase();
    match lower.split_once(':') {
        Some(("http" | "https", _)) => Some(url.to_owned()),
        // A port or a scheme that does not belong here.
        Some((before, _)) if !before.contains('.') => None,
        _ if lower.contains('.') => Some(format!("https://{url}")),
        _ => None,
    }
}

/// An address as people print it: without scheme, "www." and a closing slash.
pub fn bare(url: &str) -> String {
    let url = line(url);
    let rest = ["https://", "http://", "mailto:"].iter().find_map(|scheme| url.strip_prefix(scheme)).unwrap_or(&url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}

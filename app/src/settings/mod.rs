//! What a person decides about the account: who they are here, who may come in, and what is here of them.

/// What the pages ask and do.
pub mod api;
/// Name and address.
mod account;
/// Taking everything along, and leaving.
mod data;
/// The tabs around each page.
mod frame;
/// Keys for programs.
mod keys;
/// Where the mail about leaving leads.
mod leave;
/// What is mailed by itself.
mod mail;
/// Passkeys.
mod passkeys;
/// What is asked again before the ways in change.
mod proof;
/// Sessions and the ways in.
mod security;
/// What dismissals have taught.
mod ranking;
/// Browsers that are trusted.
mod trusted;
/// The second factor.
mod two_factor;
/// Taking one way in away.
mod unlink;
/// Where the link of a digest leads.
mod unsubscribe;
/// The password and accounts of providers.
mod ways_in;

pub use {
    account::AccountPage,
    data::DataPage,
    keys::KeysPage,
    leave::LeavePage,
    mail::MailPage,
    passkeys::PasskeyPage,
    ranking::RankingPage,
    security::SecurityPage,
    two_factor::{CodesPage, OffPage, SetupPage},
    unlink::UnlinkPage,
    unsubscribe::UnsubscribePage,
};

//! What happens at the door, one line each in the log: what, whose, from where. Never a secret, never an address of mail.

use super::mails::Changed;
use super::session::SeenFrom;
use crate::id::UserId;

pub(super) fn came_in(user: UserId, from: &SeenFrom) {
    tracing::info!(%user, from = from.stored_ip(), "signed in");
}

/// `user` is nobody where the name is unknown.
pub(super) fn turned_away(user: Option<UserId>, from: &SeenFrom, reason: &'static str) {
    tracing::warn!(user = user.map(tracing::field::display), from = from.stored_ip(), reason, "a sign-in was refused");
}

/// A password or a code that somebody was asked for again, and that is not right.
pub(super) fn not_proved(user: UserId, place: &str) {
    tracing::warn!(%user, place, "a proof was refused");
}

pub(super) fn over_the_limit(door: &str, from: &SeenFrom) {
    tracing::warn!(door, from = from.stored_ip(), "too many attempts");
}

pub(super) fn changed(user: UserId, what: Changed) {
    tracing::info!(%user, ?what, "an account was changed");
}

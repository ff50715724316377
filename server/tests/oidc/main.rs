//! Signing in by a provider, against one that lies: every fault that such a sign-in can have, and whose an identity is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
#[path = "../house/mod.rs"]
mod house;
mod lies;
mod linking;
mod provider;
mod states;
#[allow(dead_code, reason = "each test program uses a part")]
#[path = "../hostile/web.rs"]
mod web;

//! What goes wrong and who means harm: other people, cancelled requests, bad input, dead neighbours, full disks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../house/mod.rs"]
mod house;
#[path = "../replay/mod.rs"]
mod replay;
mod web;
mod rights;
mod sharing;
mod strangers;
mod routes;
mod accounts;
mod attempts;
mod faults;
mod files;
mod secrets;
mod keys;
mod passkeys;
mod two_factor;
mod flower;
mod forms;
mod uploads;
mod pdf;
mod sources;
mod manners;
mod gone;
mod idle;
mod log;
mod mail;
mod unsubscribe;
mod disk;

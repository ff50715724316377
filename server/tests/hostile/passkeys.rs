//! Passkeys under attack. The device is made of a key pair and a counter, and may lie about everything.

use crate::house::{Product, password, superuser};
use crate::two_factor::{Guarded, totp};
use crate::web::{Site, Visitor, reply};
use chrono::{DateTime, TimeDelta, Utc};
use job_agent::account::{self, Added, Again, Ceremony, Entry, Member, NewKey, PASSKEYS_MAX, Proof, Scope, SeenFrom};
use job_agent::desk::{Clock, Desk};
use job_agent::error::{Error, Result as Done};
use job_agent::id::PasskeyId;
use reqwest::Method;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::sync::Arc;

const MARA: &str = "mara@example.org";
const HOST: &str = "jobs.example.org";
const ORIGIN: &str = "https://jobs.example.org";

async fn product(admin: &PgPool) -> Product {
    Product::with(admin, &["--public-url", ORIGIN], 4).await
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        text.extend((0..=chunk.len()).map(|at| char::from(SIGNS[(bits >> (18 - 6 * at)) as usize & 63])));
    }
    text
}

/// What a device says, and what it may lie about.
struct Device {
    pair: EcdsaKeyPair,
    id: [u8; 16],
    counter: u32,
    host: &'static str,
    origin: &'static str,
    verified: bool,
    user: uuid::Uuid,
}

impl Device {
    fn of(member: &Member) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        let id = pair.public_key().as_ref()[1..17].try_into().unwrap();
        Self { pair, id, counter: 0, host: HOST, origin: ORIGIN, verified: true, user: member.id().0 }
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let flags = flags | 1 | if self.verified { 4 } else { 0 };
        [&Sha256::digest(self.host)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// A new key, without attestation.
    fn create(&self, options: &Value) -> Value {
        let point = self.pair.public_key().as_ref();
        let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20], &point[1..33], &[0x22, 0x58, 0x20], &point[33..]].concat();
        let data = [self.data(0x40), vec![0; 16], vec![0, 16], self.id.to_vec(), key].concat();
        let length = u8::try_from(data.len()).unwrap();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat();
        json!({
            "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key",
            "response": { "attestationObject": base64(&object), "clientDataJSON": base64(&self.client("webauthn.create", options)) },
        })
    }

    /// Its answer; it counts.
    fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        self.say(options)
    }

    /// The same without counting.
    fn say(&self, options: &Value) -> Value {
        let (data, client) = (self.data(0), self.client("webauthn.get", options));
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key",
            "response": {
                "authenticatorData": base64(&data), "clientDataJSON": base64(&client), "signature": base64(signature.as_ref()),
                "userHandle": base64(self.user.as_bytes()),
            },
        })
    }
}

fn again() -> Again {
    Again::Password(password())
}

async fn begun(desk: &Desk, member: &Member) -> Ceremony {
    account::start_passkey(desk, member, again(), None).await.unwrap()
}

async fn kept(desk: &Desk, member: &Member, ceremony: &Ceremony, answer: Value) -> Done<Added> {
    account::finish_passkey(desk, member, &ceremony.cookie, "Phone", answer, None).await
}

async fn added(desk: &Desk, member: &Member) -> Device {
    let device = Device::of(member);
    let ceremony = begun(desk, member).await;
    kept(desk, member, &ceremony, device.create(&ceremony.options)).await.unwrap();
    device
}

async fn asked(desk: &Desk) -> Ceremony {
    account::start_passkey_sign_in(desk, &SeenFrom::default()).await.unwrap()
}

async fn answer(desk: &Desk, cookie: &SecretString, answer: Value) -> Result<Member, &'static str> {
    let opened = account::finish_passkey_sign_in(desk, &SeenFrom::default(), cookie, answer).await;
    let opened = opened.map_err(|error| error.code().unwrap_or("?"))?;
    Ok(account::member(desk, &opened.cookie).await.unwrap().unwrap())
}

/// What a device hears that says this, without counting.
async fn says(desk: &Desk, device: &Device) -> Result<Member, &'static str> {
    let question = asked(desk).await;
    answer(desk, &question.cookie, device.say(&question.options)).await
}

fn code_of<T>(result: Done<T>) -> Option<&'static str> {
    result.err().and_then(|error| error.code())
}

/// An address of its own for each, so that no limit decides.
fn from(number: u8) -> SeenFrom {
    SeenFrom { ip: Some(std::net::Ipv4Addr::new(10, 0, number, 1).into()), ..SeenFrom::default() }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_passkey_answers_one_question_once_in_the_browser_that_was_asked(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    let (first, second) = (asked(desk).await, asked(desk).await);
    assert_ne!(first.options["challenge"], second.options["challenge"]);
    assert_eq!(first.options["userVerification"], "required");
    let said = device.get(&first.options);
    assert_eq!(answer(desk, &second.cookie, said.clone()).await.unwrap_err(), "AUTHENTICATION_FAILED", "another browser's question");
    assert_eq!(answer(desk, &second.cookie, said.clone()).await.unwrap_err(), "CHALLENGE_NOT_FOUND", "a wrong answer uses it up");
    assert_eq!(answer(desk, &first.cookie, said.clone()).await.unwrap().id(), member.id());
    assert_eq!(answer(desk, &first.cookie, said).await.unwrap_err(), "CHALLENGE_NOT_FOUND", "replayed");
    let registering = begun(desk, &member).await;
    assert_eq!(answer(desk, &registering.cookie, device.get(&registering.options)).await.unwrap_err(), "CHALLENGE_NOT_FOUND");
    for cookie in ["", "x", "a cookie that nobody gave away, as long as one of ours"] {
        let question = asked(desk).await;
        let said = device.get(&question.options);
        assert_eq!(answer(desk, &cookie.to_owned().into(), said).await.unwrap_err(), "CHALLENGE_NOT_FOUND", "{cookie}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_question_ends_after_five_minutes(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    let (signing, adding) = (asked(desk).await, begun(desk, &member).await);
    let all = superuser(&admin).await;
    let late: i64 = sqlx::query_scalar(
        r#"select count(*) from verification where ceremony is not null and "expiresAt" > now() + interval '5 minutes'"#,
    )
    .fetch_one(&all)
    .await
    .unwrap();
    assert_eq!(late, 0);
    sqlx::query(r#"update verification set "expiresAt" = now() where ceremony is not null"#).execute(&all).await.unwrap();
    assert_eq!(answer(desk, &signing.cookie, device.get(&signing.options)).await.unwrap_err(), "CHALLENGE_NOT_FOUND");
    let new = Device::of(&member).create(&adding.options);
    assert_eq!(code_of(kept(desk, &member, &adding, new).await), Some("CHALLENGE_NOT_FOUND"));
}

#[sqlx::test(migrations = "../migrations")]
async fn of_fifty_who_answer_one_question_at_once_one_comes_in(admin: PgPool) {
    let product = Product::with(&admin, &["--public-url", ORIGIN], 8).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    let question = asked(desk).await;
    let said = device.get(&question.options);
    let tries = (0..50).map(|number| {
        let (desk, cookie, said) = (desk.clone(), question.cookie.clone(), said.clone());
        tokio::spawn(async move { account::finish_passkey_sign_in(&desk, &from(number), &cookie, said).await.is_ok() })
    });
    let mut won = 0;
    for one in tries.collect::<Vec<_>>() {
        won += usize::from(one.await.unwrap());
    }
    assert_eq!(won, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn of_two_copies_that_answer_at_once_one_comes_in(admin: PgPool) {
    let product = Product::with(&admin, &["--public-url", ORIGIN], 8).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    device.counter += 1;
    // Each has a question of its own and the same count.
    let mut tries = Vec::new();
    for number in 0..10 {
        let question = account::start_passkey_sign_in(desk, &from(number)).await.unwrap();
        let (desk, said) = (desk.clone(), device.say(&question.options));
        tries
            .push(tokio::spawn(async move { account::finish_passkey_sign_in(&desk, &from(number), &question.cookie, said).await.is_ok() }));
    }
    let mut won = 0;
    for one in tries {
        won += usize::from(one.await.unwrap());
    }
    assert_eq!(won, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_counter_that_stands_still_or_goes_back_is_a_copy_and_is_refused(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    device.counter = 5;
    says(desk, &device).await.unwrap();
    for counter in [5, 4, 0] {
        device.counter = counter;
        assert_eq!(says(desk, &device).await.unwrap_err(), "AUTHENTICATION_FAILED", "{counter} after 5");
    }
    device.counter = 6;
    assert_eq!(says(desk, &device).await.unwrap().id(), member.id(), "the one that counts on still does");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_answer_for_another_origin_or_host_signs_nobody_in(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    device.counter = 1;
    for origin in
        ["https://evil.example", "http://jobs.example.org", "https://jobs.example.org:444", "https://jobs.example.org.evil.example"]
    {
        device.origin = origin;
        assert_eq!(says(desk, &device).await.unwrap_err(), "AUTHENTICATION_FAILED", "{origin}");
    }
    device.origin = ORIGIN;
    for host in ["evil.example", "example.org"] {
        device.host = host;
        assert_eq!(says(desk, &device).await.unwrap_err(), "AUTHENTICATION_FAILED", "{host}");
    }
    device.host = HOST;
    says(desk, &device).await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn without_finger_face_or_pin_nobody_comes_in_and_no_key_is_kept(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let mut device = added(desk, &member).await;
    device.counter = 1;
    device.verified = false;
    assert_eq!(says(desk, &device).await.unwrap_err(), "AUTHENTICATION_FAILED");
    let ceremony = begun(desk, &member).await;
    assert_eq!(ceremony.options["authenticatorSelection"]["userVerification"], "required");
    let careless = Device { verified: false, ..Device::of(&member) };
    let answer = careless.create(&ceremony.options);
    assert_eq!(code_of(kept(desk, &member, &ceremony, answer).await), Some("FAILED_TO_VERIFY_REGISTRATION"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_forged_signature_another_key_and_somebody_elses_name_sign_nobody_in(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let (mara, grace) = (product.member(MARA).await, product.member("grace@example.org").await);
    let mut device = added(desk, &mara).await;
    let hers = added(desk, &grace).await;
    device.counter = 1;
    device.user = grace.id().0;
    assert_eq!(says(desk, &device).await.unwrap_err(), "PASSKEY_NOT_FOUND", "somebody else's name");
    device.user = mara.id().0;
    let borrowed = Device { id: hers.id, counter: 9, ..Device::of(&mara) };
    assert_eq!(says(desk, &borrowed).await.unwrap_err(), "PASSKEY_NOT_FOUND", "somebody else's key");
    let forged = Device { id: device.id, counter: 9, ..Device::of(&mara) };
    assert_eq!(says(desk, &forged).await.unwrap_err(), "AUTHENTICATION_FAILED", "another key under its name");
    let question = asked(desk).await;
    let mut said = device.say(&question.options);
    said["response"]["authenticatorData"] = json!(base64(&Device { counter: 7, ..Device::of(&mara) }.data(0)));
    assert_eq!(answer(desk, &question.cookie, said).await.unwrap_err(), "AUTHENTICATION_FAILED", "signed something else");
    for nonsense in [json!(null), json!({}), json!({ "id": "x" }), json!([1]), json!({ "id": "", "rawId": "", "response": {} })] {
        let question = asked(desk).await;
        assert_eq!(answer(desk, &question.cookie, nonsense).await.unwrap_err(), "AUTHENTICATION_FAILED");
    }
    assert_eq!(says(desk, &device).await.unwrap().id(), mara.id(), "the true one still does");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_new_key_has_to_answer_what_its_own_person_was_asked_here(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let (mara, grace) = (product.member(MARA).await, product.member("grace@example.org").await);
    let theirs = begun(desk, &mara).await;
    let stolen = kept(desk, &grace, &theirs, Device::of(&grace).create(&theirs.options)).await;
    assert_eq!(code_of(stolen), Some("YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY"));
    let lies = [Device { origin: "https://evil.example", ..Device::of(&mara) }, Device { host: "evil.example", ..Device::of(&mara) }];
    for device in lies {
        let ceremony = begun(desk, &mara).await;
        let answer = device.create(&ceremony.options);
        assert_eq!(code_of(kept(desk, &mara, &ceremony, answer).await), Some("FAILED_TO_VERIFY_REGISTRATION"));
    }
    let (first, second) = (begun(desk, &mara).await, begun(desk, &mara).await);
    let answer = Device::of(&mara).create(&first.options);
    assert_eq!(code_of(kept(desk, &mara, &second, answer.clone()).await), Some("FAILED_TO_VERIFY_REGISTRATION"), "another question");
    kept(desk, &mara, &first, answer.clone()).await.unwrap();
    assert_eq!(code_of(kept(desk, &mara, &first, answer).await), Some("CHALLENGE_NOT_FOUND"), "replayed");
    let mut device = added(desk, &mara).await;
    let anew = begun(desk, &mara).await;
    assert_eq!(anew.options["excludeCredentials"].as_array().unwrap().len(), 2);
    let twice = kept(desk, &mara, &anew, device.create(&anew.options)).await;
    assert_eq!(code_of(twice), Some("FAILED_TO_VERIFY_REGISTRATION"), "one of those that were not to answer");
    let hers = begun(desk, &grace).await;
    device.user = grace.id().0;
    assert_eq!(code_of(kept(desk, &grace, &hers, device.create(&hers.options)).await), Some("PREVIOUSLY_REGISTERED"), "somebody else's");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_first_passkey_ends_every_other_session(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let elsewhere = async || account::sign_in(desk, &SeenFrom::default(), MARA, password(), true).await.unwrap().session().unwrap();
    let other = elsewhere().await;
    let ceremony = begun(desk, &member).await;
    let done = kept(desk, &member, &ceremony, Device::of(&member).create(&ceremony.options)).await.unwrap();
    assert!(done.first && account::member(desk, &other.cookie).await.unwrap().is_none());
    assert_eq!(account::sessions(desk, &member).await.unwrap().len(), 1, "this browser's own");
    let other = elsewhere().await;
    let ceremony = begun(desk, &member).await;
    let done = kept(desk, &member, &ceremony, Device::of(&member).create(&ceremony.options)).await.unwrap();
    assert!(!done.first && account::member(desk, &other.cookie).await.unwrap().is_some());
}

/// A clock that stands.
struct Standing(DateTime<Utc>);

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// The same desk, some minutes later.
fn later(desk: &Desk, minutes: i64) -> Desk {
    Desk { clock: Arc::new(Standing(desk.now() + TimeDelta::minutes(minutes))), ..desk.clone() }
}

#[sqlx::test(migrations = "../migrations")]
async fn adding_and_removing_asks_for_the_password_or_a_fresh_session_and_never_a_program(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let (member, grace) = (product.member(MARA).await, product.member("grace@example.org").await);
    let wrong = || Again::Password("wrong password".to_owned().into());
    assert_eq!(code_of(account::start_passkey(desk, &member, wrong(), None).await), Some("INVALID_PASSWORD"));
    assert_eq!(code_of(account::start_passkey_freshly(&later(desk, 16), &member).await), Some("SESSION_NOT_FRESH"));
    account::start_passkey_freshly(&later(desk, 14), &member).await.unwrap();
    let new = NewKey { name: "script".into(), scopes: vec![Scope::Read, Scope::Write], days: None };
    let key = account::create_key(desk, &member, &new, Again::FreshSession, None).await.unwrap();
    let program = account::member_by_key(desk, &key).await.unwrap().unwrap();
    assert!(matches!(account::start_passkey_freshly(desk, &program).await, Err(Error::Denied(_))));

    let mut device = added(desk, &member).await;
    let id = account::passkeys(desk, &member).await.unwrap()[0].id;
    let remove = async |member: &Member, again: Again| account::remove_passkey(desk, member, id, again, None).await;
    assert!(matches!(remove(&program, Again::FreshSession).await, Err(Error::Denied(_))));
    assert!(matches!(account::rename_passkey(desk, &program, id, "x").await, Err(Error::Denied(_))));
    assert!(matches!(remove(&grace, again()).await, Err(Error::NotFound)));
    assert!(matches!(account::rename_passkey(desk, &grace, id, "x").await, Err(Error::NotFound)));
    assert_eq!(code_of(remove(&member, wrong()).await), Some("INVALID_PASSWORD"));
    let stale = account::remove_passkey(&later(desk, 16), &member, id, Again::FreshSession, None).await;
    assert_eq!(code_of(stale), Some("SESSION_NOT_FRESH"));
    remove(&member, again()).await.unwrap();
    assert!(account::passkeys(desk, &member).await.unwrap().is_empty());
    let question = asked(desk).await;
    assert_eq!(answer(desk, &question.cookie, device.get(&question.options)).await.unwrap_err(), "PASSKEY_NOT_FOUND");
    product.work().await;
    let subjects: Vec<_> = product.outbox().into_iter().map(|mail| mail.subject).collect();
    for wanted in ["A passkey was added to your account", "A passkey was removed from your account"] {
        assert!(subjects.iter().any(|subject| subject == wanted), "{subjects:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn where_a_second_factor_is_on_changing_passkeys_asks_for_it_and_signing_in_with_one_does_not(admin: PgPool) {
    let product = product(&admin).await;
    let mut mara = Guarded::new(&product).await;
    let start = account::start_passkey(&mara.desk, &mara.member, again(), None).await;
    assert_eq!(code_of(start), Some("INVALID_CODE"), "the password alone");
    let ceremony = account::start_passkey(&mara.desk, &mara.member, again(), Some(totp(mara.code()))).await.unwrap();
    let mut device = Device::of(&mara.member);
    kept(&mara.desk, &mara.member, &ceremony, device.create(&ceremony.options)).await.unwrap();

    // A client of the protocol shows it with the device's answer.
    mara.desk = later(&mara.desk, 1);
    let finish = async |code: Option<Proof>| {
        let ceremony = account::start_passkey_freshly(&mara.desk, &mara.member).await.unwrap();
        let answer = Device::of(&mara.member).create(&ceremony.options);
        account::finish_passkey(&mara.desk, &mara.member, &ceremony.cookie, "Laptop", answer, code).await
    };
    assert_eq!(code_of(finish(None).await), Some("INVALID_CODE"));
    assert_eq!(code_of(finish(Some(totp("000000"))).await), Some("INVALID_CODE"));
    let second = finish(Some(totp(mara.code()))).await.unwrap();

    let question = asked(&mara.desk).await;
    let member = answer(&mara.desk, &question.cookie, device.get(&question.options)).await.unwrap();
    assert_eq!(member.id(), mara.member.id(), "a passkey is both factors");

    mara.desk = later(&mara.desk, 1);
    let remove = async |again: Again, code: Option<Proof>| account::remove_passkey(&mara.desk, &mara.member, second.id, again, code).await;
    assert_eq!(code_of(remove(again(), None).await), Some("INVALID_CODE"));
    assert_eq!(code_of(remove(Again::FreshSession, None).await), Some("INVALID_CODE"));
    remove(again(), Some(totp(mara.code()))).await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_reset_leaves_passkeys_as_they_are_and_gives_nobody_the_right_to_change_them(admin: PgPool) {
    let product = product(&admin).await;
    let mut mara = Guarded::new(&product).await;
    let ceremony = account::start_passkey(&mara.desk, &mara.member, again(), Some(totp(mara.code()))).await.unwrap();
    let mut device = Device::of(&mara.member);
    kept(&mara.desk, &mara.member, &ceremony, device.create(&ceremony.options)).await.unwrap();
    let waiting = begun_again(&mut mara).await;
    let token = crate::accounts::reset_token(&product, MARA).await;
    let new: SecretString = "another long password".to_owned().into();
    account::reset_password(&mara.desk, &SeenFrom::default(), &token, new.clone()).await.unwrap();
    assert!(account::sessions(&mara.desk, &mara.member).await.unwrap().is_empty(), "a reset signs nobody in");
    let entry = account::sign_in(&mara.desk, &SeenFrom::default(), MARA, new, true).await.unwrap();
    assert!(matches!(entry, Entry::SecondFactor(_)), "the mailbox is one factor");
    let question = asked(&mara.desk).await;
    let member = answer(&mara.desk, &question.cookie, device.get(&question.options)).await.unwrap();
    assert_eq!(account::passkeys(&mara.desk, &member).await.unwrap().len(), 1, "none came and none went");
    let late = kept(&mara.desk, &member, &waiting, Device::of(&member).create(&waiting.options)).await;
    assert_eq!(code_of(late), Some("CHALLENGE_NOT_FOUND"), "what was begun before the reset is over");
}

async fn begun_again(mara: &mut Guarded) -> Ceremony {
    mara.desk = later(&mara.desk, 1);
    account::start_passkey(&mara.desk, &mara.member, again(), Some(totp(mara.code()))).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_database_holds_no_question_in_the_clear_and_an_export_no_key(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let device = added(desk, &member).await;
    let question = asked(desk).await;
    let all = superuser(&admin).await;
    let rows: Vec<String> = sqlx::query_scalar("select t::text from verification t").fetch_all(&all).await.unwrap();
    let dump = rows.join("\n");
    assert!(dump.contains("passkey-sign-in"));
    for secret in [question.options["challenge"].as_str().unwrap(), question.cookie.expose_secret()] {
        assert!(!dump.contains(secret), "{secret} stands in the database");
    }
    let data: Vec<Value> = sqlx::query_scalar("select entries from personal_data($1) where name = 'passkey'")
        .bind(member.id().0)
        .fetch_all(&all)
        .await
        .unwrap();
    let row = data[0][0].as_object().unwrap();
    assert_eq!(row["name"], "Phone");
    assert!(row.contains_key("created_at") && row.contains_key("last_used_at"));
    assert!(!json!(data).to_string().contains(&hex::encode(device.id)), "{data:?}");
    sqlx::query(r#"delete from "user" where id = $1"#).bind(member.id().0).execute(&all).await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from passkey").fetch_one(&all).await.unwrap();
    assert_eq!(left, 0, "they go with their person");
}

#[sqlx::test(migrations = "../migrations")]
async fn guessing_answers_ends_and_nobody_has_more_passkeys_than_there_is_room_for(admin: PgPool) {
    let product = product(&admin).await;
    let desk = &product.web.desk;
    let member = product.member(MARA).await;
    let question = asked(desk).await;
    for _ in 0..30 {
        assert!(answer(desk, &question.cookie, json!({})).await.is_err());
    }
    let refused = account::finish_passkey_sign_in(desk, &SeenFrom::default(), &question.cookie, json!({})).await;
    assert!(matches!(refused, Err(Error::RateLimited(_))));
    let waiting = begun(desk, &member).await;
    sqlx::query("insert into passkey (id, user_id, name, credential_id, credential) select gen_random_uuid(), $1, 'Phone', n::text, '{}' from generate_series(1, $2) n")
        .bind(member.id().0)
        .bind(i32::try_from(PASSKEYS_MAX).unwrap())
        .execute(&superuser(&admin).await)
        .await
        .unwrap();
    assert_eq!(code_of(account::start_passkey(desk, &member, again(), None).await), Some("TOO_MANY_PASSKEYS"));
    let late = kept(desk, &member, &waiting, Device::of(&member).create(&waiting.options)).await;
    assert_eq!(code_of(late), Some("TOO_MANY_PASSKEYS"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_server_that_is_reached_by_a_number_says_that_it_can_have_no_passkeys(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    assert!(!account::passkeys_are_possible(desk));
    assert_eq!(code_of(account::start_passkey_sign_in(desk, &SeenFrom::default()).await), Some("PASSKEYS_NOT_AVAILABLE"));
}

async fn call(visitor: &Visitor<'_>, origin: &str, path: &str, body: &Value, headers: &[(&str, &str)]) -> (u16, Value) {
    let request = visitor.request(Method::POST, &format!("/_auth/passkey/{path}")).header("origin", origin);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let answer = reply(request.header("content-type", "application/json").body(body.to_string())).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

#[sqlx::test(migrations = "../migrations")]
async fn over_the_wire_neither_a_key_nor_a_visitor_nor_a_foreign_page_changes_passkeys(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, MARA).await;
    let new = NewKey { name: "script".into(), scopes: vec![Scope::Read, Scope::Write], days: None };
    let key = account::create_key(&product.web.desk, &member, &new, Again::FreshSession, None).await.unwrap();
    let id = PasskeyId::from(product.web.desk.new_id::<uuid::Uuid>());
    let body = json!({ "id": id, "name": "Mine", "response": {} });
    for path in ["verify-registration", "update-passkey", "delete-passkey"] {
        for headers in [&[][..], &[("x-api-key", key.expose_secret()), ("x-user-id", &member.id().to_string())][..]] {
            assert_eq!(call(&site.visitor(), &site.url, path, &body, headers).await.0, 401, "{path}");
        }
        let (status, said) = call(&mara, "https://evil.example", path, &body, &[]).await;
        assert_eq!(status, 403, "{path}: {said}");
    }
    for path in ["update-passkey", "delete-passkey"] {
        let (status, said) = call(&mara, &site.url, path, &body, &[]).await;
        assert_eq!((status, said["code"].as_str()), (404, Some("PASSKEY_NOT_FOUND")), "{path}");
    }
}

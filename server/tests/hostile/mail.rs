//! Mail through a real SMTP server, and through ones that refuse, lie silent or are not there.
//!
//! The real one is `end2end/mail/server.mjs`. Tests that start it are ignored unless asked for, because they need Node and
//! the packages of `end2end`; `script/test` asks for them.

use crate::house::{Product, superuser};
use async_trait::async_trait;
use bytes::Bytes;
use job_agent::account::Member;
use job_agent::desk::SystemClock;
use job_agent::id::RunId;
use job_agent::mail::{Attachment, Failure, Mailer, Message};
use job_agent::run::{self, Status};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use server::adapters::mail::{Settings, SmtpMailer};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Notify;

const FROM: &str = "Job Agent <agent@example.org>";

/// A running SMTP server. It ends when its standard input does.
struct Server {
    port: u64,
    heard: Lines<BufReader<ChildStdout>>,
    stdin: Option<ChildStdin>,
    _child: Child,
}

impl Server {
    async fn start(settings: Value) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/mail/server.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(settings.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("node is needed; run script/setup test");
        let stdin = child.stdin.take();
        let mut heard = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = heard.next_line().await.unwrap().expect("the packages of end2end are needed; run script/setup test");
        let port = serde_json::from_str::<Value>(&first).unwrap()["port"].as_u64().unwrap();
        Self { port, heard, stdin, _child: child }
    }

    /// The next mail that came.
    async fn mail(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(30), self.heard.next_line()).await.expect("no mail came").unwrap();
        serde_json::from_str(&line.unwrap()).unwrap()
    }

    /// Every mail that came and was not looked at yet. The server is gone afterwards.
    async fn rest(mut self) -> Vec<Value> {
        drop(self.stdin.take());
        let mut rest = Vec::new();
        while let Some(line) = self.heard.next_line().await.unwrap() {
            rest.push(serde_json::from_str(&line).unwrap());
        }
        rest
    }
}

/// An authority of one's own, and a server's certificate and key by it, all in PEM.
fn certificates(host: &str) -> (String, String, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.distinguished_name.push(DnType::CommonName, "An authority of the tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    (authority_pem, certificate.pem(), key.serialize_pem())
}

fn mailer(url: &str) -> SmtpMailer {
    SmtpMailer::new(&Settings { patience: Duration::from_secs(5), ..Settings::new(url, FROM) }, Arc::new(SystemClock)).unwrap()
}

fn trusting(url: &str, authority: &str) -> SmtpMailer {
    let settings = Settings { authority: Some(authority.as_bytes()), patience: Duration::from_secs(5), ..Settings::new(url, FROM) };
    SmtpMailer::new(&settings, Arc::new(SystemClock)).unwrap()
}

fn message(key: &str) -> Message {
    Message {
        key: key.into(),
        to: "ada@example.org".into(),
        to_name: "Ada Łovelace".into(),
        subject: "Three openings, best first – grüße".into(),
        // Lines that SMTP treats with care: a dot alone, and one longer than a line may be.
        text: format!("Dear Ada,\n.\n..\n{}\nBye", "long ".repeat(400)),
        html: "<p>Dear Ada, <b>three</b> openings</p>".into(),
        attachments: Vec::new(),
        unsubscribe: None,
    }
}

#[tokio::test]
#[ignore = "starts an SMTP server in Node; script/test runs it"]
async fn a_letter_with_attachments_arrives_whole() {
    let mut server = Server::start(json!({})).await;
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[(n % 3) as usize]).collect();
    let mut sent = message("whole");
    for (filename, bytes) in [("Letter - Köhler & Söhne.pdf", bytes.clone()), ("second.pdf", b"%PDF-1.7\r\n.\r\n".to_vec())] {
        let bytes = Bytes::from(bytes);
        sent.attachments.push(Attachment { filename: filename.into(), media_type: "application/pdf".into(), bytes });
    }
    mailer(&format!("smtp://127.0.0.1:{}", server.port)).send(&sent).await.unwrap();
    let got = server.mail().await;
    assert_eq!(got["to"], json!(["ada@example.org"]));
    assert_eq!(got["from"], "agent@example.org");
    assert_eq!(got["subject"], sent.subject);
    assert_eq!(got["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(), sent.text);
    assert_eq!(got["html"].as_str().unwrap().trim_end(), sent.html);
    for (got, sent) in got["attachments"].as_array().unwrap().iter().zip(&sent.attachments) {
        let told = (got["filename"].as_str().unwrap(), got["sha256"].as_str().unwrap(), got["contentType"].as_str().unwrap());
        assert_eq!(told, (sent.filename.as_str(), hex::encode(Sha256::digest(&sent.bytes)).as_str(), "application/pdf"));
    }
    assert_eq!(got["attachments"].as_array().unwrap().len(), 2);
    assert_eq!(server.rest().await, Vec::<Value>::new());
}

#[tokio::test]
#[ignore = "starts an SMTP server in Node; script/test runs it"]
async fn tls_of_both_kinds_with_an_authority_of_ones_own_and_a_password() {
    let (authority, cert, key) = certificates("127.0.0.1");
    for (kind, scheme, query) in [("implicit", "smtps", ""), ("starttls", "smtp", "?tls=required")] {
        let settings = json!({ "tls": kind, "cert": cert, "key": key, "user": "agent", "password": "p@ss w" });
        let mut server = Server::start(settings).await;
        let url = |password: &str| format!("{scheme}://agent:{password}@127.0.0.1:{}{query}", server.port);
        let (right, wrong) = (url("p%40ss%20w"), url("guessed-wrong"));
        trusting(&right, &authority).send(&message("right")).await.unwrap();
        trusting(&right, &authority).check().await.unwrap();
        let Err(Failure::Refused(words)) = trusting(&wrong, &authority).send(&message("wrong")).await else { panic!("{kind}: let in") };
        assert!(words.contains("wrong user or password") && !words.contains("guessed"), "{words}");
        // Whom nobody vouches for is told nothing, not even the password.
        assert!(matches!(mailer(&right).send(&message("untrusted")).await, Err(Failure::Temporary(_))), "{kind}");
        let got = server.mail().await;
        assert_eq!((&got["encrypted"], &got["user"]), (&json!(true), &json!("agent")), "{kind}");
        assert_eq!(server.rest().await, Vec::<Value>::new(), "{kind}");
    }
}

#[tokio::test]
#[ignore = "starts an SMTP server in Node; script/test runs it"]
async fn a_server_that_is_another_or_speaks_no_tls_gets_nothing() {
    let (authority, cert, key) = certificates("mail.example.org");
    let server = Server::start(json!({ "tls": "implicit", "cert": cert, "key": key })).await;
    let another = trusting(&format!("smtps://127.0.0.1:{}", server.port), &authority).send(&message("k")).await;
    assert!(matches!(another, Err(Failure::Temporary(_))), "{another:?}");
    assert_eq!(server.rest().await, Vec::<Value>::new());
    // Somebody in between can hide the offer of STARTTLS; where it is required, nothing is said without it.
    let server = Server::start(json!({})).await;
    let plain = mailer(&format!("smtp://127.0.0.1:{}?tls=required", server.port)).send(&message("k")).await;
    assert!(plain.is_err(), "a mail left without TLS");
    assert_eq!(server.rest().await, Vec::<Value>::new());
}

// ---- as runs ----

/// A product whose mail goes to this address, a person, and the run that mails them.
async fn mailing(admin: &PgPool, url: &str) -> (Product, Member, RunId) {
    let product = Product::with(admin, &["--smtp-url", url], 4).await;
    let member = product.member("mara@example.org").await;
    let rows = sqlx::query_scalar("select id from run where kind = 'account_mail'").fetch_all(&superuser(admin).await).await.unwrap();
    (product, member, RunId(rows[0]))
}

/// Lets the time pass that a run waits for before it is tried again.
async fn wait_is_over(admin: &PgPool, run: RunId) {
    sqlx::query("update run set run_at = now() where id = $1").bind(run.0).execute(&superuser(admin).await).await.unwrap();
}

async fn snapshot(product: &Product, member: &Member, run: RunId) -> run::Snapshot {
    run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap().snapshot
}

#[sqlx::test(migrations = "../migrations")]
#[ignore = "starts an SMTP server in Node; script/test runs it"]
async fn a_server_that_says_later_gets_the_mail_later_and_once(admin: PgPool) {
    let server = Server::start(json!({ "answers": [451, 421] })).await;
    let (product, member, run) = mailing(&admin, &format!("smtp://127.0.0.1:{}", server.port)).await;
    for _ in 0..2 {
        product.work().await;
        let waiting = snapshot(&product, &member, run).await;
        assert_eq!(waiting.status, Status::Queued);
        assert!(waiting.message.unwrap().contains("could not be handed over"));
        wait_is_over(&admin, run).await;
    }
    for _ in 0..3 {
        product.work().await;
        assert_eq!(snapshot(&product, &member, run).await.status, Status::Completed);
    }
    let heard = server.rest().await;
    let answers: Vec<&Value> = heard.iter().map(|mail| &mail["refused"]).collect();
    assert_eq!(answers, [&json!(451), &json!(421), &Value::Null], "two refusals, one mail");
    assert!(heard.iter().all(|mail| mail["messageId"] == heard[0]["messageId"]), "the same mail each time");
}

#[sqlx::test(migrations = "../migrations")]
#[ignore = "starts an SMTP server in Node; script/test runs it"]
async fn a_mail_that_is_refused_for_good_fails_in_words_and_is_not_tried_again(admin: PgPool) {
    let server = Server::start(json!({ "answers": [550] })).await;
    let (product, member, run) = mailing(&admin, &format!("smtp://127.0.0.1:{}", server.port)).await;
    product.work().await;
    product.work().await;
    let ended = snapshot(&product, &member, run).await;
    assert_eq!(ended.status, Status::Failed);
    assert!(ended.error_message.unwrap().contains("the mail was refused"));
    assert_eq!(server.rest().await.len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_server_that_is_not_there_is_tried_again_and_then_said(admin: PgPool) {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let (product, member, run) = mailing(&admin, &url).await;
    let mut tries = 0;
    while snapshot(&product, &member, run).await.status == Status::Queued {
        product.work().await;
        wait_is_over(&admin, run).await;
        tries += 1;
        assert!(tries < 20, "it is tried without end");
    }
    let ended = snapshot(&product, &member, run).await;
    assert!(tries >= 2 && ended.status == Status::Failed, "{tries} tries, {:?}", ended.status);
    assert!(ended.error_message.unwrap().contains("could not be handed over"));
    assert!(run::retry(&product.web.desk, member.id(), run).await.is_ok(), "the person can start it again");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_server_that_accepts_and_says_nothing_is_given_up(admin: PgPool) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let (mut product, member, run) = mailing(&admin, &url).await;
    let held = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = silent.accept().await {
            held.push(stream);
        }
    });
    let settings = Settings { patience: Duration::from_millis(700), ..Settings::new(&url, FROM) };
    product.worker.desk.mailer = Arc::new(SmtpMailer::new(&settings, Arc::new(SystemClock)).unwrap());
    let started = Instant::now();
    product.work().await;
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    let waiting = snapshot(&product, &member, run).await;
    assert_eq!(waiting.status, Status::Queued);
    assert!(waiting.message.unwrap().contains("could not be handed over"));
    held.abort();
}

/// Hands the mail over and then never comes back, as a worker that is killed between the server's 250 and our commit.
struct Killed {
    inner: Arc<dyn Mailer>,
    handed_over: Arc<Notify>,
}

#[async_trait]
impl Mailer for Killed {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        self.inner.send(message).await?;
        self.handed_over.notify_one();
        std::future::pending().await
    }

    async fn check(&self) -> Result<(), Failure> {
        self.inner.check().await
    }

    fn name(&self) -> &str {
        self.inner.name()
    }
}

/// The worker dies after the mail has left and before that is written down; another one finishes the run.
async fn killed_after_sending(admin: &PgPool, product: &mut Product, member: &Member, run: RunId) {
    let (mailer, handed_over) = (product.worker.desk.mailer.clone(), Arc::new(Notify::new()));
    product.worker.desk.mailer = Arc::new(Killed { inner: mailer.clone(), handed_over: handed_over.clone() });
    tokio::select! {
        () = product.work() => panic!("it was to be killed"),
        () = handed_over.notified() => {}
    }
    product.worker.desk.mailer = mailer;
    let over = sqlx::query("update run set lease_until = now() - interval '1 second' where id = $1");
    over.bind(run.0).execute(&superuser(admin).await).await.unwrap();
    run::sweep(&product.worker.desk).await.unwrap();
    wait_is_over(admin, run).await;
    product.work().await;
    assert_eq!(snapshot(product, member, run).await.status, Status::Completed);
}

#[sqlx::test(migrations = "../migrations")]
#[ignore = "starts an SMTP server in Node; script/test runs it"]
async fn a_worker_that_dies_after_the_servers_yes_sends_the_same_mail_again_under_the_same_name(admin: PgPool) {
    let server = Server::start(json!({})).await;
    let (mut product, member, run) = mailing(&admin, &format!("smtp://127.0.0.1:{}", server.port)).await;
    killed_after_sending(&admin, &mut product, &member, run).await;
    // SMTP has no way to ask whether a mail has come. A mailbox knows a mail that it has by its Message-ID.
    let heard = server.rest().await;
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0]["messageId"], heard[1]["messageId"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_worker_that_dies_after_keeping_a_mail_in_the_outbox_keeps_it_once(admin: PgPool) {
    let mut product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    let rows = sqlx::query_scalar("select id from run where kind = 'account_mail'").fetch_all(&superuser(&admin).await).await.unwrap();
    killed_after_sending(&admin, &mut product, &member, RunId(rows[0])).await;
    assert_eq!(product.outbox().len(), 1);
}

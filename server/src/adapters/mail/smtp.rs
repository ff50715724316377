//! Mail through an SMTP server.

use super::{assemble, sender};
use async_trait::async_trait;
use job_agent::desk::Clock;
use job_agent::mail::{Failure, Mailer, Message};
use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use reqwest::Url;
use std::sync::Arc;
use std::time::Duration;

/// A server that takes longer than this for a whole mail is treated as absent. The library's own limit ends with the connection.
const PATIENCE: Duration = Duration::from_secs(60);
/// Few, because servers count connections by client.
const CONNECTIONS: u32 = 4;

/// Hands messages to a server over kept connections.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
    clock: Arc<dyn Clock>,
}

/// How to reach the server.
pub struct Settings<'a> {
    /// `smtps://user:password@host:465`, or `smtp://…` with `?tls=required` for STARTTLS.
    pub url: &'a str,
    pub from: &'a str,
    /// An authority of the operator's own, in PEM, that is trusted besides the public ones.
    pub authority: Option<&'a [u8]>,
    /// A server that takes longer for a mail is treated as absent.
    pub patience: Duration,
}

impl<'a> Settings<'a> {
    pub fn new(url: &'a str, from: &'a str) -> Self {
        Self { url, from, authority: None, patience: PATIENCE }
    }
}

impl SmtpMailer {
    /// An error names no secret.
    pub fn new(settings: &Settings<'_>, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let unusable = || "the SMTP address cannot be used; it looks like smtp://user:password@host:587?tls=required".to_owned();
        let url = Url::parse(settings.url).map_err(|_| unusable())?;
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        if url.password().is_some() && url.scheme() == "smtp" && tls.as_deref() != Some("required") && !is_this_machine(&url) {
            return Err("the SMTP password would travel readable by everybody; use smtps://, or add ?tls=required".into());
        }
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(settings.url).map_err(|_| unusable())?;
        if let Some(pem) = settings.authority {
            let parameters = trusting(url.host_str().unwrap_or_default(), pem)?;
            builder = match (url.scheme(), tls.as_deref()) {
                ("smtps", _) => builder.tls(Tls::Wrapper(parameters)),
                (_, Some("required")) => builder.tls(Tls::Required(parameters)),
                (_, Some("opportunistic")) => builder.tls(Tls::Opportunistic(parameters)),
                _ => return Err("an authority is of no use without TLS; use smtps://, or add ?tls=required".into()),
            };
        }
        let pool = PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(60));
        let transport = builder.timeout(Some(settings.patience)).pool_config(pool).build();
        Ok(Self { transport, from: sender(settings.from)?, patience: settings.patience, clock })
    }

    async fn patiently<T>(&self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
        match tokio::time::timeout(self.patience, asked).await {
            Ok(answer) => answer.map_err(|cause| sort(&cause)),
            Err(_) => Err(Failure::Temporary(format!("the mail server did not answer within {} s", self.patience.as_secs()))),
        }
    }
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn trusting(host: &str, pem: &[u8]) -> Result<TlsParameters, String> {
    // The library takes a file without any certificate for an empty list, and would then trust nobody more than before.
    if !pem.windows(27).any(|words| words == b"-----BEGIN CERTIFICATE-----") {
        return Err("the SMTP authority is no certificate in PEM".into());
    }
    let authority = Certificate::from_pem(pem).map_err(|_| "the SMTP authority is no certificate in PEM".to_owned())?;
    let host = host.trim_matches(['[', ']']).to_owned();
    TlsParameters::builder(host)
        .add_root_certificate(authority)
        .build()
        .map_err(|cause| format!("the SMTP authority cannot be used: {cause}"))
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        let mail = assemble(message, &self.from, self.clock.now().into())?;
        self.patiently(self.transport.send(mail)).await.map(drop)
    }

    async fn check(&self) -> Result<(), Failure> {
        let alive = self.patiently(self.transport.test_connection()).await?;
        if alive { Ok(()) } else { Err(Failure::Temporary("the server closed the connection".into())) }
    }

    fn name(&self) -> &str {
        "smtp"
    }
}

/// Only an answer of the 500s is final; everything else may be better in a minute.
fn sort(cause: &Error) -> Failure {
    if cause.is_permanent() { Failure::Refused(cause.to_string()) } else { Failure::Temporary(cause.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::message;
    use super::*;
    use job_agent::desk::SystemClock;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;

    /// A server that speaks just enough SMTP for one connection and gives back what it was told.
    async fn server(reply_to_rcpt: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            let (mut heard, mut in_data) = (String::new(), false);
            write.write_all(b"220 test\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                heard.push_str(&line);
                heard.push('\n');
                let reply = match line.as_str() {
                    "." => "250 kept",
                    _ if in_data => continue,
                    "DATA" => "354 go on",
                    "QUIT" => break,
                    other if other.starts_with("RCPT") => reply_to_rcpt,
                    _ => "250 ok",
                };
                in_data = reply.starts_with("354");
                if write.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
                    break;
                }
                if line == "." {
                    break;
                }
            }
            heard
        });
        (url, heard)
    }

    fn mailer(url: &str) -> SmtpMailer {
        SmtpMailer::new(&Settings::new(url, "Job Agent <agent@localhost>"), Arc::new(SystemClock)).unwrap()
    }

    #[tokio::test]
    async fn a_message_reaches_a_server_with_its_id() {
        let (url, heard) = server("250 ok").await;
        mailer(&url).send(&message("key", "ada@example.org")).await.unwrap();
        let heard = heard.await.unwrap();
        assert!(heard.contains("RCPT TO:<ada@example.org>"), "{heard}");
        assert!(heard.contains("Message-ID: <"), "{heard}");
        assert!(heard.contains("Follow the link."), "{heard}");
    }

    #[tokio::test]
    async fn a_refused_address_is_final_and_a_busy_server_is_not() {
        let (url, _heard) = server("550 no such user").await;
        assert!(matches!(mailer(&url).send(&message("k", "ada@example.org")).await, Err(Failure::Refused(_))));
        let (url, _heard) = server("451 try later").await;
        assert!(matches!(mailer(&url).send(&message("k", "ada@example.org")).await, Err(Failure::Temporary(_))));
    }

    #[tokio::test]
    async fn an_absent_server_is_a_temporary_failure() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        drop(listener);
        assert!(matches!(mailer(&url).send(&message("k", "ada@example.org")).await, Err(Failure::Temporary(_))));
        assert!(mailer(&url).check().await.is_err());
    }

    #[tokio::test]
    async fn a_broken_address_is_told_without_its_password() {
        for url in ["http://user:secret@host", "smtp://user:secret@mail.example.org:25", "smtp://user:secret@[::2]?tls=opportunistic"] {
            let failure = SmtpMailer::new(&Settings::new(url, "agent@localhost"), Arc::new(SystemClock)).err().unwrap();
            assert!(!failure.contains("secret"), "{failure}");
        }
        for url in
            ["smtps://user:secret@mail.example.org", "smtp://user:secret@mail.example.org?tls=required", "smtp://user:secret@127.0.0.1"]
        {
            assert!(SmtpMailer::new(&Settings::new(url, "agent@localhost"), Arc::new(SystemClock)).is_ok(), "{url}");
        }
    }

    #[tokio::test]
    async fn an_authority_that_is_none_or_of_no_use_is_said() {
        let with = |url, pem| {
            let settings = Settings { authority: Some(pem), ..Settings::new(url, "agent@localhost") };
            SmtpMailer::new(&settings, Arc::new(SystemClock)).err()
        };
        assert!(with("smtps://mail.example.org", b"nonsense").is_some());
        assert!(with("smtp://127.0.0.1", b"nonsense").is_some());
    }
}

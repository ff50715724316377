//! Mail through an SMTP server.

use super::{assemble, sender};
use async_trait::async_trait;
use job_agent::desk::Clock;
use job_agent::mail::{Failure, Mailer, Message};
use lettre::message::Mailbox;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::sync::Arc;
use std::time::Duration;

/// A server that takes longer for one command than this is treated as absent.
const PATIENCE: Duration = Duration::from_secs(20);
/// Few, because servers count connections by client.
const CONNECTIONS: u32 = 4;

/// Hands messages to a server over kept connections.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    clock: Arc<dyn Clock>,
}

impl SmtpMailer {
    /// `url` is `smtps://user:password@host:465`, or `smtp://…` with `?tls=required` for STARTTLS. An error names no secret.
    pub fn new(url: &str, from: &str, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "the SMTP address cannot be used; it looks like smtp://user:password@host:587?tls=required".to_owned())?
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(Duration::from_secs(60)))
            .build();
        Ok(Self { transport, from: sender(from)?, clock })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        let mail = assemble(message, &self.from, self.clock.now().into())?;
        self.transport.send(mail).await.map(drop).map_err(|cause| sort(&cause))
    }

    async fn check(&self) -> Result<(), Failure> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::Temporary("the server closed the connection".into())),
            Err(cause) => Err(sort(&cause)),
        }
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
        SmtpMailer::new(url, "Job Agent <agent@localhost>", Arc::new(SystemClock)).unwrap()
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

    #[test]
    fn a_broken_address_is_told_without_its_password() {
        let failure = SmtpMailer::new("http://user:secret@host", "agent@localhost", Arc::new(SystemClock)).err().unwrap();
        assert!(!failure.contains("secret"), "{failure}");
    }
}

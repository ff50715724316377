//! How messages leave: to an SMTP server, or into a folder that developers read.

pub mod outbox;
pub mod smtp;

pub use outbox::OutboxMailer;
pub use smtp::{Settings, SmtpMailer};

use job_agent::mail::{Failure, Message};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

/// Names a message by its key, so that a repeated send is recognised.
fn digest(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}

/// Parses who sends, for example `Job Agent <agent@example.org>`.
fn sender(from: &str) -> Result<Mailbox, String> {
    from.parse::<Mailbox>().map_err(|cause| format!("the sender's address {from:?} cannot be used: {cause}"))
}

/// One message on the wire. The address is parsed, never pasted into a header, so a list or a line break in it is refused.
fn assemble(message: &Message, from: &Mailbox, at: std::time::SystemTime) -> Result<lettre::Message, Failure> {
    let refused = |cause: &dyn std::fmt::Display| Failure::Refused(cause.to_string());
    let address = message.to.parse::<lettre::Address>().map_err(|cause| refused(&cause))?;
    let name = Some(one_line(&message.to_name)).filter(|name| !name.is_empty());
    let alternative = MultiPart::alternative_plain_html(message.text.clone(), message.html.clone());
    let mut body = MultiPart::mixed().multipart(alternative.clone());
    for attachment in &message.attachments {
        let media_type = ContentType::parse(&attachment.media_type).map_err(|cause| refused(&cause))?;
        let part: SinglePart = Attachment::new(attachment.filename.clone()).body(encoded(&attachment.bytes)?, media_type);
        body = body.singlepart(part);
    }
    let id = format!("<{}@{}>", &digest(&message.key)[..40], from.email.domain());
    let builder = lettre::Message::builder()
        .message_id(Some(id))
        .date(at)
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(one_line(&message.subject));
    unsubscribable(builder, message.unsubscribe.as_deref())
        .multipart(if message.attachments.is_empty() { alternative } else { body })
        .map_err(|cause| refused(&cause))
}

/// RFC 8058: the address takes a POST with these very words, from a program that is not signed in. It has to be HTTPS; over
/// plain HTTP the address is one to open.
fn unsubscribable(builder: MessageBuilder, link: Option<&str>) -> MessageBuilder {
    let Some(link) = link.filter(|link| !link.contains(['<', '>']) && !link.contains(char::is_whitespace)) else { return builder };
    let header = |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    let builder = builder.raw_header(header("List-Unsubscribe", format!("<{link}>")));
    if !link.starts_with("https://") {
        return builder;
    }
    builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
}

/// A header is one line; a break in a name would be another header, or a fault deep in the library.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Always Base64: left to itself the encoder sends a file that looks like text as text, and its line ends change on the way.
fn encoded(bytes: &[u8]) -> Result<Body, Failure> {
    Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64)
        .map_err(|_| Failure::Refused("An attachment could not be encoded.".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use std::time::UNIX_EPOCH;

    pub(super) fn message(key: &str, to: &str) -> Message {
        Message {
            key: key.into(),
            to: to.into(),
            to_name: "Ada Example".into(),
            subject: "Verify your address".into(),
            text: "Follow the link.".into(),
            html: "<p>Follow the link.</p>".into(),
            attachments: Vec::new(),
            unsubscribe: None,
        }
    }

    fn raw(message: &Message) -> String {
        let from = sender("Job Agent <agent@localhost>").unwrap();
        String::from_utf8(assemble(message, &from, UNIX_EPOCH).unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_message_id_follows_from_the_key() {
        let one = raw(&message("shortlist:1", "ada@example.org"));
        let id = |raw: &str| raw.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned);
        assert!(id(&one).is_some());
        assert_eq!(id(&one), id(&raw(&message("shortlist:1", "ada@example.org"))));
        assert_ne!(id(&one), id(&raw(&message("shortlist:2", "ada@example.org"))));
    }

    #[test]
    fn an_attachment_travels_beside_text_and_markup() {
        let mut message = message("k", "ada@example.org");
        message.attachments.push(job_agent::mail::Attachment {
            filename: "letter.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: Bytes::from_static(b"%PDF-1.7"),
        });
        let raw = raw(&message);
        for part in ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "letter.pdf"] {
            assert!(raw.contains(part), "{part} is missing in {raw}");
        }
    }

    #[test]
    fn what_can_be_ended_by_one_click_says_how() {
        let mut message = message("k", "ada@example.org");
        assert!(!raw(&message).contains("List-Unsubscribe"));
        let link = format!("https://jobs.example.org/unsubscribe?token={}", "a".repeat(64));
        message.unsubscribe = Some(link.clone());
        // A long header may be folded, and is the same header then.
        let sent = raw(&message).replace("\r\n ", " ");
        assert!(sent.lines().any(|line| line.split_whitespace().eq(["List-Unsubscribe:", &format!("<{link}>")])), "{sent}");
        assert!(sent.lines().any(|line| line == "List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{sent}");
        message.unsubscribe = Some("http://127.0.0.1:3000/unsubscribe?token=a".into());
        assert!(!raw(&message).contains("List-Unsubscribe-Post"), "one click needs HTTPS");
        message.unsubscribe = Some("https://x\r\nBcc: eve@example.org".into());
        assert!(!raw(&message).contains("eve@"));
    }

    #[test]
    fn addresses_that_could_reach_others_are_refused() {
        let from = sender("agent@localhost").unwrap();
        for to in ["a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "", "ada", "<a@example.org>", "a@b@example.org"] {
            let outcome = assemble(&message("k", to), &from, UNIX_EPOCH);
            assert!(matches!(outcome, Err(Failure::Refused(_))), "{to:?}");
        }
    }

    #[test]
    fn line_breaks_in_names_and_subjects_make_no_headers() {
        let mut message = message("k", "ada@example.org");
        message.subject = "Hello\r\nBcc: eve@example.org".into();
        message.to_name = "Ada\r\nBcc: eve@example.org".into();
        assert!(!raw(&message).lines().any(|line| line.starts_with("Bcc")));
    }
}

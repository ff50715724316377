//! Notices between processes by Redis channels: one listening connection a process.

use super::RedisQueue;
use ::redis::Msg;
use async_trait::async_trait;
use futures::StreamExt;
use job_agent::id::{RunId, UserId};
use job_agent::run::{Carrier, News, Notice, Topic, feel};
use std::str::FromStr;
use uuid::Uuid;

/// What everybody listens to. Other programs may listen to a run's status as well: the message is the id of its owner.
const PATTERNS: [&str; 3] = ["run:status:*", "run:cancel:*", "session:ended:*"];

/// Redis as carrier.
pub struct RedisCarrier {
    queue: RedisQueue,
    /// Tells this listener's pulses from those of others.
    listener: Uuid,
}

impl RedisCarrier {
    pub fn new(queue: &RedisQueue, listener: Uuid) -> Self {
        Self { queue: queue.clone(), listener }
    }
}

#[async_trait]
impl Carrier for RedisCarrier {
    async fn send(&self, notices: &[Notice]) -> Result<(), String> {
        let mut all = ::redis::pipe();
        for notice in notices {
            let (channel, message) = written(*notice);
            all.publish(channel, message).ignore();
        }
        all.query_async(&mut self.queue.connection()).await.map_err(|cause| cause.to_string())
    }

    async fn listen(&self, news: &News) -> Result<(), String> {
        let words = |cause: ::redis::RedisError| cause.to_string();
        let mut pubsub = self.queue.listener().await.map_err(|cause| format!("{cause:#}"))?;
        pubsub.psubscribe(&PATTERNS).await.map_err(words)?;
        pubsub.subscribe(written(Notice::Pulse { listener: self.listener }).0).await.map_err(words)?;
        news.hear_everything();
        let pulse = news.subscribe(Topic::Pulse(self.listener));
        let beat = [Notice::Pulse { listener: self.listener }];
        let mut messages = pubsub.into_on_message();
        let hearing = async {
            while let Some(message) = messages.next().await {
                if let Some(notice) = read(&message) {
                    news.hear(notice);
                }
            }
        };
        tokio::select! {
            () = hearing => Err("the connection was closed".into()),
            lost = feel(pulse, || self.send(&beat)) => Err(lost),
        }
    }
}

/// A notice's channel and message.
fn written(notice: Notice) -> (String, String) {
    match notice {
        Notice::Run { run, owner } => (format!("run:status:{run}"), owner.to_string()),
        Notice::Cancel { run } => (format!("run:cancel:{run}"), String::new()),
        Notice::Session { session } => (format!("session:ended:{session}"), String::new()),
        Notice::Pulse { listener } => (format!("listener:pulse:{listener}"), String::new()),
    }
}

fn read(message: &Msg) -> Option<Notice> {
    parsed(message.get_channel_name(), std::str::from_utf8(message.get_payload_bytes()).ok()?)
}

fn parsed(channel: &str, message: &str) -> Option<Notice> {
    let (what, id) = channel.rsplit_once(':')?;
    let id = Uuid::from_str(id).ok()?;
    match what {
        "run:status" => Some(Notice::Run { run: RunId(id), owner: UserId::from_str(message).ok()? }),
        "run:cancel" => Some(Notice::Cancel { run: RunId(id) }),
        "session:ended" => Some(Notice::Session { session: id }),
        "listener:pulse" => Some(Notice::Pulse { listener: id }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Notice, RunId, UserId, Uuid, parsed, written};

    #[test]
    fn each_notice_comes_back_as_it_was_sent() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for notice in [
            Notice::Run { run: RunId(one), owner: UserId(other) },
            Notice::Cancel { run: RunId(one) },
            Notice::Session { session: one },
            Notice::Pulse { listener: one },
        ] {
            let (channel, message) = written(notice);
            assert_eq!(parsed(&channel, &message), Some(notice));
        }
        assert_eq!(parsed("run:status:nonsense", ""), None);
    }
}

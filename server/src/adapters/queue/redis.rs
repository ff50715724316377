//! The queue on Redis, by apalis.

use super::{Task, queue_name, stopped, wake};
use ::redis::aio::{ConnectionManager, ConnectionManagerConfig, PubSub};
use ::redis::{AsyncCommands, Client, Script, TlsCertificates};
use anyhow::{Context, Result, bail, ensure};
use apalis::prelude::{ParallelizeExt, PollWith, StreamStrategy, TaskSink, WorkerBuilder, WorkerBuilderExt};
use apalis_redis::{Config, RedisStorage};
use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, TryFutureExt};
use job_agent::id::RunId;
use job_agent::run::{Kind, Queue, Worker};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A Redis that does not answer for this long is away. Somebody may wait for the page behind a push.
const PATIENCE: Duration = Duration::from_millis(500);
/// So many messages of a kind at most: each only wakes a slot, which then works until nothing is due.
const FULL: u64 = 2_000;
/// Forgets what was dealt with: apalis keeps every message for ever, with its data. Also lets go of numbers whose data is
/// gone, on which the consumer would stumble, and of workers that are no longer listed.
const TIDY: &str = r"
    local done, dead, data, meta, active, workers, about = unpack(KEYS)
    local gone = 0
    for _, set in ipairs({done, dead}) do
        for _, id in ipairs(redis.call('spop', set, 1000)) do
            redis.call('hdel', data, id)
            redis.call('del', meta .. ':' .. id)
            gone = gone + 1
        end
    end
    for _, id in ipairs(redis.call('lrange', active, 0, 99)) do
        if redis.call('hexists', data, id) == 0 then redis.call('lrem', active, 0, id) end
    end
    local cursor = '0'
    repeat
        local page = redis.call('scan', cursor, 'match', about .. '*', 'count', 1000)
        cursor = page[1]
        for _, key in ipairs(page[2]) do
            if not redis.call('zscore', workers, string.sub(key, #about + 1)) then redis.call('del', key) end
        end
    until cursor == '0'
    return gone";

/// The queue: one a kind, as on Postgres.
#[derive(Clone)]
pub struct RedisQueue {
    client: Client,
    connection: ConnectionManager,
}

impl RedisQueue {
    /// Connects when it is first used. With `rediss://` over TLS, to a server that a public authority vouches for, or this one of the
    /// operator's own, in PEM.
    ///
    /// # Errors
    /// When the address is none, or the authority.
    pub fn new(url: &str, authority: Option<Vec<u8>>) -> Result<Self> {
        let public = Client::open(url).context("QUEUE_URL is no address of a Redis")?;
        let client = match authority {
            Some(pem) => trusting(url, pem)?,
            None => public,
        };
        let connection = client.get_connection_manager_lazy(patience())?;
        Ok(Self { client, connection })
    }

    /// Which version answers, for the doctor.
    pub async fn reach(&self) -> Result<String> {
        let info: String = tokio::time::timeout(PATIENCE * 4, async {
            let mut connection = self.client.get_multiplexed_async_connection().await?;
            ::redis::cmd("INFO").arg("server").query_async(&mut connection).await
        })
        .await
        .context("it does not answer")??;
        let version = info.lines().find_map(|line| line.strip_prefix("redis_version:")).unwrap_or("unknown");
        Ok(format!("reached, Redis {}", version.trim()))
    }

    /// A connection that listens. One to a Redis that hangs would otherwise be waited for without end.
    pub(super) async fn listener(&self) -> Result<PubSub> {
        Ok(tokio::time::timeout(PATIENCE * 4, self.client.get_async_pubsub()).await.context("Redis does not answer")??)
    }

    pub(super) fn connection(&self) -> ConnectionManager {
        self.connection.clone()
    }

    fn config(kind: Kind) -> Config {
        Config::default()
            .queue(queue_name(kind))
            .batch_size(1)
            .heartbeat_interval(Duration::from_secs(5))
            .missed_heartbeats(3)
            // The run has a lease of its own, and nobody reads a message's result or its events.
            .lock_tasks(false)
            .emit_events(false)
    }

    fn storage(&self, kind: Kind) -> RedisStorage<Task> {
        RedisStorage::new(self.connection()).with_config(Self::config(kind))
    }

    async fn try_push(&self, kind: Kind, run: RunId) -> Result<()> {
        let (config, mut connection) = (Self::config(kind), self.connection());
        let mut lengths = ::redis::pipe();
        lengths.llen(config.active_jobs_list()).zcard(config.scheduled_jobs_set());
        let (active, due): (u64, u64) = lengths.query_async(&mut connection).await?;
        if active + due < FULL {
            self.storage(kind).push(Task { run_id: run }).await?;
        }
        let _: () = connection.publish(wake_channel(kind), "").await?;
        Ok(())
    }
}

fn trusting(url: &str, pem: Vec<u8>) -> Result<Client> {
    // The library takes a file without any certificate for an empty list, and would then trust nobody.
    let is_certificate = pem.windows(27).any(|words| words == b"-----BEGIN CERTIFICATE-----");
    ensure!(is_certificate, "QUEUE_CA_FILE holds no certificate in PEM");
    let trusted = TlsCertificates { client_tls: None, root_cert: Some(pem) };
    Client::build_with_tls(url, trusted).context("QUEUE_CA_FILE holds no certificate that can be used")
}

fn patience() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new().set_number_of_retries(1).set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE))
}

/// Told after each push: apalis itself has a worker on Redis look at its heartbeats alone.
fn wake_channel(kind: Kind) -> String {
    format!("run:wake:{}", kind.key())
}

#[async_trait]
impl Queue for RedisQueue {
    async fn push(&self, kind: Kind, run: RunId) -> Result<(), String> {
        match tokio::time::timeout(PATIENCE, self.try_push(kind, run)).await {
            Ok(pushed) => pushed.map_err(|cause| format!("{cause:#}")),
            Err(_) => Err("Redis does not answer".into()),
        }
    }

    async fn tidy(&self) -> Result<u64, String> {
        let (script, mut connection, mut gone) = (Script::new(TIDY), self.connection(), 0);
        for kind in Kind::ALL {
            let config = Self::config(kind);
            let mut call = script.key(config.done_jobs_set());
            call.key(config.dead_jobs_set()).key(config.job_data_hash()).key(config.job_meta_hash());
            call.key(config.active_jobs_list()).key(config.workers_set()).key(format!("{}:workers:metadata:", queue_name(kind)));
            loop {
                let some: u64 = call.invoke_async(&mut connection).await.map_err(|cause| cause.to_string())?;
                gone += some;
                if some < 1000 {
                    break;
                }
            }
        }
        Ok(gone)
    }
}

/// Takes messages of one kind until stopped, or until Redis is lost or has forgotten us.
pub(super) async fn consume(queue: &RedisQueue, worker: Arc<Worker>, kind: Kind) -> Result<()> {
    let name = format!("{}/{}", worker.name(), kind.key());
    // After a loss the same name comes back at once: what it had in hand is queued again, and apalis takes it as new.
    let _: () = ::redis::cmd("ZADD")
        .arg(RedisQueue::config(kind).workers_set())
        .arg("XX")
        .arg(0)
        .arg(&name)
        .query_async(&mut queue.connection())
        .await?;
    let mut pubsub = queue.listener().await?;
    pubsub.subscribe(wake_channel(kind)).await?;
    let (told, woken) = watch::channel(());
    let listening = async {
        let mut messages = pubsub.into_on_message();
        while messages.next().await.is_some() {
            told.send_replace(());
        }
    };
    tokio::select! {
        ended = woken_by(woken, queue.storage(kind), name, worker) => ended,
        () = listening => bail!("Redis closed the connection"),
    }
}

/// The consumer itself. Not async, as on Postgres.
fn woken_by(woken: watch::Receiver<()>, storage: RedisStorage<Task>, name: String, worker: Arc<Worker>) -> BoxFuture<'static, Result<()>> {
    let wakes = futures::stream::unfold(woken, |mut woken| async move { woken.changed().await.ok().map(|()| ((), woken)) });
    let stop = worker.stop().clone();
    let consumer = WorkerBuilder::new(name)
        .backend(PollWith::new(storage, StreamStrategy::new(wakes.boxed())))
        .concurrency(worker.concurrency())
        .parallelize(tokio::spawn)
        .data(worker)
        .build(wake);
    consumer.run_until(stopped(stop)).map_err(anyhow::Error::from).boxed()
}

//! PDF files. The parser runs in a child process with hard limits, because a hostile file can make any parser abort.

mod child;
mod draw;
mod parse;
mod weight;

pub use child::{draw_main, read_main};

use async_trait::async_trait;
use bytes::Bytes;
use job_agent::document::{Limit, Page, Reader, Unreadable};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

/// The most that is read of one upload, and of what the child says about it.
const LARGEST_FILE: usize = 10 * 1024 * 1024;
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;
/// Wall time; the child's processor time is limited by the child itself.
const WALL: Duration = Duration::from_secs(15);
/// Pages are drawn when somebody looks at them, so the looking is what has to wait.
const DRAWING_AT_ONCE: usize = 2;
const PNG: &[u8] = b"\x89PNG";

/// Reads and draws PDFs by running this very program again with the hidden sub-commands `read-pdf` and `draw-pdf`.
#[derive(Debug, Clone)]
pub struct PdfReader {
    program: PathBuf,
    wall: Duration,
    drawing: Arc<Semaphore>,
}

impl PdfReader {
    /// The child is the running binary.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self::with_program(std::env::current_exe()?))
    }

    /// The child is another program that answers to the same sub-commands; tests need that.
    pub fn with_program(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), wall: WALL, drawing: Arc::new(Semaphore::new(DRAWING_AT_ONCE)) }
    }

    /// Another wall time, for tests that wait for it to pass.
    #[must_use]
    pub fn with_wall(mut self, wall: Duration) -> Self {
        self.wall = wall;
        self
    }

    /// What a child says about a file. Without a good end of the child there is no answer.
    async fn ask(&self, arguments: &[&str], bytes: Bytes) -> Result<Vec<u8>, Unreadable> {
        if bytes.len() > LARGEST_FILE {
            return Err(Unreadable::TooHeavy(Limit::Size));
        }
        parse::check_header(&bytes)?;
        let child = self.spawn(arguments).map_err(|cause| {
            tracing::error!(%cause, program = %self.program.display(), "the reading process does not start");
            Unreadable::ReaderDown
        })?;
        // Dropping the future at the time-out drops the child, which kills it.
        match tokio::time::timeout(self.wall, converse(child, bytes)).await {
            // No more is listened to, and the child that goes on talking dies of it.
            Ok(Ok((answer, _))) if answer.len() as u64 >= LARGEST_ANSWER => Err(Unreadable::TooHeavy(Limit::Text)),
            Ok(Ok((answer, status))) if status.success() => Ok(answer),
            Ok(Ok((_, status))) => Err(died(status)),
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "the reading process cannot be talked to");
                Err(Unreadable::Malformed("reading it stopped half way".into()))
            }
            Err(_) => Err(Unreadable::TooHeavy(Limit::Time)),
        }
    }

    fn spawn(&self, arguments: &[&str]) -> std::io::Result<Child> {
        Command::new(&self.program)
            .args(arguments)
            .env_clear()
            // The parser's own cap for one stream; the address space is the cap for all of them.
            .env("PDF_OXIDE_MAX_DECOMPRESS_MB", "64")
            // The allocator sets address space aside, a gigabyte at first, and the child may have half of that.
            .env("MIMALLOC_ARENA_RESERVE", "32MiB")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

#[async_trait]
impl Reader for PdfReader {
    async fn read(&self, bytes: Bytes) -> Result<Vec<Page>, Unreadable> {
        let answer = self.ask(&["read-pdf"], bytes).await?;
        let pages: Result<Vec<Page>, Unreadable> = serde_json::from_slice(&answer).map_err(|_| unusable())?;
        match pages {
            Ok(pages) if pages.iter().all(|page| page.text.trim().is_empty()) => Err(Unreadable::NoText),
            other => other,
        }
    }

    async fn draw(&self, bytes: Bytes, page: u32) -> Result<Bytes, Unreadable> {
        // Nobody closes the semaphore; if somebody did, a page more at once would do no harm.
        let _turn = self.drawing.acquire().await.ok();
        let answer = self.ask(&["draw-pdf", &page.to_string()], bytes).await?;
        if answer.starts_with(PNG) {
            return Ok(answer.into());
        }
        Err(serde_json::from_slice(&answer).unwrap_or_else(|_| unusable()))
    }
}

fn unusable() -> Unreadable {
    Unreadable::Malformed("reading it gave no usable answer".into())
}

/// Writes the file and reads the answer at the same time, so that neither pipe can fill up and block the other.
async fn converse(mut child: Child, bytes: Bytes) -> std::io::Result<(Vec<u8>, ExitStatus)> {
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let write = async move {
        if let Some(mut stdin) = stdin {
            // A child that dies early closes the pipe; its exit status says more than this error.
            let _ = stdin.write_all(&bytes).await;
        }
    };
    let read = async move {
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(LARGEST_ANSWER).read_to_end(&mut answer).await?;
        }
        Ok::<_, std::io::Error>(answer)
    };
    let ((), answer) = tokio::join!(write, read);
    Ok((answer?, child.wait().await?))
}

/// The signal says what went wrong.
fn died(status: ExitStatus) -> Unreadable {
    use nix::sys::signal::Signal::{SIGABRT, SIGKILL, SIGXCPU};
    match status.signal() {
        Some(signal) if signal == SIGXCPU as i32 => Unreadable::TooHeavy(Limit::Computing),
        // Rust aborts when it gets no more memory, and a machine that has none left kills.
        Some(signal) if [SIGABRT, SIGKILL].iter().any(|s| *s as i32 == signal) => Unreadable::TooHeavy(Limit::Memory),
        _ => Unreadable::Malformed("it makes the reader crash".into()),
    }
}

#[cfg(test)]
mod tests;

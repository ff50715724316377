//! CVs of every format. All parsers run in a child process with hard limits, because a hostile file can make any of them abort.

/// ZIP archives, within limits.
mod archive;
/// The limited child.
mod child;
/// Word documents.
mod docx;
/// Europass, both generations of its XML.
mod europass;
/// Which parser a file is for.
mod formats;
/// JSON Resume.
mod json_resume;
/// Fields of formats that name them, and the pages that show them.
mod ledger;
/// LinkedIn's data export.
mod linkedin;
/// PDF files.
mod pdf;
/// Plain text and Markdown.
mod text;
/// XML trees, within limits.
mod xml;

pub use child::{draw_main, read_main};
/// The parsers without the child around them: for fuzzing, and for nothing else.
pub use formats::read_as;

use async_trait::async_trait;
use bytes::Bytes;
use job_agent::document::{Document, Format, Limit, Reader, Unreadable};
use job_agent::profile::UPLOAD_BYTES_MAX;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

/// The most that is read of what the child says about a file.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;
/// Wall time; the child's processor time is limited by the child itself.
const WALL: Duration = Duration::from_secs(15);
/// Pages are drawn when somebody looks at them, so the looking is what has to wait.
const DRAWING_AT_ONCE: usize = 2;
const PNG: &[u8] = b"\x89PNG";

/// Reads files and draws their pages by running this very program again with the hidden sub-commands `read-file` and `draw-page`.
#[derive(Debug, Clone)]
pub struct FileReader {
    program: PathBuf,
    wall: Duration,
    drawing: Arc<Semaphore>,
}

impl FileReader {
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
    async fn ask(&self, arguments: &[&str], bytes: Bytes, format: Format) -> Result<Vec<u8>, Unreadable> {
        let child = self.spawn(arguments).map_err(|cause| {
            tracing::error!(%cause, program = %self.program.display(), "the reading process does not start");
            Unreadable::ReaderDown
        })?;
        // Dropping the future at the time-out drops the child, which kills it.
        match tokio::time::timeout(self.wall, converse(child, bytes)).await {
            // No more is listened to, and the child that goes on talking dies of it.
            Ok(Ok((answer, _))) if answer.len() as u64 >= LARGEST_ANSWER => Err(Unreadable::TooHeavy(Limit::Text)),
            Ok(Ok((answer, status))) if status.success() => Ok(answer),
            Ok(Ok((_, status))) => Err(died(status, format)),
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "the reading process cannot be talked to");
                Err(Unreadable::Broken(format, "reading it stopped half way".into()))
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
impl Reader for FileReader {
    async fn read(&self, bytes: Bytes) -> Result<Document, Unreadable> {
        let format = checked(&bytes)?;
        let answer = self.ask(&["read-file"], bytes, format).await?;
        let document: Result<Document, Unreadable> = serde_json::from_slice(&answer).map_err(|_| unusable(format))?;
        match document {
            Ok(document) if document.is_blank() => Err(formats::blank(document.format)),
            other => other,
        }
    }

    async fn draw(&self, bytes: Bytes, page: u32) -> Result<Bytes, Unreadable> {
        let format = checked(&bytes)?;
        if !format.has_pictures() {
            return Err(Unreadable::Broken(format, "it has no pages of its own".into()));
        }
        // Nobody closes the semaphore; if somebody did, a page more at once would do no harm.
        let _turn = self.drawing.acquire().await.ok();
        let answer = self.ask(&["draw-page", &page.to_string()], bytes, format).await?;
        if answer.starts_with(PNG) {
            return Ok(answer.into());
        }
        Err(serde_json::from_slice(&answer).unwrap_or_else(|_| unusable(format)))
    }
}

/// What a file is; nothing is started for one that is not ours.
fn checked(bytes: &Bytes) -> Result<Format, Unreadable> {
    if bytes.len() > UPLOAD_BYTES_MAX {
        return Err(Unreadable::TooHeavy(Limit::Size));
    }
    Ok(Format::of(bytes)?)
}

fn unusable(format: Format) -> Unreadable {
    Unreadable::Broken(format, "reading it gave no usable answer".into())
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
fn died(status: ExitStatus, format: Format) -> Unreadable {
    use nix::sys::signal::Signal::{SIGABRT, SIGKILL, SIGXCPU};
    match status.signal() {
        Some(signal) if signal == SIGXCPU as i32 => Unreadable::TooHeavy(Limit::Computing),
        // Rust aborts when it gets no more memory, and a machine that has none left kills.
        Some(signal) if [SIGABRT, SIGKILL].iter().any(|s| *s as i32 == signal) => Unreadable::TooHeavy(Limit::Memory),
        // Without limits nothing is read, and that says nothing of the file.
        _ if status.code() == Some(i32::from(child::UNLIMITED)) => {
            tracing::error!("the reading process cannot limit itself");
            Unreadable::ReaderDown
        }
        _ => Unreadable::Broken(format, "it makes the reader crash".into()),
    }
}

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;

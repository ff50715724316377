//! The limited child: takes its own rights away first, then reads one file from standard input.

use super::parse;
use super::weight::{Weight, weigh};
use job_agent::document::{Limit, Page, Unreadable};
use nix::sys::resource::{Resource, setrlimit};
use std::io::{Read, Write};
use std::process::ExitCode;

const ADDRESS_SPACE: u64 = 512 * 1024 * 1024;
const PROCESSOR_SECONDS: u64 = 10;
/// Standard input, output and error; every further `open` or `socket` fails.
const OPEN_FILES: u64 = 3;
const LARGEST_FILE: u64 = 10 * 1024 * 1024;

/// Entry of the hidden sub-command `read-pdf`. To be called before any thread or runtime is started.
pub fn child_main() -> ExitCode {
    if limit_myself().is_err() {
        // Without limits nothing is read: failing closed.
        return ExitCode::from(70);
    }
    std::panic::set_hook(Box::new(|_| {}));
    let answer =
        std::panic::catch_unwind(read_stdin).unwrap_or_else(|_| Err(Unreadable::Malformed("its inner structure is broken".into())));
    match serde_json::to_vec(&answer) {
        Ok(json) if std::io::stdout().lock().write_all(&json).is_ok() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn limit_myself() -> nix::Result<()> {
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    setrlimit(Resource::RLIMIT_AS, ADDRESS_SPACE, ADDRESS_SPACE)?;
    // The hard limit a second later: at the soft one the signal says what happened, at the hard one it says nothing.
    setrlimit(Resource::RLIMIT_CPU, PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1)?;
    setrlimit(Resource::RLIMIT_FSIZE, 0, 0)?;
    setrlimit(Resource::RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES)
}

fn read_stdin() -> Result<Vec<Page>, Unreadable> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| Unreadable::Malformed("it could not be received whole".into()))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Unreadable::TooHeavy(Limit::Size));
    }
    match (weigh(&bytes)?, parse::pages(bytes)) {
        (Weight::Dense, Err(Unreadable::NoText)) => Err(Unreadable::TooHeavy(Limit::Growth)),
        (_, pages) => pages,
    }
}

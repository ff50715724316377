//! The limited child: takes its own rights away first, then reads or draws one file from standard input.

use super::{formats, pdf};
use job_agent::document::{Limit, Unreadable};
use job_agent::profile::UPLOAD_BYTES_MAX;
use nix::sys::resource::{Resource, setrlimit};
use std::io::{Read, Write};
use std::panic::UnwindSafe;
use std::process::ExitCode;

const ADDRESS_SPACE: u64 = 512 * 1024 * 1024;
const PROCESSOR_SECONDS: u64 = 10;
/// Standard input, output and error; every further `open` or `socket` fails.
const OPEN_FILES: u64 = 3;
/// How a child ends that could not limit itself.
pub(super) const UNLIMITED: u8 = 70;

/// Entry of the hidden sub-command `read-file`: answers with a document as JSON. To be called before any thread or runtime is started.
pub fn read_main() -> ExitCode {
    limited(|| serde_json::to_vec(&received().and_then(|bytes| formats::read(&bytes))).ok())
}

/// Entry of the hidden sub-command `draw-page`: answers with one page as PNG, or with JSON that says why not.
pub fn draw_main(page: u32) -> ExitCode {
    limited(move || match received().and_then(|bytes| pdf::draw(bytes, page)) {
        Ok(picture) => Some(picture),
        Err(failure) => serde_json::to_vec(&failure).ok(),
    })
}

fn limited(answer: impl FnOnce() -> Option<Vec<u8>> + UnwindSafe) -> ExitCode {
    if limit_myself().is_err() {
        // Without limits nothing is read: failing closed.
        return ExitCode::from(UNLIMITED);
    }
    std::panic::set_hook(Box::new(|_| {}));
    match std::panic::catch_unwind(answer) {
        Ok(Some(bytes)) if std::io::stdout().lock().write_all(&bytes).is_ok() => ExitCode::SUCCESS,
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

fn received() -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(UPLOAD_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::ReaderDown)?;
    if bytes.len() > UPLOAD_BYTES_MAX {
        return Err(Unreadable::TooHeavy(Limit::Size));
    }
    Ok(bytes)
}

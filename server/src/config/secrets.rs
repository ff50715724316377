//! Secrets from files: each setting whose value is kept out of help and logs, such as SMTP_URL, may be given as SMTP_URL_FILE, the path of
//! a file that holds it.

use anyhow::{Context, Result, bail, ensure};
use clap::Command;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// No secret is longer; whatever is, is another file.
const LONGEST: u64 = 64 * 1024;

/// The arguments that the files stand for, to go before those that the program was started with. `given` are those, and `read` asks the
/// environment.
pub(super) fn from_files(command: &Command, given: &[OsString], read: impl Fn(&str) -> Option<OsString>) -> Result<Vec<OsString>> {
    let mut more = Vec::new();
    for argument in command.get_arguments() {
        let (Some(name), Some(long)) = (argument.get_env().and_then(OsStr::to_str), argument.get_long()) else { continue };
        let file = format!("{name}_FILE");
        // Compose passes what is not set as nothing.
        let Some(path) = read(&file).filter(|path| !path.is_empty()) else { continue };
        ensure!(argument.is_hide_env_values_set(), "{file} is set, but {name} is no secret; set {name} itself");
        let flag = format!("--{long}");
        ensure!(
            read(name).is_none_or(|value| value.is_empty()) && !given.iter().any(|one| is_flag(one, &flag)),
            "{name} and {file} are both set; leave one of them out"
        );
        let secret = secret(Path::new(&path)).with_context(|| format!("{file} cannot be used"))?;
        more.push(format!("{flag}={secret}").into());
    }
    Ok(more)
}

fn is_flag(given: &OsStr, flag: &str) -> bool {
    given.to_str().and_then(|given| given.strip_prefix(flag)).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

/// What a file holds, without the end of its last line. Says neither the path nor anything of the content: somebody may have put the
/// secret itself where the path belongs.
fn secret(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    if let Err(cause) = opened {
        bail!("it has to be the path of a file that this process can read ({cause})");
    }
    ensure!(bytes.len() as u64 <= LONGEST, "the file is longer than any secret");
    let Ok(text) = String::from_utf8(bytes) else { bail!("the file holds no text") };
    let text = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    ensure!(!text.is_empty(), "the file is empty; write the secret into it, or leave the setting out");
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::from_files;
    use crate::config::Cli;
    use clap::{CommandFactory, Parser};
    use secrecy::ExposeSecret;
    use std::ffi::OsString;

    fn words(given: &[&str]) -> Vec<OsString> {
        given.iter().map(Into::into).collect()
    }

    /// What comes of one file's content.
    fn read(content: &[u8], given: &[&str], beside: Option<&str>) -> Result<Vec<OsString>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let environment = |name: &str| match name {
            "QUEUE_URL_FILE" => Some(file.path().as_os_str().to_owned()),
            "QUEUE_URL" => beside.map(Into::into),
            _ => None,
        };
        from_files(&Cli::command(), &words(given), environment).map_err(|cause| format!("{cause:#}"))
    }

    #[test]
    fn a_secret_is_the_file_without_the_end_of_its_last_line() {
        for content in ["redis://:a b=\"c\"@host", "redis://:a b=\"c\"@host\n", "redis://:a b=\"c\"@host\r\n"] {
            let found = read(content.as_bytes(), &["work"], None).unwrap();
            let cli = Cli::try_parse_from(words(&["job-agent"]).into_iter().chain(found).chain(words(&["work"]))).unwrap();
            assert_eq!(cli.config.queue_url.unwrap().expose_secret(), "redis://:a b=\"c\"@host");
        }
        assert_eq!(read(b"x\n\n", &[], Some("")).unwrap(), words(&["--queue-url=x\n"]), "what is set to nothing is not set");
        assert_eq!(from_files(&Cli::command(), &[], |_| Some(OsString::new())).unwrap(), Vec::<OsString>::new());
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        let twice: [(&[&str], Option<&str>); 3] =
            [(&[], Some("redis://other")), (&["--queue-url", "redis://other"], None), (&["work", "--queue-url=redis://other"], None)];
        for (given, beside) in twice {
            let said = read(b"redis://host", given, beside).unwrap_err();
            assert!(said.contains("QUEUE_URL and QUEUE_URL_FILE"), "{said}");
        }
        assert!(read(b"redis://host", &["--queue-urls"], None).is_ok());
        let contents: [(&[u8], &str); 4] = [(b"", "empty"), (b"\n", "empty"), (b"\xff\xfe", "no text"), (&[b'x'; 70_000], "longer")];
        for (content, word) in contents {
            let said = read(content, &[], None).unwrap_err();
            assert!(said.contains("QUEUE_URL_FILE") && said.contains(word), "{said}");
        }
    }
}

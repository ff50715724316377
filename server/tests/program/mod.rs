//! The built program as a process of its own, with nothing of this test's environment.

#![allow(dead_code, reason = "each test program uses a part")]

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What it was started with, and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub said: String,
}

pub struct Program {
    child: Child,
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Program {
    /// Starts it with these words and settings; its files lie in the folder.
    pub fn start<'a>(folder: &Path, words: &[&str], settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_job-agent"));
        command.args(words).env_clear().env("DATA_DIR", folder.join("data"));
        command.env("RUST_LOG", "warn").env("LEPTOS_OUTPUT_NAME", "job-agent").env("LEPTOS_SITE_ROOT", folder.join("site"));
        for (name, value) in settings {
            command.env(name, value);
        }
        Self { child: command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap() }
    }

    /// How it ended by itself; without a code when it goes on for a quarter of a minute.
    pub fn end(mut self) -> Ended {
        let begun = Instant::now();
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.code();
            }
            if begun.elapsed() > Duration::from_secs(15) {
                return Ended { code: None, said: "it goes on".into() };
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut said = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        Ended { code, said }
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

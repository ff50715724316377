//! The server process and its files.

use super::account::Account;
use super::secrets::{Secrets, write_private};
use super::{data_folder, programs, roles};
use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a start or a stop may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What fits into the address of a Unix socket, less what Postgres adds to the folder.
const SOCKET_FOLDER_BYTES_MAX: usize = 85;

/// A server that answers.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    pid: Pid,
    /// Absent when an earlier process of ours started the server, and was killed.
    child: Option<tokio::process::Child>,
    data: PathBuf,
    /// A guest does not stop what it did not start.
    guest: bool,
    stopped: bool,
}

impl Cluster {
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of its socket, which costs less than TCP on every question.
    pub fn socket_folder(&self) -> Option<&str> {
        socket_folder(&self.data).filter(|folder| Path::new(folder).join(format!(".s.PGSQL.{}", self.port)).exists())
    }

    pub fn into_guest(mut self) -> Self {
        self.guest = true;
        self
    }

    /// What a kill of our process would do: nobody stops anything.
    #[cfg(test)]
    pub fn abandon(&mut self) {
        self.guest = true;
    }

    /// Asks for a fast shutdown (connections are cut, everything is written) and waits for its end.
    pub async fn stop(&mut self) -> Result<()> {
        self.ask_to_stop();
        if self.guest {
            return Ok(());
        }
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let gone = match &mut self.child {
                Some(child) => child.try_wait()?.is_some(),
                None => !is_server(self.pid, &self.data),
            };
            if gone {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::bail!("the private Postgres (process {}) does not stop", self.pid)
    }

    fn ask_to_stop(&mut self) {
        if self.guest || self.stopped {
            return;
        }
        self.stopped = true;
        if let Err(cause) = kill(self.pid, Signal::SIGINT) {
            tracing::debug!(%cause, "the private Postgres is gone already");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

/// What `postmaster.pid` says of the server that wrote it.
struct Running {
    pid: Pid,
    port: u16,
}

/// The server's own folder, unless its path is too long for a socket or cannot stand in an address as it is.
fn socket_folder(data: &Path) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    data.to_str().filter(|path| path.len() <= SOCKET_FOLDER_BYTES_MAX && path.bytes().all(plain))
}

fn read_pid_file(data: &Path) -> Option<Running> {
    let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?);
    let port = lines.nth(2)?.trim().parse().ok()?;
    Some(Running { pid, port })
}

/// Whether this process is the server of that folder; the number alone may belong to somebody else by now.
fn is_server(pid: Pid, data: &Path) -> bool {
    match std::fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(cwd) => std::fs::canonicalize(data).is_ok_and(|data| data == cwd),
        Err(_) if Path::new("/proc/self").exists() => false,
        Err(_) => kill(pid, None).is_ok(),
    }
}

/// The server that a killed process of ours left behind. One that is just stopping is waited for; a file of a server
/// that is gone is removed, because its number may mislead the next one.
pub async fn adopt(place: &Path, secrets: &Secrets) -> Result<Option<Cluster>> {
    let data = data_folder(place);
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let Some(running) = read_pid_file(&data) else { return Ok(None) };
        if !is_server(running.pid, &data) {
            std::fs::remove_file(data.join("postmaster.pid")).ok();
            return Ok(None);
        }
        if roles::connect(running.port, "postgres", &secrets.superuser, "postgres").await.is_ok() {
            let Running { pid, port } = running;
            return Ok(Some(Cluster { port, pid, child: None, data, guest: false, stopped: false }));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("a Postgres runs in {} but lets us in neither now nor ever; stop it and start again", data.display())
}

/// Starts the server, after making its files where there are none.
pub async fn launch(folder: &Path, place: &Path, account: &Account, secrets: &Secrets) -> Result<Cluster> {
    let data = data_folder(place);
    let made_with = std::fs::read_to_string(data.join("PG_VERSION")).ok().and_then(|text| text.trim().parse().ok());
    let programs = programs::find(made_with).await?;
    if made_with.is_none() {
        make_files(&programs, place, account, secrets).await?;
    }
    let log = folder.join("postgres.log");
    // Somebody may take the free port between our look and the server's; then another one is tried.
    for _ in 0..3 {
        let port = free_port()?;
        let output = std::fs::OpenOptions::new().create(true).append(true).open(&log)?;
        let mut command = account.command(&programs.postgres);
        command.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        // The data folder is the server's own and ours alone, so the socket is too.
        for setting in ["listen_addresses=127.0.0.1", "max_connections=100"] {
            command.args(["-c", setting]);
        }
        command.args(["-k", socket_folder(&data).unwrap_or_default()]);
        // A group of its own: Ctrl-C in the terminal is for us, who stop the server after our own work.
        command.process_group(0).stdout(output.try_clone()?).stderr(output);
        let child = command.spawn().with_context(|| format!("cannot start {}", programs.postgres.display()))?;
        if let Some(cluster) = wait_until_ready(child, port, &data, secrets).await? {
            return Ok(cluster);
        }
    }
    anyhow::bail!("the private Postgres ends right after its start; {} says why", log.display())
}

/// `None` when the process ended instead.
async fn wait_until_ready(mut child: tokio::process::Child, port: u16, data: &Path, secrets: &Secrets) -> Result<Option<Cluster>> {
    let pid = Pid::from_raw(i32::try_from(child.id().context("the private Postgres ended at once")?)?);
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if child.try_wait()?.is_some() {
            return Ok(None);
        }
        if roles::connect(port, "postgres", &secrets.superuser, "postgres").await.is_ok() {
            let data = data.to_path_buf();
            return Ok(Some(Cluster { port, pid, child: Some(child), data, guest: false, stopped: false }));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    kill(pid, Signal::SIGQUIT).ok();
    anyhow::bail!("the private Postgres does not get ready within {} s", PATIENCE.as_secs())
}

/// Makes the cluster's files beside their place and moves them there when they are whole, so that a killed start
/// leaves nothing half made.
async fn make_files(programs: &programs::Programs, place: &Path, account: &Account, secrets: &Secrets) -> Result<()> {
    let nursery = place.join("making");
    if nursery.exists() {
        std::fs::remove_dir_all(&nursery)?;
    }
    std::fs::create_dir(&nursery)?;
    std::fs::set_permissions(&nursery, std::fs::Permissions::from_mode(0o700))?;
    account.hand_over(&nursery)?;
    let password = nursery.join("password");
    write_private(&password, &secrets.superuser)?;
    account.hand_over(&password)?;
    let answer = account
        .command(&programs.initdb)
        .args(["-A", "scram-sha-256", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"])
        .arg(format!("--pwfile={}", password.display()))
        .arg("-D")
        .arg(nursery.join("data"))
        .output()
        .await
        .with_context(|| format!("cannot start {}", programs.initdb.display()))?;
    anyhow::ensure!(answer.status.success(), "initdb failed: {}", String::from_utf8_lossy(&answer.stderr).trim());
    std::fs::rename(nursery.join("data"), data_folder(place))?;
    Ok(std::fs::remove_dir_all(&nursery)?)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

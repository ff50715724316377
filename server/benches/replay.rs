//! Plays every source on a port of this machine, for demonstrations and for trying things out (`script/replay-sources`).

#[expect(dead_code, reason = "tests count what was asked; a demonstration does not")]
#[path = "../tests/replay/mod.rs"]
mod replay;

use std::net::SocketAddr;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address: SocketAddr = std::env::args().nth(1).and_then(|address| address.parse().ok()).unwrap_or(([127, 0, 0, 1], 3400).into());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("SOURCES_BASE_URL=http://{address} job-agent");
    println!("Boards are named as one likes; a board, or /as/NAME in the address, can be:");
    println!("  {}", replay::moods::MOODS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
    println!("Sources: {}", replay::KINDS.iter().map(|kind| kind.key).collect::<Vec<_>>().join(", "));
    axum::serve(listener, replay::Replay::default().router()).await
}

//! A way to a service that goes dead without a word, as one through a gateway that forgot it does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Passes on what comes to its address.
pub struct Line {
    pub address: String,
    deaths: Arc<AtomicUsize>,
}

/// One connection through it.
struct Call {
    /// What a client says that listens from then on; with UN before it, no longer.
    word: &'static [u8],
    listens: AtomicBool,
    deaths: Arc<AtomicUsize>,
    born: usize,
}

impl Line {
    pub async fn open(to: String, word: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let deaths = Arc::new(AtomicUsize::new(0));
        let counted = deaths.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // The service may be away; then this connection ends at once, as it would without us.
                let Ok(service) = TcpStream::connect(&to).await else { continue };
                let born = counted.load(Ordering::SeqCst);
                let call = Arc::new(Call { word: word.as_bytes(), listens: AtomicBool::new(false), deaths: counted.clone(), born });
                let (from_client, to_client) = client.into_split();
                let (from_service, to_service) = service.into_split();
                tokio::spawn(async move {
                    tokio::select! {
                        () = call.pass(from_client, to_service) => {}
                        () = call.pass(from_service, to_client) => {}
                    }
                });
            }
        });
        Self { address, deaths }
    }

    /// From now on every connection that listens carries nothing, either way, and does not end. New ones are well.
    pub fn go_dead(&self) {
        self.deaths.fetch_add(1, Ordering::SeqCst);
    }
}

impl Call {
    fn is_dead(&self) -> bool {
        self.listens.load(Ordering::SeqCst) && self.deaths.load(Ordering::SeqCst) > self.born
    }

    async fn pass(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            let said = &buffer[..read];
            if let Some(at) = said.windows(self.word.len()).position(|part| part == self.word) {
                self.listens.store(!said[..at].ends_with(b"UN"), Ordering::SeqCst);
            }
            if !self.is_dead() && to.write_all(said).await.is_err() {
                return;
            }
        }
    }
}

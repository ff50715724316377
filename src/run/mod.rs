//! Durable background operations.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod port {
    use crate::id::RunId;
    use async_trait::async_trait;

    /// Delivers a run's id at least once. What is delivered twice finds nothing to claim.
    #[async_trait]
    pub trait Queue: Send + Sync {
        /// A failure here loses nothing: the sweeper pushes queued runs again.
        async fn push(&self, run: RunId) -> Result<(), String>;
    }
}
#[cfg(feature = "server")]
pub use port::*;

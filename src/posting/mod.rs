//! Advertised openings and the sources that they come from.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod port {
    use super::{Answer, Query, SourceCard};
    use async_trait::async_trait;

    /// A public board or feed. It never fails: what went wrong is part of its answer.
    #[async_trait]
    pub trait Source: Send + Sync {
        fn card(&self) -> SourceCard;
        async fn fetch(&self, query: &Query) -> Answer;
    }
}
#[cfg(feature = "server")]
pub use port::*;

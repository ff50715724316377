//! Who is signed in, for the bar and for pages that differ by it.

use crate::edge::ApiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The person and the numbers of the bar.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Me {
    pub name: String,
    pub email: String,
    pub email_verified: bool,
    pub new_matches: i64,
    /// Runs that are queued or going.
    pub running: i64,
    pub applications: i64,
}

/// The person who asks, or nobody. Its message has a name of its own, because `Me` is the answer.
#[server(ReadMe)]
pub async fn me() -> Result<Option<Me>, ApiError> {
    crate::edge::current().await
}

/// The person, read once a page and shared by the bar and the page.
#[derive(Clone, Copy)]
pub struct Person(Resource<Result<Option<Me>, ApiError>>);

impl Person {
    /// Starts to read; the answer is part of the page that the server sends.
    pub fn read() -> Self {
        Self(Resource::new_blocking(|| (), |()| me()))
    }

    /// The person of this page.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// `None` while loading; inside it nobody, or somebody. To be called under a `Suspense` or `Transition`.
    pub fn get(self) -> Option<Option<Me>> {
        self.0.get().map(|answer| answer.ok().flatten())
    }

    /// Asks again, after somebody signed in or out, or a number of the bar changed.
    pub fn refresh(self) {
        self.0.refetch();
    }
}

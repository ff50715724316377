//! A word with a meaning.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;

/// The four meanings. None stands on colour alone: each has a shape and a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Meaning {
    Good,
    Attention,
    Bad,
    #[default]
    Neutral,
}

impl Meaning {
    /// The end of the class name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Bad => "bad",
            Self::Neutral => "neutral",
        }
    }

    /// The shape beside the word.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Good => Icon::Good,
            Self::Attention => Icon::Attention,
            Self::Bad => Icon::Bad,
            Self::Neutral => Icon::Info,
        }
    }
}

/// A short word in a pill; a neutral one goes without a shape.
#[component]
pub fn Badge(#[prop(optional)] meaning: Meaning, children: Children) -> impl IntoView {
    let shape = (meaning != Meaning::Neutral).then(|| view! { <Pictogram icon=meaning.icon()/> });
    view! { <span class=format!("badge badge-{}", meaning.name())>{shape}{children()}</span> }
}

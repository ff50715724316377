//! What was typed and not sent yet, kept by the tab so that a refresh loses nothing.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The one key in the tab's storage.
const KEY: &str = "onboarding-store";

/// Fields are absent until the person types into them; what the server knows stands there until then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub name: Option<String>,
    pub location: Option<String>,
    pub work_mode: Option<String>,
    pub basic_info: Option<String>,
    /// The answer in the vibe check that was not sent.
    pub answer: Option<String>,
    pub summary: Option<String>,
    pub avoid: Option<String>,
    /// By axis, as the form sends it.
    pub lean: BTreeMap<String, String>,
}

impl Draft {
    /// What the tab holds. For effects only: the server knows no tab, and the first paint must equal what it sent.
    pub fn read() -> Self {
        storage()
            .and_then(|storage| storage.get_item(KEY).ok().flatten())
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Changes what the tab holds. A browser that forbids storage only loses the comfort.
    pub fn keep(change: impl FnOnce(&mut Self)) {
        let mut draft = Self::read();
        change(&mut draft);
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&draft)) {
            let _kept = storage.set_item(KEY, &text);
        }
    }

    /// Everything has been sent.
    pub fn clear() {
        if let Some(storage) = storage() {
            let _gone = storage.remove_item(KEY);
        }
    }

    /// Forgets the persona and the answer, which belong to a chat that was begun anew.
    pub fn forget_chat(&mut self) {
        *self = Self {
            name: self.name.take(),
            location: self.location.take(),
            work_mode: self.work_mode.take(),
            basic_info: self.basic_info.take(),
            ..Self::default()
        };
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::Draft;

    #[test]
    fn a_new_chat_forgets_the_old_persona_and_nothing_else() {
        let mut draft = Draft { name: Some("Ada".into()), summary: Some("Calm".into()), ..Draft::default() };
        draft.lean.insert("pace".into(), "2".into());
        draft.forget_chat();
        assert_eq!(draft, Draft { name: Some("Ada".into()), ..Draft::default() });
    }

    #[test]
    fn a_draft_of_an_older_version_is_still_read() {
        let draft: Draft = serde_json::from_str(r#"{"name":"Ada","step":2}"#).unwrap();
        assert_eq!(draft.name.as_deref(), Some("Ada"));
    }
}

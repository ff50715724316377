//! What the person does on the page goes to the server one thing after the other, in their order: what was typed before a press
//! is kept before the press counts.

use super::{
    api::{change_resume, confirm_resume, edit_resume, read_resume},
    field::Typed,
};
use crate::edge::ApiError;
use job_agent::{
    id::ResumeId,
    resume::{Change, Part, Working},
};
use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*, task::spawn_local};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use wasm_bindgen::JsCast;

/// One thing to do.
#[derive(Clone)]
pub enum Job {
    Write(Box<Typed>),
    Change {
        change: Change,
        part: Option<Part>,
        entry: Option<u32>,
        /// Where the keyboard stands afterwards.
        focus: Option<String>,
    },
    Confirm,
}

/// How far what was typed has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    All,
    Keeping,
    /// Something was not taken; what was typed is still in its field.
    NotAll,
}

/// The page's working document.
#[derive(Clone, Copy)]
pub struct Desk {
    pub id: ResumeId,
    pub work: RwSignal<Working>,
    /// Rises when the document was changed by something else than the field that shows it.
    pub round: RwSignal<u32>,
    /// What went wrong last, beyond single fields.
    pub wrong: RwSignal<Option<ApiError>>,
    pub kept: Signal<Kept>,
    /// Fields with something in them that was not taken.
    unkept: RwSignal<BTreeSet<String>>,
    writing: RwSignal<bool>,
    /// Rises when name, language or looks changed.
    pub looked: RwSignal<u32>,
    jobs: StoredValue<VecDeque<Job>>,
    busy: StoredValue<bool>,
}

impl Desk {
    pub fn new(id: ResumeId, work: Working) -> Self {
        let (unkept, writing) = (RwSignal::new(BTreeSet::<String>::new()), RwSignal::new(false));
        let kept = move || {
            if writing.get() {
                Kept::Keeping
            } else if unkept.with(BTreeSet::is_empty) {
                Kept::All
            } else {
                Kept::NotAll
            }
        };
        Self {
            id,
            work: RwSignal::new(work),
            round: RwSignal::new(0),
            wrong: RwSignal::new(None),
            kept: Signal::derive(kept),
            unkept,
            writing,
            looked: RwSignal::new(0),
            jobs: StoredValue::new(VecDeque::new()),
            busy: StoredValue::new(false),
        }
    }

    /// That of this page.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// Something in this field was not taken, or all of it is kept now. The page may be gone.
    pub fn note(self, field: &str, is_kept: bool) {
        if self.unkept.try_with_untracked(|fields| fields.contains(field)) == Some(is_kept) {
            self.unkept.try_update(|fields| if is_kept { fields.remove(field) } else { fields.insert(field.to_owned()) });
        }
    }

    /// Does it once all before it is done.
    pub fn push(self, job: Job) {
        self.jobs.update_value(|jobs| jobs.push_back(job));
        self.next();
    }

    fn next(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        let Some(job) = self.jobs.try_update_value(VecDeque::pop_front).flatten() else { return };
        self.busy.set_value(true);
        spawn_local(async move {
            match job {
                Job::Write(typed) => self.write(*typed).await,
                Job::Change { change, part, entry, focus } => self.change(change, part, entry, focus).await,
                Job::Confirm => self.confirm().await,
            }
            // The page may be gone by now.
            if self.busy.try_set_value(false).is_none() {
                self.next();
            }
        });
    }

    async fn write(self, typed: Typed) {
        let Some((before, after)) = typed.unsaved() else { return };
        self.writing.set(true);
        let field = typed.name();
        let only = |text: &str| BTreeMap::from([(format!("e{field}"), text.to_owned())]);
        match edit_resume(self.id, only(&before), only(&after)).await {
            Ok(edited) => {
                match edited.clashes.into_iter().next() {
                    Some(clash) => typed.clash(clash.theirs),
                    None => typed.is_kept(after),
                }
                self.wrong.set(None);
                self.work.set(edited.work);
            }
            Err(error) => {
                let of_field = error.field(&field);
                if of_field.is_none() {
                    self.wrong.set(Some(error));
                }
                typed.refused(of_field);
            }
        }
        self.writing.set(false);
    }

    /// What the person sees is confirmed, and the server has not all of it yet.
    async fn confirm(self) {
        let Some(seen) = self.revision() else { return };
        if self.unkept.try_with_untracked(BTreeSet::is_empty) == Some(true) {
            self.take(confirm_resume(self.id, seen).await);
        } else {
            let why = "Not all that you wrote is saved yet. The fields say what is wrong with them; mend that, and confirm then.";
            self.wrong.set(Some(ApiError::Conflict(why.into())));
        }
    }

    async fn change(self, change: Change, part: Option<Part>, entry: Option<u32>, focus: Option<String>) {
        let Some(seen) = self.revision() else { return };
        let answer = change_resume(self.id, change, seen, part, entry).await;
        if self.take(answer)
            && let Some(id) = focus
        {
            request_animation_frame(move || focus_on(&id));
        }
    }

    /// Of what the page shows; nothing once the page is gone.
    fn revision(self) -> Option<i64> {
        self.work.try_with_untracked(|work| work.revision)
    }

    /// Shows what came back; after a conflict what is there now.
    fn take(self, answer: Result<Working, ApiError>) -> bool {
        match answer {
            Ok(work) => {
                self.wrong.set(None);
                self.show(work);
                true
            }
            Err(error) => {
                let is_stale = matches!(error, ApiError::Conflict(_));
                self.wrong.set(Some(error));
                if is_stale {
                    self.refresh();
                }
                false
            }
        }
    }

    /// Shows the document as it is on the server now. What was typed and not yet kept stays in its field.
    fn refresh(self) {
        spawn_local(async move {
            match read_resume(self.id).await {
                Ok(resume) => self.show(resume.work),
                Err(error) => self.wrong.set(Some(error)),
            }
        });
    }

    fn show(self, work: Working) {
        self.work.set(work);
        self.round.update(|round| *round += 1);
    }
}

/// The first of these that there is and that can be pressed; what was moved to the end cannot go further.
fn focus_on(ids: &str) {
    let found = ids.split(' ').find_map(|id| {
        let element = document().get_element_by_id(id)?;
        (!element.has_attribute("disabled")).then_some(element)
    });
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot have the focus leaves it where it is.
        element.focus().ok();
    }
}

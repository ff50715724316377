//! All that a template can see: the templates and its data. No disk, no network, no clock.

use super::fonts::FONTS;
use serde_json::Value;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// A document's template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    Letter,
    Resume,
}

impl Template {
    const fn path(self) -> &'static str {
        match self {
            Self::Letter => "/letter.typ",
            Self::Resume => "/resume.typ",
        }
    }
}

/// Read and parsed once.
static TEMPLATES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let sources = [
        ("/base.typ", include_str!("../../../assets/typeset/base.typ")),
        ("/letter.typ", include_str!("../../../assets/typeset/letter.typ")),
        ("/resume.typ", include_str!("../../../assets/typeset/resume.typ")),
        ("/classic.typ", include_str!("../../../assets/typeset/classic.typ")),
        ("/modern.typ", include_str!("../../../assets/typeset/modern.typ")),
        ("/compact.typ", include_str!("../../../assets/typeset/compact.typ")),
        ("/academic.typ", include_str!("../../../assets/typeset/academic.typ")),
    ];
    sources.into_iter().filter_map(|(path, text)| Some(Source::new(file(path)?, text.to_owned()))).collect()
});
static DATA: LazyLock<Option<FileId>> = LazyLock::new(|| file("/sheet.json"));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// One document's template and data.
pub(super) struct Desk {
    main: FileId,
    data: Bytes,
}

impl Desk {
    /// Text travels as JSON and is never pasted into markup, so nothing that a person or a posting says can be code.
    pub(super) fn new(template: Template, data: &Value) -> Result<Self, String> {
        let main = file(template.path()).ok_or("the template has no path")?;
        let data = serde_json::to_vec(data).map_err(|cause| cause.to_string())?;
        Ok(Self { main, data: Bytes::new(data) })
    }
}

fn file(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        TEMPLATES.iter().find(|template| template.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if Some(id) == *DATA { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

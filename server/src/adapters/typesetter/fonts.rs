//! The faces that documents are set in: two families inside the program, and what the system has for other scripts.

use job_agent::document::Face;
use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::FontStore;

/// Inter, under the Open Font License: typst brings a serif and no sans.
const SANS: [&[u8]; 4] = [
    include_bytes!("../../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../../assets/fonts/Inter-Italic.otf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBoldItalic.otf"),
];

/// Loading fonts once saves most of the time that a document takes. The bundled ones come first, so that a document looks alike
/// everywhere; the system's are for scripts that those lack.
pub(super) static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    let sans = SANS.into_iter().filter_map(|data| Font::new(Bytes::new(data), 0));
    fonts.extend(sans.map(|font| {
        let info = font.info().clone();
        (font, info)
    }));
    fonts.extend(typst_kit::fonts::embedded());
    fonts.extend(typst_kit::fonts::system());
    fonts
});

/// The family of a face by its name.
pub(super) const fn family(face: Face) -> &'static str {
    match face {
        Face::Serif => "Libertinus Serif",
        Face::Sans => "Inter",
    }
}

//! From bytes to a picture of one page, as it is printed. The letter's typesetter brings the same library for its figures.

use super::broken;
use super::parse::check_header;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use job_agent::document::Unreadable;

/// Twice what the widest place for a page has, so that it is sharp on a dense screen and still a small file.
const WIDTH: f32 = 1100.0;
/// A page that is much taller than wide is drawn smaller; its memory stays bounded.
const TALLEST: f32 = 2200.0;

/// Draws a page, counted from 1, as PNG. To be called in the limited child only.
pub(super) fn page(bytes: Vec<u8>, number: u32) -> Result<Vec<u8>, Unreadable> {
    check_header(&bytes)?;
    let undrawn = || broken("its pages cannot be drawn");
    let document = Pdf::new(bytes).map_err(|_| undrawn())?;
    let index = number.checked_sub(1).ok_or_else(undrawn)? as usize;
    let page = document.pages().get(index).ok_or_else(undrawn)?;
    let (width, height) = page.render_dimensions();
    if !(width >= 1.0 && height >= 1.0) {
        return Err(undrawn());
    }
    let scale = (WIDTH / width).min(TALLEST / height);
    let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings).into_png().map_err(|_| undrawn())
}

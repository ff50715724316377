//! A page of a CV as it is printed: a picture of it, with its words over it to select and to hear. The file itself never
//! runs here: the picture is drawn and the words are read by a process that may do nothing else.

use super::place::{Area, areas, cells};
use job_agent::{
    document::{Page, Place},
    profile::CvPage,
};
use leptos::prelude::*;
use std::fmt::Write;

/// One page. The places in `read` became facts and are underlined; `marked` is the one that is asked for.
#[component]
pub fn Sheet(page: CvPage, #[prop(optional)] read: Vec<Place>, #[prop(optional, into)] marked: Signal<Option<Place>>) -> impl IntoView {
    let CvPage { upload_id, filename, page } = page;
    let (width, height) = size(&page);
    let label = format!("{filename}, page {}", page.number);
    let picture = format!("/uploads/{upload_id}/pages/{}", page.number);
    let words = words(&page);
    let underlined = underlines(&page, &read);
    let marks = move || {
        let place = marked.get().filter(|place| place.page == page.number);
        let areas = place.map(|place| areas(&page, place.start, place.end)).unwrap_or_default();
        areas
            .into_iter()
            .map(|Area { x, y, width, height }| {
                view! { <rect class="sheet-mark" x=x - 1.5 y=y width=width + 3.0 height=height rx="1"></rect> }
            })
            .collect_view()
    };
    view! {
        <svg class="sheet" viewBox=format!("0 0 {width} {height}") role="group" aria-label=label>
            <rect class="sheet-paper" width=width height=height></rect>
            <image href=picture width=width height=height preserveAspectRatio="none" aria-hidden="true"></image>
            <path class="sheet-read" d=underlined aria-hidden="true"></path>
            <g aria-hidden="true">{marks}</g>
            <g class="sheet-words" inner_html=words></g>
        </svg>
    }
}

/// The page as a drawing of its words alone, for where its picture cannot be made.
pub fn drawing(page: &Page) -> String {
    let (width, height) = size(page);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"><rect width="100%" height="100%" fill="#fff"/><g fill="#1c2322" font-family="serif">{}</g></svg>"##,
        words(page)
    )
}

/// A page without a size is taken for A4.
fn size(page: &Page) -> (f32, f32) {
    if page.width >= 1.0 && page.height >= 1.0 { (page.width, page.height) } else { (595.0, 842.0) }
}

/// The words as SVG, each stretch as long as it is on paper, whatever font it is set in here.
fn words(page: &Page) -> String {
    let mut out = String::new();
    for line in &page.lines {
        let baseline = line.bbox[1] + line.bbox[3];
        let size = if line.size > 0.0 { line.size } else { line.bbox[3].max(1.0) };
        let weight = if line.bold { r#" font-weight="700""# } else { "" };
        for cell in cells(page, line) {
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                r#"<text x="{:.1}" y="{baseline:.1}" font-size="{size:.1}" textLength="{:.1}" lengthAdjust="spacingAndGlyphs"{weight}>{}</text>"#,
                cell.left,
                (cell.right - cell.left).max(1.0),
                escaped(&cell.text)
            );
        }
    }
    out
}

fn underlines(page: &Page, read: &[Place]) -> String {
    let mut path = String::new();
    for Area { x, y, width, height } in read.iter().filter(|p| p.page == page.number).flat_map(|p| areas(page, p.start, p.end)) {
        let _ = write!(path, "M{x:.1} {:.1}h{width:.1}", y + height);
    }
    path
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::document::layout::{Run, arrange};

    #[test]
    fn words_of_a_file_are_never_markup() {
        let run =
            Run { text: "<script>alert(1)</script> & \"x\"".into(), x: 10.0, y: 10.0, width: 90.0, height: 9.0, size: 9.0, bold: true };
        let page = arrange(1, 200.0, 100.0, vec![run]);
        let drawn = drawing(&page);
        assert!(drawn.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;</text>"), "{drawn}");
        assert!(!drawn.contains("<script"));
        assert!(drawn.contains(r#"x="10.0" y="19.0" font-size="9.0" textLength="90.0""#), "{drawn}");
    }
}

//! The styles of a DOCX: real ones, with the names that word processors know, so that a person can change all headings at once.

use super::super::data;
use docx_rs::{
    AbstractNumbering, AlignmentType, BorderType, Docx, IndentLevel, Level, LevelJc, LevelText, LineSpacing, LineSpacingType, NumberFormat,
    Numbering, NumberingId, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, RunFonts, SpecialIndentType, Start, Style,
    StyleType,
};
use job_agent::document::{Design, Face, Look};

pub(super) const QUIET: &str = "555555";
/// The number of the one list.
pub(super) const BULLETS: usize = 1;

/// A design in the terms of a word processor. Sizes in half points, lengths in twentieths of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Styling {
    pub margin: i32,
    size: usize,
    /// Space before a section and before an entry.
    section: u32,
    entry: u32,
    centred: bool,
    ruled: bool,
    font: &'static str,
    colour: &'static str,
}

impl Styling {
    /// Fonts that Word and LibreOffice both have, or have one of the same widths for.
    pub(super) fn of(look: Look) -> Self {
        let font = match look.face {
            Face::Serif => "Cambria",
            Face::Sans => "Calibri",
        };
        let colour = data::colour(look.accent).trim_start_matches('#');
        let usual = Self { margin: 1_134, size: 21, section: 260, entry: 140, centred: false, ruled: true, font, colour };
        match look.design {
            Design::Classic => Self { centred: true, ..usual },
            Design::Modern => Self { ruled: false, section: 300, ..usual },
            Design::Compact => Self { margin: 907, size: 19, section: 180, entry: 90, ..usual },
            Design::Academic => Self { margin: 1_304, size: 22, centred: true, ruled: false, ..usual },
        }
    }
}

pub(super) fn add(docx: Docx, styling: &Styling) -> Docx {
    let fonts = RunFonts::new().ascii(styling.font).hi_ansi(styling.font).cs(styling.font);
    let line = LineSpacing::new().line(259).line_rule(LineSpacingType::Auto).after(0);
    let mut docx = docx.default_fonts(fonts).default_size(styling.size).default_line_spacing(line);
    for style in all(styling) {
        docx = docx.add_style(style);
    }
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"))
        .indent(Some(284), Some(SpecialIndentType::Hanging(227)), None, None)
        .color(styling.colour)
        .paragraph_style("ListBullet");
    docx.add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet)).add_numbering(Numbering::new(BULLETS, BULLETS))
}

fn paragraph(id: &str, name: &str) -> Style {
    Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").q_format(true)
}

fn spaced(before: u32, after: u32) -> LineSpacing {
    LineSpacing::new().before(before).after(after)
}

fn all(styling: &Styling) -> [Style; 9] {
    let align = if styling.centred { AlignmentType::Center } else { AlignmentType::Left };
    let title = paragraph("Title", "Title").next("Subtitle").size(styling.size * 2 + 4).bold().align(align).line_spacing(spaced(0, 40));
    let subtitle = paragraph("Subtitle", "Subtitle").next("Contact").size(styling.size + 4).color(styling.colour).align(align);
    let contact = paragraph("Contact", "Contact").size(styling.size - 2).color(QUIET).align(align).line_spacing(spaced(60, 60));
    let mut section = paragraph("Heading1", "heading 1").next("BodyText").size(styling.size + 3).bold().color(styling.colour);
    section = section.outline_lvl(0).line_spacing(spaced(styling.section, 80));
    section.paragraph_property = section.paragraph_property.keep_next(true).keep_lines(true);
    if styling.ruled {
        let rule = ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(4).space(2).color("BFBFBF");
        section.paragraph_property = section.paragraph_property.set_borders(ParagraphBorders::with_empty().set(rule));
    }
    let mut entry = paragraph("Heading2", "heading 2").next("Employer").bold().outline_lvl(1).line_spacing(spaced(styling.entry, 0));
    entry.paragraph_property = entry.paragraph_property.keep_next(true).keep_lines(true);
    let mut point = paragraph("ListBullet", "List Bullet").line_spacing(spaced(20, 20));
    point.paragraph_property = point.paragraph_property.numbering(NumberingId::new(BULLETS), IndentLevel::new(0)).widow_control(true);
    let mut body = paragraph("BodyText", "Body Text").line_spacing(spaced(30, 30));
    body.paragraph_property = body.paragraph_property.widow_control(true);
    let employer = paragraph("Employer", "Employer").next("BodyText").line_spacing(spaced(0, 20));
    let footer = paragraph("Footer", "footer").size(styling.size - 4).color(QUIET);
    [title, subtitle, contact, section, entry, employer, body, point, footer]
}

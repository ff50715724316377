//! Résumés as DOCX: one column whatever the design, real styles, so that people can go on writing and programs can read.

mod package;
mod styles;

use super::{data, outline};
use docx_rs::{
    AlignmentType, Docx, Footer, Hyperlink, HyperlinkType, IndentLevel, NumPages, NumberingId, PageMargin, PageNum, Paragraph, Run, Tab,
    TabValueType,
};
use job_agent::document::outline::{Contact, Entry, Group, Outline, Section};
use job_agent::document::{Paper, ResumeSheet};
use styles::Styling;

pub(super) fn resume(sheet: &ResumeSheet) -> Result<Vec<u8>, String> {
    let outline = outline(sheet);
    let styling = Styling::of(sheet.look);
    let setter = Setter { rtl: data::is_rtl(&data::language(&sheet.language).0), dates: text_width(sheet.look.paper, &styling) };
    let mut docx = styles::add(Docx::new(), &styling);
    let (width, height) = page(sheet.look.paper);
    let margin = PageMargin::new().top(styling.margin).bottom(styling.margin).left(styling.margin).right(styling.margin);
    docx = docx.page_size(width, height).page_margin(margin.footer(500).header(500)).footer(setter.footer(&outline)).title_pg();
    // The library counts paragraphs for as long as its thread runs; here they count from one in each document.
    for (number, paragraph) in (1..).zip(setter.document(&outline)) {
        docx = docx.add_paragraph(paragraph.id(number_of(number)));
    }
    package::pack(docx.build(), &outline, &sheet.language)
}

fn number_of(paragraph: u32) -> String {
    format!("{paragraph:08x}")
}

/// In twentieths of a point.
const fn page(paper: Paper) -> (u32, u32) {
    match paper {
        Paper::A4 => (11_906, 16_838),
        Paper::Letter => (12_240, 15_840),
    }
}

fn text_width(paper: Paper, styling: &Styling) -> usize {
    let margins = 2 * u32::try_from(styling.margin).unwrap_or_default();
    usize::try_from(page(paper).0.saturating_sub(margins)).unwrap_or(9_000)
}

struct Setter {
    rtl: bool,
    /// Where dates end, from the left margin.
    dates: usize,
}

impl Setter {
    fn document(&self, outline: &Outline) -> Vec<Paragraph> {
        let mut all = vec![self.plain("Title", &outline.name)];
        if !outline.label.is_empty() {
            all.push(self.plain("Subtitle", &outline.label));
        }
        if !outline.contacts.is_empty() {
            all.push(self.contacts(&outline.contacts));
        }
        for section in &outline.sections {
            all.extend(self.section(section));
        }
        all
    }

    fn styled(&self, style: &str) -> Paragraph {
        let mut paragraph = Paragraph::new().style(style);
        if self.rtl {
            paragraph.property = paragraph.property.bidi(true);
        }
        paragraph
    }

    fn plain(&self, style: &str, text: &str) -> Paragraph {
        self.styled(style).add_run(Run::new().add_text(text))
    }

    fn contacts(&self, contacts: &[Contact]) -> Paragraph {
        let mut paragraph = self.styled("Contact");
        for (index, contact) in contacts.iter().enumerate() {
            if index > 0 {
                paragraph = paragraph.add_run(Run::new().add_text("  ·  "));
            }
            paragraph = linked(paragraph, &contact.text, contact.link.as_deref());
        }
        paragraph
    }

    fn section(&self, section: &Section) -> Vec<Paragraph> {
        let mut all = vec![self.plain("Heading1", section.title)];
        all.extend(section.paragraphs.iter().map(|text| self.plain("BodyText", text)));
        for entry in &section.entries {
            all.extend(self.entry(entry));
        }
        if section.groups.iter().all(|group| group.items.is_empty()) {
            let words: Vec<String> = section.groups.iter().map(name_and_note).collect();
            if !words.is_empty() {
                all.push(self.plain("BodyText", &words.join(", ")));
            }
        } else {
            all.extend(section.groups.iter().map(|group| self.group(group)));
        }
        all
    }

    fn entry(&self, entry: &Entry) -> Vec<Paragraph> {
        let mut head = self.styled("Heading2").add_tab(Tab::new().val(TabValueType::Right).pos(self.dates));
        head = head.add_run(Run::new().add_text(&entry.title));
        if !entry.dates.is_empty() {
            let dates = Run::new().add_tab().add_text(&entry.dates);
            head = head.add_run(dates.disable_bold().color(styles::QUIET));
        }
        let mut all = vec![head];
        let at: Vec<&str> = [entry.organization.as_str(), entry.place.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        if !at.is_empty() || !entry.url.is_empty() {
            let more = !entry.paragraphs.is_empty() || !entry.points.is_empty();
            let mut line = self.styled("Employer").keep_next(more).add_run(Run::new().add_text(at.join(", ")).italic());
            if !entry.url.is_empty() {
                let between = if at.is_empty() { "" } else { "  ·  " };
                line = linked(line.add_run(Run::new().add_text(between)), &entry.url, entry.link.as_deref());
            }
            all.push(line);
        }
        all.extend(entry.paragraphs.iter().map(|text| self.plain("BodyText", text)));
        let point = |text: &String| self.plain("ListBullet", text).numbering(NumberingId::new(styles::BULLETS), IndentLevel::new(0));
        all.extend(entry.points.iter().map(point));
        for label in &entry.labels {
            let name = Run::new().add_text(format!("{}: ", label.name)).color(styles::QUIET);
            all.push(self.styled("BodyText").add_run(name).add_run(Run::new().add_text(&label.text)));
        }
        all
    }

    fn group(&self, group: &Group) -> Paragraph {
        let mut paragraph = self.styled("BodyText");
        let name = name_and_note(group);
        if !name.is_empty() {
            let name = if group.items.is_empty() { name } else { format!("{name}: ") };
            paragraph = paragraph.add_run(Run::new().add_text(name).bold());
        }
        paragraph.add_run(Run::new().add_text(group.items.join(", ")))
    }

    /// From the second page on: the first one says whose it is.
    fn footer(&self, outline: &Outline) -> Footer {
        let mut paragraph = self.styled("Footer").id(number_of(0x0f00_0000)).align(AlignmentType::Center);
        paragraph = paragraph.add_run(Run::new().add_text(format!("{}  ·  {} ", outline.name, outline.page)));
        paragraph = paragraph.add_page_num(PageNum::new()).add_run(Run::new().add_text(" / ")).add_num_pages(NumPages::new());
        Footer::new().add_paragraph(paragraph)
    }
}

fn name_and_note(group: &Group) -> String {
    match (group.name.is_empty(), group.note.is_empty()) {
        (_, true) => group.name.clone(),
        (true, false) => group.note.clone(),
        (false, false) => format!("{} ({})", group.name, group.note),
    }
}

fn linked(paragraph: Paragraph, text: &str, link: Option<&str>) -> Paragraph {
    let run = Run::new().add_text(text);
    match link {
        Some(link) => paragraph.add_hyperlink(Hyperlink::new(link, HyperlinkType::External).add_run(run)),
        None => paragraph.add_run(run),
    }
}

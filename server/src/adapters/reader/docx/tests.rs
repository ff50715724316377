//! Word documents, written for these tests.

use super::*;
use job_agent::document::Foreign;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const SPACE: &str = r#"xmlns:w="w" xmlns:r="r" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v""#;

/// A document with this body, and further parts.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let main = format!("<w:document {SPACE}><w:body>{body}</w:body></w:document>");
    for (name, text) in [("[Content_Types].xml", "<Types/>"), ("word/document.xml", main.as_str())].iter().chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn text(body: &str, parts: &[(&str, &str)]) -> String {
    read(&docx(body, parts)).unwrap().pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn runs_grow_together_and_what_nobody_sees_is_left_out() {
    let body = "<w:p><w:r><w:t>Buil</w:t></w:r><w:r><w:t>t it</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>, well</w:t></w:r></w:ins><w:r><w:tab/><w:t>2019</w:t><w:br/><w:t>Berlin</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret keyword stuffing</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:sz w:val=\"2\"/></w:rPr><w:t>tiny</w:t></w:r></w:p>";
    let document = read(&docx(body, &[])).unwrap();
    assert_eq!(document.pages[0].text, "Built it, well\t2019\nBerlin");
    assert!(document.notes[0].contains("4 words"), "{:?}", document.notes);
}

#[test]
fn a_text_box_is_read_once_and_fields_give_what_they_show() {
    let boxed = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(words));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{0}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{0}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>\
         <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK x </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>shown</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>\
         <w:p><w:sdt><w:sdtContent><w:r><w:t>controlled</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        boxed("boxed")
    );
    assert_eq!(text(&body, &[]), "boxed\nshown\ncontrolled");
}

#[test]
fn headers_and_footers_frame_the_text_and_page_numbers_are_none() {
    let rels = "<Relationships><Relationship Id=\"h\" Type=\"x/header\" Target=\"header1.xml\"/><Relationship Id=\"f\" Type=\"x/footer\" Target=\"footer1.xml\"/>\
        <Relationship Id=\"l\" Type=\"x/hyperlink\" Target=\"https://github.com/ada\" TargetMode=\"External\"/></Relationships>";
    let header = format!("<w:hdr {SPACE}>{}</w:hdr>", p("Ada Muster"));
    let footer = format!(
        "<w:ftr {SPACE}><w:p><w:r><w:t>Lebenslauf</w:t></w:r><w:fldSimple w:instr=\"PAGE\"><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p></w:ftr>"
    );
    let body = format!(
        "<w:p><w:hyperlink r:id=\"l\"><w:r><w:t>GitHub</w:t></w:r></w:hyperlink></w:p>{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"h\"/><w:footerReference w:type=\"default\" r:id=\"f\"/></w:sectPr>",
        p("Work")
    );
    let parts = [("word/_rels/document.xml.rels", rels), ("word/header1.xml", &header), ("word/footer1.xml", &footer)];
    let document = read(&docx(&body, &parts)).unwrap();
    assert_eq!(document.pages[0].text, "Ada Muster\nGitHub https://github.com/ada\nWork\nLebenslauf");
    assert!(document.pages[0].lines[3].bbox[1] > 750.0, "a footer stands at the foot");
}

#[test]
fn a_side_bar_is_a_column_and_a_small_table_goes_row_by_row() {
    let cell = |width: u32, content: &str| format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\"/></w:tcPr>{content}</w:tc>");
    let row = |cells: &[String]| format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cells.concat());
    let inner = row(&[cell(1, &p("Engineer")), cell(1, &p("2019 – 2021"))]);
    let left: String = ["Ada", "CONTACT", "ada@x.example", "SKILLS", "Rust"].map(p).concat();
    let right: String = format!("{}{}{inner}{}{}", p("PROFILE"), p("WORK"), p("Built it"), p("and more"));
    let page = read(&docx(&row(&[cell(3000, &left), cell(6000, &right)]), &[])).unwrap().pages.remove(0);
    assert_eq!(page.text, "Ada\nCONTACT\nada@x.example\nSKILLS\nRust\nPROFILE\nWORK\nEngineer\t2019 – 2021\nBuilt it\nand more");
    assert_eq!(page.lines.iter().map(|line| line.column).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
}

#[test]
fn styles_say_what_is_a_heading_and_what_a_list() {
    let styles = format!(
        "<w:styles {SPACE}><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"Mine\"><w:basedOn w:val=\"berschrift1\"/></w:style>\
         <w:style w:styleId=\"Punkt\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>\
         <w:style w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style></w:styles>"
    );
    let rels = "<Relationships><Relationship Id=\"s\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>";
    let styled = |style: &str, words: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>");
    let body = [styled("Mine", "Berufserfahrung"), styled("Punkt", "Wartung"), styled("Loop", "Ende")].concat();
    let page = read(&docx(&body, &[("word/styles.xml", &styles), ("word/_rels/document.xml.rels", rels)])).unwrap().pages.remove(0);
    assert_eq!(page.text, "Berufserfahrung\n• Wartung\nEnde");
    assert!(page.lines[0].bold && page.lines[0].size > page.lines[2].size);
}

#[test]
fn what_is_wrong_is_said_of_a_word_document() {
    let whole = docx(&p("Ada"), &[]);
    for (bytes, words) in [
        (whole[..whole.len() - 30].to_vec(), "damaged"),
        (docx("<w:p>", &[]), "broken"),
        (docx(&p(" "), &[("word/styles.xml", "x")]), "no text"),
        (docx(&p("Ada"), &[("word/_rels/document.xml.rels", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]), "document type"),
    ] {
        let told = super::super::formats::read(&bytes).unwrap_err().to_string();
        assert!(told.contains(words) && told.contains("Word document"), "{told}");
    }
    assert_eq!(super::super::formats::read(b"\xd0\xcf\x11\xe0 old"), Err(Unreadable::Foreign(Foreign::OldWord)));
}

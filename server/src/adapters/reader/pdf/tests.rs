use super::*;

/// A plain PDF with one page for each list of (x, y from the bottom, size, text).
fn pdf(pages: &[&[(f32, f32, f32, &str)]]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 4 + at * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (at, page) in pages.iter().enumerate() {
        let content: String = page.iter().map(|(x, y, size, text)| format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")).collect();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + at * 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
    }
    with_xref(&objects, "")
}

fn with_xref(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    offsets.iter().for_each(|offset| file.push_str(&format!("{offset:010} 00000 n \n")));
    file.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    file.into_bytes()
}

fn pages(bytes: Vec<u8>) -> Result<Vec<job_agent::document::Page>, Unreadable> {
    parse::pages(&parse::open(bytes)?)
}

#[test]
fn text_becomes_lines_with_their_places() {
    let pages = pages(pdf(&[&[(50.0, 780.0, 20.0, "Ada Muster"), (50.0, 750.0, 10.0, "Engineer"), (450.0, 750.0, 10.0, "2019 - 2020")]]))
        .expect("readable");
    assert_eq!(pages[0].text, "Ada Muster\nEngineer\t2019 - 2020");
    assert_eq!(pages[0].lines[0].size, 20.0);
    assert!((pages[0].lines[0].bbox[0] - 50.0).abs() < 1.0);
}

#[test]
fn two_columns_do_not_interleave() {
    let mut texts = vec![(50.0, 800.0, 22.0, "Ada Muster")];
    for row in 0..8_u8 {
        texts.push((50.0, 760.0 - f32::from(row) * 14.0, 10.0, "left text of the main column"));
        texts.push((400.0, 754.0 - f32::from(row) * 14.0, 10.0, "right"));
    }
    let page = pages(pdf(&[&texts])).expect("readable").remove(0);
    let lines: Vec<&str> = page.text.lines().collect();
    assert!(lines[1..9].iter().all(|line| line.starts_with("left")), "{lines:?}");
    assert!(lines[9..].iter().all(|line| *line == "right"), "{lines:?}");
}

#[test]
fn a_file_without_text_is_said_to_have_none() {
    assert_eq!(pages(pdf(&[&[]])), Err(Unreadable::NoText));
}

#[test]
fn what_is_no_pdf_or_broken_is_malformed() {
    assert!(matches!(pages(b"PK\x03\x04 a zip file".to_vec()), Err(Unreadable::Broken(Format::Pdf, _))));
    let whole = pdf(&[&[(50.0, 780.0, 20.0, "Ada")]]);
    assert!(pages(whole[..60].to_vec()).is_err());
    assert!(pages(b"%PDF-1.7\n".repeat(40)).is_err());
}

#[test]
fn a_password_is_asked_for_in_words() {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [] /Count 0 >>".to_owned(),
        format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>", "ab".repeat(32)),
    ];
    let file = with_xref(&objects, "/Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]");
    assert_eq!(pages(file), Err(Unreadable::Encrypted));
}

#[test]
fn more_than_fifty_pages_are_no_cv() {
    let page: &[(f32, f32, f32, &str)] = &[(50.0, 780.0, 10.0, "text")];
    assert_eq!(pages(pdf(&vec![page; 51])), Err(Unreadable::TooManyPages(51)));
}

#[test]
fn a_page_is_drawn_with_its_letters() {
    let file = pdf(&[&[(50.0, 780.0, 20.0, "Ada Muster")], &[]]);
    let written = draw::page(file.clone(), 1).expect("drawn");
    let blank = draw::page(file.clone(), 2).expect("drawn");
    assert!(written.starts_with(b"\x89PNG"));
    // Width and height stand in the header: an A4 page, 1100 pixels wide.
    assert_eq!(&written[16..24], [0, 0, 4, 76, 0, 0, 6, 20]);
    assert!(written.len() > blank.len() + 500, "a font that is not in the file is drawn too: {} {}", written.len(), blank.len());
    assert!(matches!(draw::page(file.clone(), 3), Err(Unreadable::Broken(Format::Pdf, _))));
    assert!(matches!(draw::page(file, 0), Err(Unreadable::Broken(Format::Pdf, _))));
}

use super::*;
use job_agent::document::resume::Resume;
use job_agent::document::{Design, Face, Look, Paper};
use std::io::Read;

fn sheet() -> LetterSheet {
    LetterSheet {
        sender_name: "Ada Example".into(),
        sender_lines: vec!["ada@example.org".into(), "Lisbon".into()],
        company: "Northwind".into(),
        subject: "Platform Engineer".into(),
        date: "21 November 2026".into(),
        paragraphs: vec!["Dear Northwind team,".into(), "I apply for the position.".into()],
        language: "en".into(),
        look: Look::default(),
    }
}

/// The text as another program reads it, without spaces and hyphens, since lines are broken anew.
fn read_back(pdf: &[u8]) -> String {
    let document = pdf_oxide::PdfDocument::from_bytes(pdf.to_vec()).unwrap();
    let text = document.extract_text(0).unwrap();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test]
async fn a_letter_is_a_tagged_pdf_with_title_and_language() {
    let pdf = TypstSetter.letter(sheet()).await.unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains("/Lang"), "the language is missing");
    assert!(raw.contains("Platform Engineer"), "the title is missing");
    let text = read_back(&pdf);
    for part in ["AdaExample", "ada@example.org", "Northwind", "21November2026", "Iapplyfortheposition."] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[tokio::test]
async fn hostile_text_is_set_as_text() {
    let hostile = "#read(\"/etc/passwd\") $x^2$ \\ \"quoted\" *bold* _it_ = <a> @b `c` // d /* e";
    let mut sheet = sheet();
    sheet.sender_name = "#panic()".into();
    sheet.subject = "#import \"@preview/x:0.1.0\"".into();
    sheet.paragraphs = vec![hostile.into(), String::new()];
    sheet.language = "#x\"".into();
    let text = read_back(&TypstSetter.letter(sheet).await.unwrap());
    for part in ["#panic()", "#import", "#read(", "$x^2$", "*bold*", "_it_", "<a>", "@b", "`c`", "//d", "/*e"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[tokio::test]
async fn a_long_german_letter_runs_over_to_the_next_page() {
    let mut sheet = sheet();
    sheet.language = "de-AT".into();
    sheet.paragraphs = vec!["Straßenverkehrsüberwachung für Größenänderungen. ".repeat(40); 6];
    let pdf = TypstSetter.letter(sheet).await.unwrap();
    let document = pdf_oxide::PdfDocument::from_bytes(pdf).unwrap();
    assert!(document.page_count().unwrap() > 1);
}

fn resume(json: serde_json::Value) -> ResumeSheet {
    let resume: Resume = serde_json::from_value(json).unwrap();
    let sections = job_agent::document::outline::SECTIONS.map(str::to_owned).to_vec();
    ResumeSheet { resume, look: Look::default(), sections, language: "en".into() }
}

fn ada() -> serde_json::Value {
    serde_json::json!({
        "basics": {"name": "Ada Example", "label": "Platform Engineer", "email": "ada@example.org", "url": "https://ada.example", "summary": "Keeps platforms up."},
        "work": [{"position": "Engineer", "name": "Northwind & Sons", "startDate": "2020-03", "highlights": ["Cut the bill by half."]}],
        "skills": [{"name": "Languages", "keywords": ["Rust", "SQL"]}],
    })
}

const HOSTILE: &str = "#panic() $x^2$ *bold* <w:p> & ]]> `c` @b // d";

fn hostile() -> serde_json::Value {
    let mut json = ada();
    json["basics"]["name"] = HOSTILE.into();
    json["work"][0]["highlights"][0] = HOSTILE.into();
    json["work"][0]["url"] = "javascript:alert(1)".into();
    json
}

/// A part of a DOCX.
fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip_of(docx);
    archive.remove(name).unwrap_or_else(|| panic!("{name} is missing"))
}

fn zip_of(docx: &[u8]) -> std::collections::HashMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut parts = std::collections::HashMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let (name, mut text) = (file.name().to_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}

#[tokio::test]
async fn a_resume_is_a_tagged_pdf_with_title_language_and_headings() {
    let mut sheet = resume(ada());
    sheet.language = "de-AT".into();
    let pdf = TypstSetter.resume(sheet).await.unwrap();
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains("/Lang(de-AT)") || raw.contains("/Lang (de-AT)"), "the language is missing");
    for part in ["/StructTreeRoot", "/MarkInfo", "Ada Example, Platform Engineer"] {
        assert!(raw.contains(part), "{part} is missing");
    }
    let text = read_back(&pdf).to_lowercase();
    for part in ["adaexample", "ada@example.org", "berufserfahrung", "northwind&sons", "märz2020–heute", "cutthebillbyhalf.", "rust,sql"]
    {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[tokio::test]
async fn pages_are_pictures_without_scripts_or_anything_from_elsewhere() {
    let pages = TypstSetter.resume_pages(resume(hostile())).await.unwrap();
    assert_eq!(pages.len(), 1);
    assert!(pages[0].starts_with("<svg"));
    for bad in ["<script", "javascript:", "<foreignObject", "<image", "onload"] {
        assert!(!pages[0].contains(bad), "{bad}");
    }
}

#[tokio::test]
async fn hostile_words_in_a_resume_are_words() {
    let text = read_back(&TypstSetter.resume(resume(hostile())).await.unwrap());
    assert!(text.contains("#panic()$x^2$*bold*<w:p>&]]>`c`@b//d"), "{text}");
    let docx = TypstSetter.resume_docx(resume(hostile())).await.unwrap();
    assert!(part(&docx, "word/document.xml").contains("&lt;w:p&gt; &amp; ]]"), "text became markup");
    assert!(part(&docx, "docProps/core.xml").contains("&lt;w:p&gt; &amp; ]]&gt;"));
}

#[tokio::test]
async fn a_docx_has_real_styles_a_language_and_the_same_bytes_each_time() {
    let mut sheet = resume(ada());
    sheet.language = "pt-BR".into();
    let docx = TypstSetter.resume_docx(sheet.clone()).await.unwrap();
    let again = TypstSetter.resume_docx(sheet).await.unwrap();
    for (name, text) in zip_of(&docx) {
        assert_eq!(text, part(&again, &name), "{name} of two exports of one sheet differs");
    }
    assert!(docx == again, "two exports of one sheet differ");
    let (styles, document) = (part(&docx, "word/styles.xml"), part(&docx, "word/document.xml"));
    for name in ["\"Title\"", "\"heading 1\"", "\"heading 2\"", "\"List Bullet\""] {
        assert!(styles.contains(&format!("<w:name w:val={name}")), "{name} is missing");
    }
    assert!(styles.contains("<w:lang w:val=\"pt-BR\""));
    assert!(part(&docx, "docProps/core.xml").contains("<dc:language>pt-BR</dc:language>"));
    for wanted in ["<w:pStyle w:val=\"Heading1\" />", "<w:pStyle w:val=\"ListBullet\" />", "w:w=\"11906\"", "Northwind &amp; Sons"] {
        assert!(document.contains(wanted), "{wanted} is missing in {document}");
    }
}

#[tokio::test]
async fn an_empty_resume_is_still_a_document() {
    let sheet = resume(serde_json::json!({}));
    assert!(TypstSetter.resume(sheet.clone()).await.unwrap().starts_with(b"%PDF"));
    assert!(TypstSetter.resume_docx(sheet).await.unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn a_slot_is_taken_until_the_work_ends_though_nobody_waits_for_it() {
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let asked = tokio::spawn(apart(move || {
        begun.send(()).ok();
        may_go.recv().map_err(|cause| cause.to_string())
    }));
    has_begun.await.unwrap();
    asked.abort();
    asked.await.ok();
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    assert!(SLOTS.available_permits() < cores, "the work still goes on");
    go.send(()).unwrap();
}

#[tokio::test]
async fn a_long_address_is_set_letter_by_letter_as_it_is() {
    let address = "maximiliana.theodora.example@mail.example.org";
    assert!(address.len() > 40);
    for design in Design::ALL {
        let mut json = ada();
        json["basics"]["email"] = address.into();
        let mut sheet = resume(json);
        sheet.look = Look { design, ..Look::default() };
        let text = read_back(&TypstSetter.resume(sheet).await.unwrap());
        assert!(text.contains(address), "{design:?}: {text}");
    }
}

fn pages_of(pdf: &[u8]) -> usize {
    pdf_oxide::PdfDocument::from_bytes(pdf.to_vec()).unwrap().page_count().unwrap()
}

#[tokio::test]
async fn every_design_sets_every_length_on_both_papers() {
    for design in Design::ALL {
        for (paper, face) in [(Paper::A4, Face::Serif), (Paper::Letter, Face::Sans)] {
            for roles in [0, 1, 30] {
                let mut json = ada();
                let role = json["work"][0].clone();
                json["work"] = vec![role; roles].into();
                json["basics"]["url"] = format!("https://example.org/{}", "very-long/".repeat(20)).into();
                json["basics"]["name"] = "Maximiliana-Theodora von und zu Hohenstaufen-Wittelsbach-Sachsen".into();
                let mut sheet = resume(json);
                sheet.look = Look { design, paper, face, ..Look::default() };
                let pdf = TypstSetter.resume(sheet).await.unwrap();
                let text = read_back(&pdf).replace('\u{200b}', "");
                assert!(text.contains("Hohenstaufen-Wittelsbach-Sachsen"), "{design:?}: {text}");
                assert!(roles < 30 || pages_of(&pdf) > 1, "{design:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_few_lines_alone_on_a_last_page_are_drawn_onto_the_one_before() {
    let sheet = |points: usize| {
        let mut json = ada();
        json["work"][0]["highlights"] = vec![serde_json::json!("Cut the bill by half."); points].into();
        resume(json)
    };
    // The first length that needs a second page at all is well above the first that would without drawing together.
    let (mut on_one, mut usual) = (0, 0);
    for points in 30..70 {
        let fitted = paper::pages(&sheet(points)).unwrap().len();
        on_one = if fitted == 1 { points } else { on_one };
        usual = if paper::usual_pages(&sheet(points)).unwrap() == 1 { points } else { usual };
    }
    assert!(on_one >= usual + 3, "{usual} points fit as usual and {on_one} drawn together");
}

#[test]
fn what_no_font_covers_is_said_by_its_script() {
    assert_eq!(uncovered("Ada Łukasz Ελλάδα Москва 12"), []);
    assert_eq!(uncovered("ᚠᚢ"), uncovered("ᚠ"));
    assert_eq!(uncovered("\u{1e030}\u{10fffd}"), uncovered("\u{1e030}"));
}

/// Where LibreOffice is installed; elsewhere the parts of the package are looked at by the tests above.
#[tokio::test]
async fn libreoffice_opens_a_docx_and_finds_every_word() {
    let Some(office) =
        ["soffice", "libreoffice"].into_iter().find(|name| std::process::Command::new(name).arg("--version").output().is_ok())
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ada.docx"), TypstSetter.resume_docx(resume(ada())).await.unwrap()).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let convert = [&profile, "--headless", "--convert-to", "pdf", "--outdir", folder.path().to_str().unwrap(), "ada.docx"];
    let done = std::process::Command::new(office).args(convert).current_dir(folder.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = read_back(&std::fs::read(folder.path().join("ada.pdf")).unwrap());
    for part in ["AdaExample", "ada@example.org", "Experience", "Northwind&Sons", "Mar2020–Present", "Cutthebillbyhalf.", "Rust,SQL"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

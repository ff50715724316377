//! A short run of what fuzzing does for long (`fuzz/`): small faults in good files, the same ones each time. Whatever comes of
//! them, nothing panics, every error is a sentence, and every fact stands where it says.

use super::formats::read_as;
use crate::adapters::builtin::reading::read_document;
use job_agent::document::{Document, Format, Unreadable};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::io::{Cursor, Write};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// Not packed, so that a fault in a byte is a fault in what the parser sees.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORD: &str = "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Ada Muster</w:t></w:r></w:p>\
    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>2019 – 2021</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Engineer</w:t><w:tab/><w:t>Acme</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
    <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText></w:r></w:p></w:body></w:document>";
const TEXT: &str = "Ada Muster\nBerlin, Germany | ada@muster.example | +49 30 1234567\n\nEXPERIENCE\nSenior Engineer, Acme Robotics          Mar 2019 – Present\n\
    - Built the control loop\n\nEducation\n---------\nUniversity of Example          2010 – 2015\nMSc in Computer Science\n\nSKILLS\nLanguages: Rust, C++ (17), Python\n";

fn corpus() -> Vec<(Format, Vec<u8>)> {
    let tables = [
        ("Profile.csv", "First Name,Last Name,Websites\nAda,\"Muster, \"\"x\"\"\",[PERSONAL:https://ada.example]\n"),
        ("Positions.csv", "Company Name,Title,Started On\nAcme,\"Two\nlines\",Feb 2022\n"),
    ];
    let europass = "<Candidate><CandidatePerson><PersonName><GivenName>Ada</GivenName></PersonName></CandidatePerson><CandidateProfile><ExecutiveSummary>&lt;p&gt;One &lt;b&gt;two&lt;/p&gt;&lt;li&gt;x</ExecutiveSummary></CandidateProfile></Candidate>";
    let json = r#"{"basics":{"name":"Ada","location":{"city":"Berlin"}},"work":[{"name":"Acme","startDate":"2019-03","highlights":["a"]}],"skills":[{"keywords":["Rust"]}]}"#;
    vec![
        (Format::Docx, archive(&[("word/document.xml", WORD), ("word/_rels/document.xml.rels", "<Relationships/>")])),
        (Format::LinkedIn, archive(&tables)),
        (Format::Europass, europass.into()),
        (Format::JsonResume, json.into()),
        (Format::Text, TEXT.into()),
        (Format::Markdown, format!("# Ada\n{TEXT}\n| a | b |\n|---|---|\n**x** [y](https://z.example)\n").into()),
    ]
}

/// One fault.
#[derive(Debug, Clone)]
enum Fault {
    Set(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    Insert(usize, Vec<u8>),
}

fn fault() -> impl Strategy<Value = Fault> {
    let words = prop::sample::select(vec![
        "\u{202e}",
        "–",
        "\t",
        "\n\n",
        "((((",
        "\"",
        "<![CDATA[",
        "</",
        "&#0;",
        "&amp;",
        "2019 –",
        "{\"",
        "9".repeat(400).leak(),
    ]);
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Fault::Set(at, byte)),
        (any::<usize>(), 1..200_usize).prop_map(|(at, length)| Fault::Cut(at, length)),
        (any::<usize>(), 1..200_usize).prop_map(|(at, length)| Fault::Double(at, length)),
        (any::<usize>(), words).prop_map(|(at, word)| Fault::Insert(at, word.as_bytes().to_vec())),
    ]
}

fn spoil(bytes: &mut Vec<u8>, fault: &Fault) {
    let length = bytes.len().max(1);
    match fault {
        Fault::Set(at, byte) => {
            if let Some(old) = bytes.get_mut(at % length) {
                *old = *byte;
            }
        }
        Fault::Cut(at, count) => {
            let at = (at % length).min(bytes.len());
            bytes.drain(at..(at + count).min(bytes.len()));
        }
        Fault::Double(at, count) => {
            let at = (at % length).min(bytes.len());
            let part = bytes[at..(at + count).min(bytes.len())].to_vec();
            bytes.splice(at..at, part);
        }
        Fault::Insert(at, word) => {
            let at = (at % length).min(bytes.len());
            bytes.splice(at..at, word.iter().copied());
        }
    }
}

fn check(answer: &Result<Document, Unreadable>) {
    let document = match answer {
        Ok(document) => document,
        Err(failure) => return assert!(failure.to_string().ends_with('.'), "{failure}"),
    };
    for one in &document.stated {
        let page = &document.pages[one.place.page as usize - 1];
        assert!(one.place.start < one.place.end && one.place.end as usize <= page.text.chars().count(), "{one:?}");
    }
    if let Ok(reading) = read_document(document) {
        for fact in reading.facts {
            let page = &document.pages[fact.place.page as usize - 1];
            assert!(fact.place.start < fact.place.end && fact.place.end as usize <= page.text.chars().count(), "{fact:?}");
        }
    }
}

#[test]
fn small_faults_in_good_files_break_nothing() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, b"the same faults, each time we go");
    let mut runner = TestRunner::new_with_rng(Config { cases: 120, failure_persistence: None, ..Config::default() }, seed);
    let corpus = corpus();
    for (format, bytes) in &corpus {
        assert!(read_as(*format, bytes).is_ok(), "{format:?}");
    }
    runner
        .run(&prop::collection::vec(fault(), 1..6), |faults| {
            for (format, whole) in &corpus {
                let mut bytes = whole.clone();
                faults.iter().for_each(|fault| spoil(&mut bytes, fault));
                check(&read_as(*format, &bytes));
            }
            Ok(())
        })
        .unwrap();
}

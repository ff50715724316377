use super::*;
use job_agent::document::Foreign;
use std::os::unix::fs::PermissionsExt;

/// A stand-in for the program: what the child does is up to the script.
fn program(folder: &tempfile::TempDir, script: &str) -> PathBuf {
    let path = folder.path().join("job-agent");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("executable");
    path
}

async fn read_with(script: &str) -> Result<Document, Unreadable> {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = FileReader::with_program(program(&folder, script)).with_wall(Duration::from_millis(700));
    reader.read(Bytes::from_static(b"%PDF-1.4 anything")).await
}

#[tokio::test]
async fn a_child_that_dies_is_an_error_of_that_file() {
    assert!(matches!(read_with("kill -SEGV $$").await, Err(Unreadable::Broken(Format::Pdf, _))));
    assert_eq!(read_with("kill -ABRT $$").await, Err(Unreadable::TooHeavy(Limit::Memory)));
    assert_eq!(read_with("kill -XCPU $$").await, Err(Unreadable::TooHeavy(Limit::Computing)));
    assert_eq!(read_with("kill -KILL $$").await, Err(Unreadable::TooHeavy(Limit::Memory)));
    assert!(matches!(read_with("exit 1").await, Err(Unreadable::Broken(Format::Pdf, _))));
    assert!(matches!(read_with("echo nonsense").await, Err(Unreadable::Broken(Format::Pdf, _))));
}

#[tokio::test]
async fn a_child_that_does_not_end_is_stopped() {
    assert_eq!(read_with("exec sleep 30").await, Err(Unreadable::TooHeavy(Limit::Time)));
}

#[tokio::test]
async fn a_child_that_talks_without_end_is_not_listened_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = FileReader::with_program(program(&folder, "exec cat /dev/zero")).with_wall(Duration::from_secs(30));
    let answer = reader.read(Bytes::from_static(b"%PDF-1.4 anything")).await;
    assert_eq!(answer, Err(Unreadable::TooHeavy(Limit::Text)));
}

#[tokio::test]
async fn what_the_child_says_is_passed_on() {
    assert_eq!(read_with(r#"cat > /dev/null; echo '{"Err":"Encrypted"}'"#).await, Err(Unreadable::Encrypted));
    assert_eq!(read_with(r#"echo '{"Ok":{"format":"pdf","pages":[]}}'"#).await, Err(Unreadable::NoText));
}

#[tokio::test]
async fn what_is_not_ours_starts_no_child() {
    let reader = FileReader::with_program("/nonexistent");
    assert_eq!(reader.read(Bytes::from_static(b"\x7fELF\0")).await, Err(Unreadable::Foreign(Foreign::Unknown)));
    assert!(matches!(reader.draw(Bytes::from_static(b"Ada Muster"), 1).await, Err(Unreadable::Broken(Format::Text, _))));
}

#[tokio::test]
async fn a_reader_that_does_not_start_is_not_the_fault_of_the_file() {
    let reader = FileReader::with_program("/nonexistent");
    assert_eq!(reader.read(Bytes::from_static(b"%PDF-1.4 anything")).await, Err(Unreadable::ReaderDown));
    let unlimited = format!("exit {}", child::UNLIMITED);
    assert_eq!(read_with(&unlimited).await, Err(Unreadable::ReaderDown), "nor is one that cannot limit itself");
    assert_eq!(draw_with(&unlimited).await, Err(Unreadable::ReaderDown));
}

async fn draw_with(script: &str) -> Result<Bytes, Unreadable> {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = FileReader::with_program(program(&folder, script)).with_wall(Duration::from_millis(700));
    reader.draw(Bytes::from_static(b"%PDF-1.4 anything"), 1).await
}

#[tokio::test]
async fn a_picture_counts_only_when_it_is_one() {
    assert_eq!(draw_with(r#"cat > /dev/null; echo '"Encrypted"'"#).await, Err(Unreadable::Encrypted));
    assert!(matches!(draw_with("echo '<script>'").await, Err(Unreadable::Broken(Format::Pdf, _))));
    assert_eq!(draw_with("kill -KILL $$").await, Err(Unreadable::TooHeavy(Limit::Memory)));
    assert!(draw_with(r"printf '\211PNG'").await.is_ok());
}

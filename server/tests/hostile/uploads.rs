//! Uploads over HTTP: files that are not what they say, too large, badly named, or without end.

use crate::house::{CV, Product};
use crate::web::{Reply, Site, Visitor, reply};
use bytes::Bytes;
use futures::stream;
use job_agent::profile::{self, UPLOAD_BYTES_MAX, UPLOADS_MAX};
use reqwest::{Body, Method};
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const BOUNDARY: &str = "----a-boundary-of-the-tests";

/// One file of a form: what its headers say about name and type, and its content.
fn part(disposition: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"cv\"; {disposition}\r\nContent-Type: {media_type}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn named(filename: &str, content: &[u8]) -> Vec<u8> {
    part(&format!("filename=\"{filename}\""), "application/pdf", content)
}

async fn send(visitor: &Visitor<'_>, site: &Site, body: impl Into<Body>) -> Reply {
    let request = visitor.request(Method::POST, "/uploads").header("origin", &site.url).header("accept", "application/json");
    reply(request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}")).body(body)).await
}

async fn upload(visitor: &Visitor<'_>, site: &Site, parts: &[Vec<u8>]) -> Reply {
    let mut body = parts.concat();
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    send(visitor, site, body).await
}

/// A PDF of exactly this size.
fn heavy(size: usize) -> Vec<u8> {
    let mut file = CV.to_vec();
    file.resize(size, b'\n');
    file
}

#[sqlx::test(migrations = "../migrations")]
async fn each_file_is_answered_for_itself_by_its_content(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let parts = [
        named("cv.pdf", b"<!doctype html><script>alert(1)</script>"),
        // The content decides, not the name and not what the browser says about it.
        part("filename=\"notes.txt\"", "text/plain", CV),
        named("empty.pdf", b""),
        named("archive.pdf", b"PK\x03\x04 a zip"),
        named("photo.pdf", b"\x89PNG\r\n\x1a\n"),
    ];
    let answer = upload(&mara, &site, &parts).await;
    assert_eq!(answer.status, 422);
    let told = answer.json();
    let error = |at: usize| told[at]["error"]["message"].as_str().unwrap_or_default().to_owned();
    assert!(error(0).contains("a web page") && error(2).contains("empty") && error(3).contains("an archive"), "{told}");
    assert!(error(4).contains("a picture"), "{told}");
    assert_eq!((&told[0]["error"]["field"], &told[0]["error"]["filename"]), (&"cv".into(), &"cv.pdf".into()));
    assert_eq!(told[1]["ok"]["filename"], "notes.txt");
    assert_eq!(profile::uploads(&product.web.desk, &member).await.unwrap().len(), 1);

    for (parts, words) in [(vec![], "Choose a file"), (vec![part("filename=\"\"", "application/octet-stream", b"")], "")] {
        let answer = upload(&mara, &site, &parts).await;
        assert_eq!(answer.status, 422);
        assert!(answer.json()[0]["error"]["message"].as_str().unwrap().contains(words), "{}", answer.body);
    }
    let torn = send(&mara, &site, named("torn.pdf", &CV[..500])).await;
    assert!(torn.status == 422 && torn.body.contains("broke off"), "{torn:?}");
    for (media_type, body) in [("application/json", "{}"), ("multipart/form-data", "no boundary"), ("text/plain", "")] {
        let request = mara.request(Method::POST, "/uploads").header("origin", &site.url).header("content-type", media_type).body(body);
        let answer = reply(request).await;
        assert!((400..500).contains(&answer.status), "{media_type}: {answer:?}");
    }
    let stranger = upload(&site.visitor(), &site, &[named("cv.pdf", CV)]).await;
    assert_eq!(stranger.status, 401);
    assert_eq!(profile::uploads(&product.web.desk, &member).await.unwrap().len(), 1, "nothing but the one that was good");
}

#[sqlx::test(migrations = "../migrations")]
async fn ten_megabytes_are_taken_and_one_byte_more_is_not(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let answer = upload(&mara, &site, &[named("large.pdf", &heavy(UPLOAD_BYTES_MAX))]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = upload(&mara, &site, &[named("larger.pdf", &heavy(UPLOAD_BYTES_MAX + 1)), named("cv.pdf", CV)]).await;
    assert_eq!(answer.status, 422);
    let told = answer.json();
    assert!(told[0]["error"]["message"].as_str().unwrap().contains("larger than 10 MB"), "{told}");
    assert_eq!(told[1]["ok"]["filename"], "cv.pdf", "one that cannot be used holds no other up");
    assert_eq!(profile::uploads(&product.web.desk, &member).await.unwrap().len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_body_without_length_and_without_end_is_ended(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = sent.clone();
    // In chunks, so that no length is told beforehand; it would go on for a gigabyte.
    let head = stream::iter([Ok::<_, std::io::Error>(Bytes::from(named("endless.pdf", CV)))]);
    let chunk = Bytes::from(vec![b'x'; 256 * 1024]);
    let rest = stream::unfold(0, move |count| {
        let (chunk, counted) = (chunk.clone(), counted.clone());
        async move {
            counted.fetch_add(chunk.len(), Ordering::SeqCst);
            (count < 4096).then_some((Ok(chunk), count + 1))
        }
    });
    let request = mara.request(Method::POST, "/uploads").header("origin", &site.url).header("accept", "application/json");
    let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    // The server may hang up while we still talk; either way it has stopped listening.
    let answer = request.body(Body::wrap_stream(futures::StreamExt::chain(head, rest))).send().await;
    if let Ok(answer) = answer {
        assert!(answer.status().is_client_error(), "{answer:?}");
    }
    let most = (UPLOADS_MAX + 3) * UPLOAD_BYTES_MAX;
    assert!(sent.load(Ordering::SeqCst) < most, "{} bytes were listened to", sent.load(Ordering::SeqCst));
    assert!(profile::uploads(&product.web.desk, &member).await.unwrap().iter().all(|upload| upload.filename != "endless.pdf"));
    assert_eq!(site.visitor().get("/livez").await.status, 200);
}

#[sqlx::test(migrations = "../migrations")]
async fn names_are_shown_and_never_used_as_paths(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    let long = "ä".repeat(300);
    let tall = format!("filename=\"{long}.pdf\"");
    let names = [
        ("filename=\"../../../etc/passwd\"", "passwd"),
        ("filename=\"C:\\\\CVs\\\\mine.pdf\"", "mine.pdf"),
        ("filename=\"a\\\"b;c=d.pdf\"", ""),
        ("filename*=UTF-8''%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf", ""),
        ("filename=\"履歴書 – ملف.pdf\"", "履歴書 – ملف.pdf"),
        (&tall, &long[..240]),
        ("filename=\"\"", ""),
        ("filename=\"<img src=x onerror=alert(1)>.pdf\"", ""),
    ];
    for (at, (disposition, wanted)) in names.into_iter().enumerate() {
        // Each a little different: the same file twice is the same upload.
        let answer = upload(&mara, &site, &[part(disposition, "application/pdf", &heavy(CV.len() + 1 + at))]).await;
        assert_eq!(answer.status, 200, "{disposition}: {}", answer.body);
        let told = answer.json();
        let shown = told[0]["ok"]["filename"].as_str().unwrap();
        assert!(!shown.contains(['/', '\\']) && (1..=120).contains(&shown.chars().count()), "{shown}");
        assert!(wanted.is_empty() || shown == wanted, "{disposition} became {shown}");
        let id = told[0]["ok"]["id"].as_str().unwrap();
        let file = mara.request(Method::GET, &format!("/uploads/{id}/file")).send().await.unwrap();
        assert_eq!(file.status(), 200);
        let header = |name: &str| file.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"), "nothing of it runs in our origin");
        let disposition = header("content-disposition");
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
        assert_eq!(file.bytes().await.unwrap().len(), CV.len() + 1 + at);
    }
    let page = mara.get("/onboarding/cv").await;
    assert!(page.status == 200 && !page.body.contains("<img src=x"), "a name is text, not markup");
    let keys: Vec<String> =
        sqlx::query_scalar("select storage_key from upload").fetch_all(&crate::house::superuser(&admin).await).await.unwrap();
    assert!(keys.iter().all(|key| key.starts_with(&format!("cv/{}/", member.id()))), "{keys:?}");

    for at in names.len()..UPLOADS_MAX + 1 {
        let answer = upload(&mara, &site, &[named("more.pdf", &heavy(CV.len() + 1 + at))]).await;
        assert_eq!(answer.status, if at < UPLOADS_MAX { 200 } else { 422 }, "{at}: {}", answer.body);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_store_without_room_is_said_and_leaves_no_row_without_a_file(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, member) = site.member(&product, "mara@example.org").await;
    // A file where a folder is needed refuses everybody, root too, as a full disk does.
    let blocked = product.folder.path().join("files/cv");
    std::fs::write(&blocked, "").unwrap();
    let answer = upload(&mara, &site, &[named("cv.pdf", CV)]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.json()[0]["error"]["message"].as_str().unwrap().contains("could not be stored"), "{}", answer.body);
    assert!(profile::uploads(&product.web.desk, &member).await.unwrap().is_empty());
    std::fs::remove_file(&blocked).unwrap();
    assert_eq!(upload(&mara, &site, &[named("cv.pdf", CV)]).await.status, 200);
}

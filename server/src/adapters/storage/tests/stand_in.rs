//! A small S3: objects in memory, and ranges of them. It checks every signature and every sum by itself, as the
//! documentation says them (AWS Signature Version 4), and not with the library that made them.

use super::super::S3;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const REGION: &str = "eu-central-1";

#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, Bytes>,
    refused: usize,
}

#[derive(Clone)]
pub struct StandIn {
    url: String,
    kept: Arc<Mutex<Kept>>,
}

impl StandIn {
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let this = Self { url: format!("http://{}", listener.local_addr().unwrap()), kept: Arc::default() };
        let router = Router::new().fallback(answer).with_state(this.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        this
    }

    pub fn settings(&self, prefix: &str) -> S3 {
        S3 {
            bucket: "files".into(),
            prefix: prefix.into(),
            region: REGION.into(),
            endpoint: Some(self.url.clone()),
            key_id: KEY_ID.into(),
            secret: SECRET.to_owned().into(),
        }
    }

    pub fn keys(&self) -> Vec<String> {
        self.kept.lock().unwrap().objects.keys().cloned().collect()
    }

    pub fn refused(&self) -> usize {
        self.kept.lock().unwrap().refused
    }
}

async fn answer(State(this): State<StandIn>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let query: Vec<(String, String)> = reqwest::Url::parse(&format!("http://x/?{}", parts.uri.query().unwrap_or_default()))
        .unwrap()
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut kept = this.kept.lock().unwrap();
    if !is_signed(&parts.method, parts.uri.path(), &query, &parts.headers, &body) {
        kept.refused += 1;
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = parts.uri.path().trim_start_matches("/files/").to_owned();
    match parts.method {
        Method::PUT => {
            kept.objects.insert(key, body);
            ([("etag", "\"1\"")], "").into_response()
        }
        // Several at once, by their names in XML.
        Method::POST if query.iter().any(|(name, _)| name == "delete") => {
            let listed = String::from_utf8(body.to_vec()).unwrap();
            let keys: Vec<&str> = listed.split("<Key>").skip(1).filter_map(|rest| rest.split_once("</Key>")).map(|(key, _)| key).collect();
            keys.iter().for_each(|key| drop(kept.objects.remove(*key)));
            let gone: String = keys.iter().map(|key| format!("<Deleted><Key>{key}</Key></Deleted>")).collect();
            ([("content-type", "application/xml")], format!("<DeleteResult>{gone}</DeleteResult>")).into_response()
        }
        _ => given(kept.objects.get(&key), &parts.headers, &query),
    }
}

fn given(object: Option<&Bytes>, headers: &HeaderMap, query: &[(String, String)]) -> Response {
    let Some(object) = object else {
        return (StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>").into_response();
    };
    let mut answer = HeaderMap::new();
    answer.insert("etag", "\"1\"".parse().unwrap());
    answer.insert("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT".parse().unwrap());
    for (name, value) in query.iter().filter_map(|(name, value)| Some((name.strip_prefix("response-")?, value))) {
        answer.insert(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    let range = headers.get("range").map(|range| range.to_str().unwrap().trim_start_matches("bytes=").to_owned());
    let Some((first, last)) = range.as_deref().and_then(|range| range.split_once('-')) else {
        return (answer, object.clone()).into_response();
    };
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    answer.insert("content-range", format!("bytes {first}-{last}/{}", object.len()).parse().unwrap());
    (StatusCode::PARTIAL_CONTENT, answer, object.slice(first..=last)).into_response()
}

/// By the header, or by the query of a link; and what is sent has the sums that it says.
fn is_signed(method: &Method, path: &str, query: &[(String, String)], headers: &HeaderMap, body: &Bytes) -> bool {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let value = |name: &str| query.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    let of_header = |text: &str, name: &str| text.split([',', ' ']).find_map(|part| part.strip_prefix(name)).unwrap_or_default().to_owned();
    let (scope, names, signature, date, payload) = match (header("authorization"), value("X-Amz-Credential")) {
        (Some(text), _) => {
            let payload = header("x-amz-content-sha256").unwrap();
            if payload != "UNSIGNED-PAYLOAD" && payload != hex::encode(Sha256::digest(body)) {
                return false;
            }
            (
                of_header(&text, "Credential="),
                of_header(&text, "SignedHeaders="),
                of_header(&text, "Signature="),
                header("x-amz-date").unwrap(),
                payload,
            )
        }
        (None, Some(scope)) => {
            let part = |name: &str| value(name).unwrap();
            (scope, part("X-Amz-SignedHeaders"), part("X-Amz-Signature"), part("X-Amz-Date"), "UNSIGNED-PAYLOAD".to_owned())
        }
        _ => return false,
    };
    let escaped = |text: &str| super::super::links::escaped(text);
    let mut pairs: Vec<String> = query
        .iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    pairs.sort();
    let listed: String = names.split(';').map(|name| format!("{name}:{}\n", header(name).unwrap_or_default().trim())).collect();
    let request = format!("{method}\n{path}\n{}\n{listed}\n{names}\n{payload}", pairs.join("&"));
    let (_, scope) = scope.split_once('/').unwrap();
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex::encode(Sha256::digest(request)));
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in [&date[..8], REGION, "s3", "aws4_request"] {
        key = mac(&key, part);
    }
    hex::encode(mac(&key, &text)) == signature
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

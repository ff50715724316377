//! The web application as it is served, and visitors who speak HTTP to it as they like.

use crate::house::Product;
use axum::http::HeaderMap;
use job_agent::account::Member;
use leptos::config::LeptosOptions;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Method, RequestBuilder};
use secrecy::ExposeSecret;
use serde_json::Value;
use server::web::{Shared, Web, router};
use std::net::SocketAddr;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The whole router on a real port, over the web's limited role.
pub struct Site {
    pub url: String,
    client: reqwest::Client,
    _stop: DropGuard,
}

impl Site {
    pub async fn open(product: &Product) -> Self {
        let stop = CancellationToken::new();
        let (desk, lookout, links) = (product.web.desk.clone(), product.web.lookout.clone(), product.web.links.clone());
        let web = Web::from(Shared { desk, config: product.config.clone(), stop: stop.child_token(), lookout, links });
        let options = LeptosOptions::builder().output_name("job-agent").site_root(product.folder.path().to_str().unwrap()).build();
        let service = router(web, options).unwrap().into_make_service_with_connect_info::<SocketAddr>();
        let listener = product.listener.try_clone().unwrap();
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        tokio::spawn(axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned()).into_future());
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { url: format!("http://{}", product.address()), client, _stop: stop.drop_guard() }
    }

    pub fn visitor(&self) -> Visitor<'_> {
        Visitor { site: self, cookie: None }
    }

    /// Somebody with a cookie of any value.
    pub fn with_cookie(&self, value: &str) -> Visitor<'_> {
        Visitor { site: self, cookie: Some(format!("job_agent.session_token={value}")) }
    }

    /// A request as it is written here, byte by byte; returns the status.
    pub async fn raw(&self, request: &str) -> u16 {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(self.url.trim_start_matches("http://")).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let text = String::from_utf8_lossy(&answer);
        text.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no answer to {request}: {text}"))
    }

    /// Somebody who has just signed up.
    pub async fn member(&self, product: &Product, email: &str) -> (Visitor<'_>, Member) {
        let (member, cookie) = product.member_with_cookie(email).await;
        let cookie = format!("job_agent.session_token={}", cookie.expose_secret());
        (Visitor { site: self, cookie: Some(cookie) }, member)
    }
}

/// A browser, or a program that could pass for one.
#[derive(Clone)]
pub struct Visitor<'a> {
    site: &'a Site,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }

    /// The fields that a refused form names, each with its words.
    pub fn faults(&self) -> Vec<(String, String)> {
        let body = self.json();
        let fields = body["Invalid"].as_array().unwrap_or_else(|| panic!("no field is named: {self:?}"));
        let word = |field: &Value, key: &str| field[key].as_str().unwrap_or_default().to_owned();
        fields.iter().map(|field| (word(field, "field"), word(field, "message"))).collect()
    }
}

impl Visitor<'_> {
    /// A request with this visitor's cookie and nothing else.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.site.client.request(method, format!("{}{path}", self.site.url));
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        reply(self.request(Method::GET, path).header("accept", "text/html")).await
    }

    /// A form as the script sends it: from our own page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        reply(self.form(path, fields).header("accept", "application/json").header("origin", &self.site.url)).await
    }

    /// A server function by its name.
    pub async fn call(&self, function: &str, fields: &[(&str, &str)]) -> Reply {
        self.post(&path_of(function), fields).await
    }

    /// JSON to the protocol, from a program.
    pub async fn json(&self, path: &str, body: &Value) -> Reply {
        reply(self.request(Method::POST, path).header("content-type", "application/json").body(body.to_string())).await
    }

    /// The same from our own page.
    pub async fn json_from_page(&self, path: &str, body: &Value) -> Reply {
        let request = self.request(Method::POST, path).header("origin", &self.site.url).header("content-type", "application/json");
        reply(request.body(body.to_string())).await
    }

    /// A form without any headers but its type.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let pairs: Vec<String> = fields.iter().map(|(key, value)| format!("{}={}", escape(key), escape(value))).collect();
        self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").body(pairs.join("&"))
    }
}

pub async fn reply(request: RequestBuilder) -> Reply {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Reply { status, headers, body: answer.text().await.unwrap() }
}

/// Where a server function is called; the numbers at the end differ from build to build.
pub fn path_of(function: &str) -> String {
    let found = server_fn_paths().find(|(path, _)| name_of(path) == function);
    found.unwrap_or_else(|| panic!("there is no server function {function}")).0.to_owned()
}

/// The name of a server function by its path.
pub fn name_of(path: &str) -> &str {
    path.trim_start_matches("/api/").trim_end_matches(|c: char| c.is_ascii_digit())
}

fn escape(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

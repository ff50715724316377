//! A browser without pages: it keeps cookies, follows nothing, and goes to providers and back.

use crate::house::Product;
use crate::provider::Provider;
use crate::web::{Reply, Site, reply};
use job_agent::account::{self, Member};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The program, two providers that it knows, and its outside.
pub struct House {
    pub product: Product,
    pub site: Site,
    pub one: Provider,
    pub two: Provider,
}

impl House {
    pub async fn open(admin: &sqlx::PgPool) -> Self {
        let (one, two) = (Provider::start().await, Provider::start().await);
        let providers = json!([one.setting("one"), two.setting("two")]).to_string();
        let product = Product::with(admin, &["--oidc-providers", &providers], 6).await;
        let site = Site::open(&product).await;
        Self { product, site, one, two }
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookies: HashMap::new() }
    }

    /// A browser in which somebody has signed up with a password.
    pub async fn signed_up(&self, email: &str) -> Browser<'_> {
        let (_, cookie) = self.product.member_with_cookie(email).await;
        let mut browser = self.browser();
        browser.cookies.insert("job_agent.session_token".into(), cookie.expose_secret().to_owned());
        browser
    }

    /// The same, and the address is proved by the link of the mail.
    pub async fn proved(&self, email: &str) -> Browser<'_> {
        let browser = self.signed_up(email).await;
        self.product.work().await;
        let mail = self.product.outbox().into_iter().find(|mail| mail.to == email && mail.text.contains("/verify-email?token=")).unwrap();
        let rest = mail.text.split("/verify-email?token=").nth(1).unwrap();
        let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        account::prove_address(&self.product.web.desk, None, &token).await.unwrap();
        browser
    }
}

#[derive(Clone)]
pub struct Browser<'a> {
    house: &'a House,
    pub cookies: HashMap<String, String>,
}

impl Browser<'_> {
    pub async fn send(&mut self, method: Method, path: &str, body: Option<(&str, String)>) -> Reply {
        let mut request = self.house.site.visitor().request(method.clone(), path).header("accept", "text/html");
        if method != Method::GET {
            request = request.header("origin", &self.house.site.url);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", line.join("; "));
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let answer = reply(request).await;
        for line in answer.headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned())
            };
        }
        answer
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }

    pub async fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let escaped = |text: &str| app::edge::escaped(text);
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        self.send(Method::POST, path, Some(("application/x-www-form-urlencoded", body.join("&")))).await
    }

    pub async fn json(&mut self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, Some(("application/json", body.to_string()))).await
    }

    /// Presses the button of a page; where the browser is sent.
    pub async fn leaves(&mut self, provider: &str) -> String {
        sent_to(&self.form("/sign-in/provider", &[("provider", provider), ("next", "")]).await)
    }

    /// Comes back with what the provider gave it.
    pub async fn comes_back(&mut self, provider: &str, brought: &HashMap<String, String>) -> Reply {
        let query: Vec<String> = brought.iter().map(|(name, value)| format!("{name}={}", app::edge::escaped(value))).collect();
        self.get(&format!("/_auth/callback/{provider}?{}", query.join("&"))).await
    }

    /// The whole way, by the first provider.
    pub async fn signs_in(&mut self, person: &Value) -> Reply {
        let url = self.leaves("one").await;
        let brought = self.house.one.allow(&url, person);
        self.comes_back("one", &brought).await
    }

    /// The whole way from the settings.
    pub async fn links(&mut self, person: &Value) -> Reply {
        let url = sent_to(&self.form("/settings/security/link", &[("provider", "one")]).await);
        let brought = self.house.one.allow(&url, person);
        self.comes_back("one", &brought).await
    }

    pub async fn who(&self) -> Option<Member> {
        let cookie = self.cookies.get("job_agent.session_token")?;
        account::member(&self.house.product.web.desk, &cookie.clone().into()).await.unwrap()
    }
}

/// Where a page that goes on by itself goes.
pub fn sent_to(answer: &Reply) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.header("refresh").strip_prefix("0; url=").unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

/// Somebody whose address the provider has seen to be theirs.
pub fn person(subject: &str, email: &str) -> Value {
    json!({ "sub": subject, "email": email, "email_verified": true, "name": "Ada Lovelace" })
}

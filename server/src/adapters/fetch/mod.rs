//! The one way out: asks a source's own host, or a provider's own address, and nobody else.
//!
//! HTTPS only, to public addresses, and the address that was checked is the one that is connected to. No redirects, no proxy from the
//! environment, and an end to every wait and every body. Plain HTTP is possible to this machine alone, where somebody configures it.

mod polite;
mod question;

pub use polite::Polite;
use question::retry_after;
pub use question::{Mark, Question, Reply};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// How long and how much we wait for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub connect: Duration,
    pub total: Duration,
    /// Bytes of a body, after decompression.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(30), body: 5 * 1024 * 1024 }
    }
}

/// Why nothing came back. The words are for the report of a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the address {0} is not one that may be asked")]
    Refused(String),
    #[error("it sent us on to another address, which is not followed")]
    Redirected,
    #[error("its answer is larger than {0} MiB")]
    TooLarge(usize),
    #[error("it did not answer in time")]
    TimedOut,
    #[error("it knows nothing by that name")]
    NotFound,
    #[error("it wants fewer questions{}", .0.map_or(String::new(), |wait| format!(" and says to wait {} s", wait.as_secs())))]
    RateLimited(Option<Duration>),
    /// It was not asked, for this reason.
    #[error("{0}")]
    HeldBack(String),
    #[error("it refuses us (status {0})")]
    Blocked(u16),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("it sent a web page in place of data")]
    WebPage,
    #[error("it could not be reached: {0}")]
    Unreachable(String),
}

/// A client for one source. Its host is fixed when it is made.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: reqwest::Client,
    reach: Reach,
    base: reqwest::Url,
    limits: Limits,
}

impl Fetcher {
    /// `base` is where the source lives; `contact` is how its operator reaches us.
    pub fn new(base: &str, contact: &str, limits: Limits) -> Result<Self, Fault> {
        Self::to(folder(base)?, contact, limits, Network::Public)
    }

    /// The same client for another address of the source: it checks whatever it connects to.
    pub fn moved(&self, base: &str) -> Result<Self, Fault> {
        let base = folder(base)?;
        if reach_of(&base, Network::Public)? != self.reach {
            return Err(Fault::Refused(base.to_string()));
        }
        Ok(Self { base, ..self.clone() })
    }

    /// A client for exactly one address, of somebody whom the operator named.
    pub fn at(address: &str, contact: &str, limits: Limits, network: Network) -> Result<Self, Fault> {
        let address = reqwest::Url::parse(address).map_err(|_| Fault::Refused(address.to_owned()))?;
        Self::to(address, contact, limits, network)
    }

    fn to(base: reqwest::Url, contact: &str, limits: Limits, network: Network) -> Result<Self, Fault> {
        let reach = reach_of(&base, network)?;
        // One process has one provider of cryptography; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(format!("job-agent/{} (+{contact})", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .https_only(reach != Reach::Loopback)
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .dns_resolver(Checked(reach))
            .build()
            .map_err(|error| Fault::Unreachable(innermost(&error)))?;
        Ok(Self { client, reach, base, limits })
    }

    /// Asks below the source's address. With a mark, only for what has changed since.
    pub async fn get(&self, question: &Question, mark: Option<&Mark>) -> Result<Reply, Fault> {
        let refused = || Fault::Refused(question.path.clone());
        let url = question.url(&self.base).ok_or_else(refused)?;
        let mut headers = question.headers().ok_or_else(refused)?;
        if let Some(mark) = mark {
            mark.put(&mut headers);
        }
        let answer = self.client.get(question.whole_url(url)).headers(headers).send().await.map_err(fault)?;
        let page = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).is_some_and(|kind| kind.contains("html"));
        let wait = retry_after(answer.headers());
        match answer.status().as_u16() {
            200 => {}
            304 if mark.is_some() => return Ok(Reply::Unchanged),
            300..=399 => return Err(Fault::Redirected),
            404 | 410 => return Err(Fault::NotFound),
            429 => return Err(Fault::RateLimited(wait)),
            status @ (401 | 403 | 451) => return Err(Fault::Blocked(status)),
            503 if wait.is_some() => return Err(Fault::RateLimited(wait)),
            status => return Err(Fault::Status(status)),
        }
        let mark = Mark::of(answer.headers());
        let body = self.body(answer).await?;
        if question.is_page(&body, page) { Err(Fault::WebPage) } else { Ok(Reply::New(body, mark)) }
    }

    /// Under which a question's answer is kept; nothing secret is in it.
    pub fn name_of(&self, question: &Question) -> Option<String> {
        question.url(&self.base).map(String::from)
    }

    /// Whom it asks, with the port where it is not the usual one.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The address that it asks.
    pub fn address(&self) -> String {
        self.base.to_string()
    }

    /// Asks its address itself, and gives back whatever comes but a redirect.
    pub async fn exchange(&self, method: Method, headers: HeaderMap, body: Vec<u8>) -> Result<(StatusCode, HeaderMap, Vec<u8>), Fault> {
        let answer = self.client.request(method, self.base.clone()).headers(headers).body(body).send().await.map_err(fault)?;
        if answer.status().is_redirection() {
            return Err(Fault::Redirected);
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        Ok((status, headers, self.body(answer).await?))
    }

    /// Counts while it reads, so that a small file that unpacks into a large one is stopped on the way.
    async fn body(&self, mut answer: reqwest::Response) -> Result<Vec<u8>, Fault> {
        let too_large = || Fault::TooLarge(self.limits.body.div_ceil(1024 * 1024));
        if answer.content_length().is_some_and(|length| length > self.limits.body as u64) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// An address that questions are asked below.
fn folder(base: &str) -> Result<reqwest::Url, Fault> {
    let mut base = reqwest::Url::parse(base).map_err(|_| Fault::Refused(base.to_owned()))?;
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    if base.query().is_some() { Err(Fault::Refused(base.to_string())) } else { Ok(base) }
}

/// Where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    Public,
    /// The operator's own, by their word.
    OperatorsOwn,
}

/// Whom a client may talk to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Public,
    /// Any address, over TLS.
    OperatorsOwn,
    /// This machine alone: a stand-in for a source, in tests and development.
    Loopback,
}

fn reach_of(base: &reqwest::Url, network: Network) -> Result<Reach, Fault> {
    let refused = || Fault::Refused(base.to_string());
    if !base.username().is_empty() || base.password().is_some() || base.fragment().is_some() {
        return Err(refused());
    }
    let host = base.host_str().ok_or_else(refused)?;
    // An address in place of a name never asks the resolver, so it is checked here.
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    match (base.scheme(), address) {
        ("https", _) if network == Network::OperatorsOwn => Ok(Reach::OperatorsOwn),
        ("https", Some(address)) if !is_public(address) => Err(refused()),
        ("https", _) => Ok(Reach::Public),
        ("http", Some(address)) if address.is_loopback() => Ok(Reach::Loopback),
        ("http", None) if host == "localhost" => Ok(Reach::Loopback),
        _ => Err(refused()),
    }
}

/// Resolves a name and hands on only addresses that may be connected to. One that may not spoils the name.
struct Checked(Reach);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed = |address: &SocketAddr| match reach {
                Reach::Public => is_public(address.ip()),
                Reach::OperatorsOwn => true,
                Reach::Loopback => address.ip().is_loopback(),
            };
            if found.is_empty() || !found.iter().all(allowed) {
                return Err(Box::<dyn std::error::Error + Send + Sync>::from(Fault::Refused(name.as_str().to_owned())));
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet, and no other network can hide behind it.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [a, b, ..] = address.segments();
    // Global unicast only; of that, not documentation, not the tunnels that carry an address of version 4.
    (0x2000..0x4000).contains(&a) && !(a == 0x2001 && (b == 0x0db8 || b < 0x0200)) && a != 0x2002 && !(a == 0x3fff && b < 0x1000)
}

fn fault(error: reqwest::Error) -> Fault {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(inner) = cause {
        if let Some(refused @ Fault::Refused(_)) = inner.downcast_ref::<Fault>() {
            return refused.clone();
        }
        cause = inner.source();
    }
    if error.is_timeout() { Fault::TimedOut } else { Fault::Unreachable(innermost(&error)) }
}

/// The words at the bottom of a chain of errors: those say what happened.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests;

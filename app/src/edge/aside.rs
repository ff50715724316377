//! Cookies besides the session's, each for one purpose.

use super::{ApiError, policy, request::Policy};
use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
    request::Parts,
};
use job_agent::account::{CEREMONY_MINUTES, Challenge, FLOW_MINUTES, PENDING_MINUTES, TRUSTED_DAYS};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use secrecy::{ExposeSecret, SecretString};

/// What a browser holds besides a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// A sign-in that waits for the second factor.
    Pending,
    /// A sign-in that is at a provider. Lax as the others, because the way back begins there.
    Departure,
    /// This browser is trusted, so that it is not asked for one.
    Trusted,
    /// What a device was asked.
    Passkey,
}

impl Aside {
    const fn name(self) -> &'static str {
        match self {
            Self::Pending => "job_agent.two_factor",
            Self::Departure => "job_agent.state",
            Self::Trusted => "job_agent.trust_device",
            Self::Passkey => "job_agent.passkey",
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Pending => i64::from(PENDING_MINUTES) * 60,
            Self::Departure => i64::from(FLOW_MINUTES) * 60,
            Self::Trusted => i64::from(TRUSTED_DAYS) * 24 * 60 * 60,
            Self::Passkey => i64::from(CEREMONY_MINUTES) * 60,
        }
    }
}

impl Policy {
    /// Its name in this deployment.
    pub fn aside_name(self, aside: Aside) -> String {
        format!("{}{}", if self.secure_cookies { "__Host-" } else { "" }, aside.name())
    }

    /// It as a header says it; without a value it is taken out of the browser.
    pub fn aside(self, aside: Aside, value: Option<&SecretString>) -> String {
        let secure = if self.secure_cookies { "; Secure" } else { "" };
        let age = if value.is_some() { aside.seconds() } else { 0 };
        let value = value.map(ExposeSecret::expose_secret).unwrap_or_default();
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}", self.aside_name(aside))
    }

    /// What the browser sent of it.
    pub fn read_aside(self, headers: &HeaderMap, aside: Aside) -> Option<SecretString> {
        cookie_of(headers, &self.aside_name(aside))
    }
}

/// The value of a cookie, as the browser sent it; an empty one is none.
pub fn cookie_of(headers: &HeaderMap, name: &str) -> Option<SecretString> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| SecretString::from(value.to_owned()))
}

/// What this browser holds of it.
pub fn aside(aside: Aside) -> Result<Option<SecretString>, ApiError> {
    let policy = policy()?;
    Ok(use_context::<Parts>().and_then(|parts| policy.read_aside(&parts.headers, aside)))
}

/// Gives it to this browser, or takes it away.
pub fn set_aside(aside: Aside, value: Option<&SecretString>) -> Result<(), ApiError> {
    let mut header = HeaderValue::from_str(&policy()?.aside(aside, value)).map_err(|cause| super::fault(&cause))?;
    header.set_sensitive(true);
    if let Some(response) = use_context::<ResponseOptions>() {
        response.append_header(SET_COOKIE, header);
    }
    Ok(())
}

/// Asks this browser for the second factor. Whoever was signed in here before is not any more, and what it showed as trusted
/// was not.
pub fn ask_second_factor(challenge: &Challenge) -> Result<(), ApiError> {
    super::clear_session_cookie()?;
    if aside(Aside::Trusted)?.is_some() {
        set_aside(Aside::Trusted, None)?;
    }
    set_aside(Aside::Pending, Some(&challenge.cookie))
}

#[cfg(test)]
mod tests {
    use super::{Aside, Policy, cookie_of};
    use axum::http::{HeaderMap, header::COOKIE};
    use secrecy::ExposeSecret;

    #[test]
    fn they_are_bound_to_the_host_and_end_by_themselves() {
        let https = Policy { secure_cookies: true, development: false };
        let value = "abc".to_owned().into();
        assert_eq!(
            https.aside(Aside::Pending, Some(&value)),
            "__Host-job_agent.two_factor=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure"
        );
        let http = Policy { secure_cookies: false, development: true };
        assert_eq!(http.aside(Aside::Trusted, Some(&value)), "job_agent.trust_device=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000");
        assert_eq!(http.aside(Aside::Trusted, None), "job_agent.trust_device=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_cookie_is_read_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "xjob_agent.two_factor=1; job_agent.two_factor=; a=b".parse().unwrap());
        headers.append(COOKIE, "job_agent.two_factor=2".parse().unwrap());
        assert_eq!(cookie_of(&headers, "job_agent.two_factor").unwrap().expose_secret(), "2");
        assert!(cookie_of(&headers, "job_agent.trust_device").is_none());
    }
}

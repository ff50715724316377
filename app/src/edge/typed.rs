//! What a form held that was sent without the script and refused: the server puts it into a cookie that lives for a minute,
//! and the page that comes back shows it. Addresses end up in logs and histories; a cookie does not.

/// The cookie's name; a long form takes several, numbered from nought.
pub const TYPED_COOKIE: &str = "job_agent.typed";

/// The field that names the form: the path of its server function.
pub const TYPED_FORM: &str = "__form";

/// Whose fields these are, on a page with several forms: what came back from one is not shown in another.
#[derive(Debug, Clone, Copy)]
pub struct FormOf(pub &'static str);

/// What the field of this name held; nothing where no form came back.
pub fn typed(name: &str) -> Option<String> {
    let fields = came_back()?;
    fields.into_iter().find_map(|(key, value)| (key == name).then_some(value))
}

/// Whether this box or ring was ticked; nothing where no form came back.
pub fn ticked(name: &str, value: &str) -> Option<bool> {
    let fields = came_back()?;
    // The script and the browser number lists differently: `modes[]` and `modes[0]` are one name.
    let plain = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
    Some(fields.iter().any(|(key, found)| plain(key) == plain(name) && found == value))
}

#[cfg(not(feature = "ssr"))]
fn came_back() -> Option<Vec<(String, String)>> {
    None
}

#[cfg(feature = "ssr")]
fn came_back() -> Option<Vec<(String, String)>> {
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
    let (_, form) = pairs(parts.uri.query()?)?.into_iter().find(|(key, _)| key == "__path")?;
    if leptos::prelude::use_context::<FormOf>().is_some_and(|FormOf(own)| own != form) {
        return None;
    }
    let fields = pairs(&cookies(&parts.headers))?;
    fields.iter().any(|(key, value)| key == TYPED_FORM && *value == form).then_some(fields)
}

/// The cookies of a form, put together in their order.
#[cfg(feature = "ssr")]
fn cookies(headers: &axum::http::HeaderMap) -> String {
    let lines = headers.get_all(axum::http::header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pieces: Vec<(usize, &str)> = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(TYPED_COOKIE)?.strip_prefix('.')?.split_once('='))
        .filter_map(|(number, piece)| Some((number.parse().ok()?, piece)))
        .collect();
    pieces.sort_unstable();
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// The pairs of a form as browsers encode it.
#[cfg(feature = "ssr")]
fn pairs(encoded: &str) -> Option<Vec<(String, String)>> {
    let address = format!("/?{encoded}").parse().ok()?;
    axum::extract::Query::try_from_uri(&address).ok().map(|query| query.0)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

    #[test]
    fn a_long_form_is_put_together_from_its_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=1; job_agent.typed.1=%C3%AB; job_agent.typed.0=__form=/api/x&name=Zo"));
        let fields = pairs(&cookies(&headers)).unwrap();
        assert_eq!(fields, [("__form".to_owned(), "/api/x".to_owned()), ("name".to_owned(), "Zoë".to_owned())]);
    }
}

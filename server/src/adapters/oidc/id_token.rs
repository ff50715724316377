//! The identity token: who signed it, for whom, for which departure, and until when.

use super::signature;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

/// What has to stand in it.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
}

/// Why it is not believed.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    #[error("it is signed by a key that the provider does not show")]
    UnknownKey,
    #[error("it is signed with {0}, not with RS256 or ES256")]
    Algorithm(String),
    #[error("it is for another departure")]
    Nonce,
    #[error("it is for another client")]
    Client,
    #[error("{0}")]
    Token(#[from] jsonwebtoken::errors::Error),
}

/// Some providers write it as a text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Flag {
    Is(bool),
    Says(String),
}

/// What it says, once it is believed.
#[derive(Debug, Deserialize)]
pub struct Claims {
    pub sub: String,
    /// As one text: a list of issuers would be somebody else's.
    #[serde(rename = "iss")]
    _iss: String,
    /// One name or a list; the crate has looked for ours in it.
    aud: Value,
    azp: Option<String>,
    nonce: Option<String>,
    pub email: Option<String>,
    email_verified: Option<Flag>,
    pub name: Option<String>,
    pub picture: Option<String>,
}

/// What the provider says of the same person elsewhere.
#[derive(Debug, Deserialize)]
pub struct Person {
    pub sub: String,
    email: Option<String>,
    email_verified: Option<Flag>,
    name: Option<String>,
    picture: Option<String>,
}

impl Claims {
    /// None where the provider does not say.
    pub fn email_verified(&self) -> Option<bool> {
        self.email_verified.as_ref().map(|flag| match flag {
            Flag::Is(is) => *is,
            Flag::Says(text) => text == "true",
        })
    }

    /// The address and what is said about it stay together.
    pub fn add(&mut self, told: Person) {
        (self.email, self.email_verified) = (told.email, told.email_verified);
        self.name = self.name.take().or(told.name);
        self.picture = self.picture.take().or(told.picture);
    }
}

/// Believes a token, or says why not.
pub fn check(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Claims, Wrong> {
    signature::install();
    // "none" is no algorithm here at all and fails to be read.
    let header = jsonwebtoken::decode_header(token)?;
    if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256) {
        return Err(Wrong::Algorithm(format!("{:?}", header.alg)));
    }
    let mut fitting =
        keys.iter().filter(|key| fits(key, header.alg) && header.kid.as_ref().is_none_or(|kid| key.common.key_id.as_ref() == Some(kid)));
    let key = match (fitting.next(), fitting.next()) {
        (Some(key), None) => key,
        // Of two keys without a name nobody can say which it is.
        _ => return Err(Wrong::UnknownKey),
    };
    let mut rules = Validation::new(header.alg);
    rules.set_issuer(&[expected.issuer]);
    rules.set_audience(&[expected.client]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.validate_nbf = true;
    let claims: Claims = jsonwebtoken::decode(token, &DecodingKey::from_jwk(key)?, &rules)?.claims;
    let alone = claims.aud.as_array().is_none_or(|all| all.len() == 1);
    match claims.azp.as_deref() {
        Some(party) if party != expected.client => return Err(Wrong::Client),
        None if !alone => return Err(Wrong::Client),
        _ => {}
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(Wrong::Nonce);
    }
    // OpenID Connect allows 255 characters; what is longer or empty names nobody.
    if claims.sub.is_empty() || claims.sub.len() > 255 {
        return Err(Wrong::Client);
    }
    Ok(claims)
}

/// A key of the right kind that is there for signatures.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let common = &key.common;
    let signs = common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => signs && common.key_algorithm.is_none_or(|one| one == KeyAlgorithm::RS256),
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES256) => {
            signs && curve.curve == EllipticCurve::P256 && common.key_algorithm.is_none_or(|one| one == KeyAlgorithm::ES256)
        }
        _ => false,
    }
}

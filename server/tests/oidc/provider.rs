//! A provider of sign-in that does what a test wants: it has real keys and a real listener, and lies when it is told to.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use ring::{digest, hmac};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

pub const CLIENT: &str = "job-agent";
pub const SECRET: &str = "a secret: with odd + signs";

/// How an identity token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    Rsa,
    Ec,
    /// By a key that the provider does not show, under the name of one that it shows.
    Forged,
    None,
    /// With the public key as if it were a secret.
    HmacOfThePublicKey,
    /// Properly, under a name that is shown only from now on.
    NewKey,
}

/// How the token call ends.
#[derive(Debug, Clone)]
pub enum TokenCall {
    Fine,
    Status(u16),
    /// Sends on to this address.
    Redirect(String),
    Silent(Duration),
    Says(String),
}

/// What a test may turn.
pub struct Behaviour {
    /// The claims beside those that every token has; null takes one away.
    pub claims: Value,
    pub signed: Signed,
    pub token_call: TokenCall,
    pub discovery: Value,
    pub discovery_status: u16,
    pub userinfo: Value,
    pub with_id_token: bool,
    /// What the last token call brought.
    pub last_call: HashMap<String, String>,
    pub last_authorization: String,
    pub calls: usize,
    codes: HashMap<String, HashMap<String, String>>,
    new_key_shown: bool,
}

#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    behaviour: Arc<Mutex<Behaviour>>,
    keys: Arc<Keys>,
}

struct Keys {
    rsa: RsaKeyPair,
    other: RsaKeyPair,
    ec: EcdsaKeyPair,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let keys = Keys {
            rsa: RsaKeyPair::from_pkcs8(include_bytes!("keys/one.der")).unwrap(),
            other: RsaKeyPair::from_pkcs8(include_bytes!("keys/two.der")).unwrap(),
            ec: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap(),
        };
        let behaviour = Behaviour {
            claims: json!({}),
            signed: Signed::Rsa,
            token_call: TokenCall::Fine,
            discovery: json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize?tenant=1"), "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/keys"), "userinfo_endpoint": format!("{issuer}/userinfo"),
            }),
            discovery_status: 200,
            userinfo: Value::Null,
            with_id_token: true,
            last_call: HashMap::new(),
            last_authorization: String::new(),
            calls: 0,
            codes: HashMap::new(),
            new_key_shown: false,
        };
        let provider = Self { issuer, behaviour: Arc::new(Mutex::new(behaviour)), keys: Arc::new(keys) };
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys_shown))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo));
        let app = Router::new().nest("/realm", routes).with_state(provider.clone());
        tokio::spawn(axum::serve(listener, app).into_future());
        provider
    }

    pub fn turn(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().unwrap()
    }

    /// How it stands in the settings.
    pub fn setting(&self, id: &str) -> Value {
        json!({ "id": id, "name": format!("The {id}"), "issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET })
    }

    /// Somebody signs in on its page and allows it; what the browser brings back. `url` is where the browser was sent.
    pub fn allow(&self, url: &str, person: &Value) -> HashMap<String, String> {
        let url = reqwest::Url::parse(url).unwrap();
        assert!(url.as_str().starts_with(&format!("{}/authorize?", self.issuer)), "{url}");
        let mut asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!((asked["tenant"].as_str(), asked["client_id"].as_str(), asked["response_type"].as_str()), ("1", CLIENT, "code"));
        assert_eq!(asked["code_challenge_method"], "S256");
        asked.insert("person".into(), person.to_string());
        let mut behaviour = self.turn();
        let code = format!("code-{}", behaviour.codes.len());
        let brought = HashMap::from([("state".to_owned(), asked["state"].clone()), ("code".to_owned(), code.clone())]);
        behaviour.codes.insert(code, asked);
        brought
    }

    fn token_for(&self, asked: &HashMap<String, String>, behaviour: &Behaviour) -> String {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let mut claims = json!({ "iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"], "iat": now, "exp": now + 300 });
        let person: Value = serde_json::from_str(&asked["person"]).unwrap();
        for more in [&person, &behaviour.claims] {
            for (name, value) in more.as_object().unwrap() {
                match value {
                    Value::Null => claims.as_object_mut().unwrap().remove(name),
                    value => claims.as_object_mut().unwrap().insert(name.clone(), value.clone()),
                };
            }
        }
        self.signed(&claims, behaviour.signed)
    }

    fn signed(&self, claims: &Value, how: Signed) -> String {
        let header = match how {
            Signed::Rsa | Signed::Forged => json!({ "alg": "RS256", "kid": "rsa-1", "typ": "JWT" }),
            Signed::NewKey => json!({ "alg": "RS256", "kid": "rsa-2" }),
            Signed::Ec => json!({ "alg": "ES256", "kid": "ec-1" }),
            Signed::None => json!({ "alg": "none" }),
            Signed::HmacOfThePublicKey => json!({ "alg": "HS256", "kid": "rsa-1" }),
        };
        let message = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
        let rsa = |pair: &RsaKeyPair| {
            let mut signature = vec![0; pair.public().modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
            signature
        };
        let signature = match how {
            Signed::Rsa => rsa(&self.keys.rsa),
            Signed::Forged | Signed::NewKey => rsa(&self.keys.other),
            Signed::Ec => self.keys.ec.sign(&SystemRandom::new(), message.as_bytes()).unwrap().as_ref().to_vec(),
            Signed::None => Vec::new(),
            Signed::HmacOfThePublicKey => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, self.keys.rsa.public_key().as_ref());
                hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{message}.{}", base64url(&signature))
    }
}

async fn discovery(State(provider): State<Provider>) -> Response {
    let behaviour = provider.turn();
    (StatusCode::from_u16(behaviour.discovery_status).unwrap(), behaviour.discovery.to_string()).into_response()
}

async fn keys_shown(State(provider): State<Provider>) -> Response {
    let rsa = |kid: &str, pair: &RsaKeyPair| {
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        json!({ "kty": "RSA", "use": "sig", "kid": kid, "n": base64url(&n), "e": base64url(&e) })
    };
    let point = provider.keys.ec.public_key().as_ref();
    let mut keys = vec![
        json!({ "kty": "EC", "crv": "secp256k1", "kid": "odd", "x": "AA", "y": "AA" }),
        rsa("rsa-1", &provider.keys.rsa),
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": "ec-1", "x": base64url(&point[1..33]), "y": base64url(&point[33..]) }),
    ];
    let mut behaviour = provider.turn();
    // The first who asks for the new one finds out that it is there.
    if behaviour.signed == Signed::NewKey {
        if behaviour.new_key_shown {
            keys.push(rsa("rsa-2", &provider.keys.other));
        }
        behaviour.new_key_shown = true;
    }
    json!({ "keys": keys }).to_string().into_response()
}

async fn token(State(provider): State<Provider>, headers: HeaderMap, Form(form): Form<HashMap<String, String>>) -> Response {
    let (call, answer) = {
        let mut behaviour = provider.turn();
        behaviour.calls += 1;
        behaviour.last_call = form.clone();
        behaviour.last_authorization = headers.get(header::AUTHORIZATION).map_or(String::new(), |value| value.to_str().unwrap().to_owned());
        let known = behaviour.codes.remove(&form["code"]);
        let proved = known.filter(|asked| {
            base64url(digest::digest(&digest::SHA256, form["code_verifier"].as_bytes()).as_ref()) == asked["code_challenge"]
        });
        let answer = proved.filter(|asked| asked["redirect_uri"] == form["redirect_uri"]).map(|asked| {
            let mut answer = json!({ "access_token": "access-1", "token_type": "Bearer", "expires_in": 300 });
            if behaviour.with_id_token {
                answer["id_token"] = json!(provider.token_for(&asked, &behaviour));
            }
            answer
        });
        (behaviour.token_call.clone(), answer)
    };
    let json = [(header::CONTENT_TYPE, "application/json")];
    match (call, answer) {
        (TokenCall::Status(status), _) => (StatusCode::from_u16(status).unwrap(), "<h1>broken</h1>").into_response(),
        (TokenCall::Redirect(place), _) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, place)]).into_response(),
        (TokenCall::Says(text), _) => (json, text).into_response(),
        (TokenCall::Silent(time), _) => {
            tokio::time::sleep(time).await;
            StatusCode::OK.into_response()
        }
        (TokenCall::Fine, Some(answer)) => (json, answer.to_string()).into_response(),
        (TokenCall::Fine, None) => (StatusCode::BAD_REQUEST, json, r#"{"error":"invalid_grant"}"#).into_response(),
    }
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap, Query(_): Query<HashMap<String, String>>) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer access-1") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    provider.turn().userinfo.to_string().into_response()
}

pub fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letter = |group: u32, nth: usize| char::from(LETTERS[(group >> (18 - 6 * nth)) as usize & 63]);
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let group = chunk.iter().enumerate().fold(0u32, |sum, (nth, byte)| sum | u32::from(*byte) << (16 - 8 * nth));
            (0..=chunk.len()).map(move |nth| letter(group, nth))
        })
        .collect()
}

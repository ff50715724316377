//! What a provider may say, and what is believed of it.

use crate::browser::{House, person};
use crate::provider::{SECRET, Signed, TokenCall, base64url};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::time::{Duration, Instant};

async fn people(admin: &PgPool) -> i64 {
    let all = crate::house::superuser(admin).await;
    sqlx::query_scalar(r#"select count(*) from "user" where email not like '%.invalid'"#).fetch_one(&all).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn somebody_new_signs_up_by_a_provider_and_comes_back_as_the_same(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut first = house.browser();
    let answer = first.signs_in(&person("ada", "Ada@Example.org")).await;
    assert_eq!((answer.status, answer.header("location")), (302, "/onboarding/about"));
    let member = first.who().await.unwrap();
    assert_eq!((member.person().email.as_str(), member.person().email_verified), ("ada@example.org", true));
    assert_eq!(member.person().name, "Ada Lovelace");
    {
        let turn = house.one.turn();
        let basic = turn.last_authorization.strip_prefix("Basic ").unwrap();
        let text = format!("job-agent:{}", SECRET.replace(':', "%3A").replace('+', "%2B").replace(' ', "+"));
        assert_eq!(basic.trim_end_matches('=').replace('+', "-").replace('/', "_"), base64url(text.as_bytes()));
        assert!(!turn.last_call.contains_key("client_secret") && turn.last_call["redirect_uri"].ends_with("/_auth/callback/one"));
    }
    // Another address over there changes nothing; the subject is who they are.
    let mut second = house.browser();
    house.one.turn().signed = Signed::Ec;
    let answer = second.signs_in(&person("ada", "ada@elsewhere.example")).await;
    assert_eq!((answer.status, answer.header("location")), (302, "/dashboard"));
    assert_eq!(second.who().await.unwrap().id(), member.id());
    assert_eq!(people(&admin).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_that_is_not_what_it_should_be_signs_nobody_in(admin: PgPool) {
    let house = House::open(&admin).await;
    let past = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() - 3600;
    let lies: [(&str, Signed, Value); 16] = [
        ("issuer", Signed::Rsa, json!({ "iss": "https://accounts.google.com" })),
        ("no issuer", Signed::Rsa, json!({ "iss": null })),
        ("several issuers", Signed::Rsa, json!({ "iss": [house.one.issuer, "https://evil.example"] })),
        ("audience", Signed::Rsa, json!({ "aud": "another-client" })),
        ("no audience", Signed::Rsa, json!({ "aud": null })),
        ("two audiences and no party", Signed::Rsa, json!({ "aud": ["job-agent", "another-client"] })),
        ("another party", Signed::Rsa, json!({ "azp": "another-client" })),
        ("nonce", Signed::Rsa, json!({ "nonce": "of somebody else" })),
        ("no nonce", Signed::Rsa, json!({ "nonce": null })),
        ("expired", Signed::Rsa, json!({ "exp": past })),
        ("no end", Signed::Rsa, json!({ "exp": null })),
        ("not yet", Signed::Rsa, json!({ "nbf": past + 7200 })),
        ("no subject", Signed::Rsa, json!({ "sub": "" })),
        ("signature", Signed::Forged, json!({})),
        ("algorithm none", Signed::None, json!({})),
        ("HS256 with the public key", Signed::HmacOfThePublicKey, json!({})),
    ];
    for (what, signed, claims) in lies {
        (house.one.turn().signed, house.one.turn().claims) = (signed, claims);
        let mut browser = house.browser();
        let answer = browser.signs_in(&person("ada", "ada@example.org")).await;
        assert_eq!(answer.header("location"), "/sign-in?error=unable_to_get_user_info", "{what}");
        assert!(browser.who().await.is_none(), "{what}");
    }
    house.one.turn().with_id_token = false;
    let answer = house.browser().signs_in(&person("ada", "ada@example.org")).await;
    assert_eq!(answer.header("location"), "/sign-in?error=unable_to_get_user_info");
    assert_eq!(people(&admin).await, 0);
    // And the truth is believed.
    (house.one.turn().with_id_token, house.one.turn().signed) = (true, Signed::Rsa);
    house.one.turn().claims = json!({ "aud": ["job-agent", "another-client"], "azp": "job-agent" });
    assert_eq!(house.browser().signs_in(&person("ada", "ada@example.org")).await.header("location"), "/onboarding/about");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_new_key_is_asked_for_once(admin: PgPool) {
    let house = House::open(&admin).await;
    house.one.turn().signed = Signed::NewKey;
    let answer = house.browser().signs_in(&person("ada", "ada@example.org")).await;
    assert_eq!(answer.header("location"), "/onboarding/about");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_broken_token_call_ends_in_words_and_a_redirect_is_not_followed(admin: PgPool) {
    let house = House::open(&admin).await;
    let trap = format!("{}/token", house.two.issuer);
    let huge = format!("{{\"access_token\":\"{}\"}}", "a".repeat(300 * 1024));
    for (call, code) in [
        (TokenCall::Status(500), "provider_unavailable"),
        (TokenCall::Redirect(trap), "provider_unavailable"),
        (TokenCall::Says(huge), "provider_unavailable"),
        (TokenCall::Says("{".into()), "unable_to_get_user_info"),
        (TokenCall::Says("<html>".into()), "unable_to_get_user_info"),
        (TokenCall::Says("{}".into()), "unable_to_get_user_info"),
        (TokenCall::Status(404), "unable_to_get_user_info"),
    ] {
        house.one.turn().token_call = call.clone();
        let answer = house.browser().signs_in(&person("ada", "ada@example.org")).await;
        assert_eq!(answer.header("location"), format!("/sign-in?error={code}"), "{call:?}");
    }
    assert_eq!(house.two.turn().calls, 0, "nobody took the code and the secret somewhere else");
    // A code that the provider does not know.
    house.one.turn().token_call = TokenCall::Fine;
    let mut browser = house.browser();
    let url = browser.leaves("one").await;
    let mut brought = house.one.allow(&url, &person("ada", "ada@example.org"));
    brought.insert("code".into(), "code-99".into());
    assert_eq!(browser.comes_back("one", &brought).await.header("location"), "/sign-in?error=invalid_code");
    assert_eq!(people(&admin).await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_call_without_an_answer_is_given_up_after_ten_seconds(admin: PgPool) {
    let house = House::open(&admin).await;
    house.one.turn().token_call = TokenCall::Silent(Duration::from_secs(60));
    let began = Instant::now();
    let answer = house.browser().signs_in(&person("ada", "ada@example.org")).await;
    assert_eq!(answer.header("location"), "/sign-in?error=provider_unavailable");
    assert!((9..20).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_provider_that_is_away_or_calls_itself_another_is_not_left_for(admin: PgPool) {
    let house = House::open(&admin).await;
    house.one.turn().discovery_status = 500;
    house.two.turn().discovery["issuer"] = json!("https://evil.example");
    for provider in ["one", "two"] {
        let mut browser = house.browser();
        let answer = browser.form("/sign-in/provider", &[("provider", provider), ("next", "/matches?a=1")]).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sign-in?next=/matches%3Fa%3D1&error=provider_unavailable"));
        let answer = browser.json("/_auth/sign-in/social", &json!({ "provider": provider })).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (503, Some("SERVICE_UNAVAILABLE")), "{answer:?}");
        let page = browser.get("/sign-in?error=provider_unavailable").await;
        assert!(page.body.contains("The provider does not answer at the moment."), "{}", page.body);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn an_address_that_only_the_provider_tells_is_believed_for_the_same_subject_alone(admin: PgPool) {
    let house = House::open(&admin).await;
    let bare = json!({ "sub": "ada" });
    house.one.turn().userinfo = json!({ "sub": "grace", "email": "grace@example.org", "email_verified": true });
    let answer = house.browser().signs_in(&bare).await;
    assert_eq!(answer.header("location"), "/sign-in?error=unable_to_get_user_info");
    house.one.turn().userinfo = json!({ "sub": "ada" });
    assert_eq!(house.browser().signs_in(&bare).await.header("location"), "/sign-in?error=email_not_found");
    house.one.turn().userinfo = json!({ "sub": "ada", "email": "house@job-agent.invalid", "email_verified": true });
    assert_eq!(house.browser().signs_in(&bare).await.header("location"), "/sign-in?error=email_not_found");
    house.one.turn().userinfo = json!({ "sub": "ada", "email": "ada@example.org", "email_verified": "true", "name": "Ada" });
    let mut browser = house.browser();
    assert_eq!(browser.signs_in(&bare).await.header("location"), "/onboarding/about");
    assert!(browser.who().await.unwrap().person().email_verified);
}

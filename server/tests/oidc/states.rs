//! The way out and back: one browser, one provider, once.

use crate::browser::{House, person, sent_to};
use crate::house::superuser;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::collections::HashMap;

const MISMATCH: &str = "/sign-in?error=state_mismatch";

#[sqlx::test(migrations = "../migrations")]
async fn a_state_works_once_in_its_own_browser_and_for_ten_minutes(admin: PgPool) {
    let house = House::open(&admin).await;
    let ada = person("ada", "ada@example.org");
    let mut browser = house.browser();
    let url = browser.leaves("one").await;
    let brought = house.one.allow(&url, &ada);
    let state = reqwest::Url::parse(&url).unwrap().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();

    // Without a state, with one that nobody gave, and with the right one elsewhere.
    assert_eq!(browser.comes_back("one", &HashMap::new()).await.header("location"), "/sign-in?error=state_not_found");
    let mut guessed = brought.clone();
    guessed.insert("state".into(), "0".repeat(64));
    assert_eq!(browser.comes_back("one", &guessed).await.header("location"), MISMATCH);
    let mut without = house.browser();
    assert_eq!(without.comes_back("one", &brought).await.header("location"), MISMATCH);
    let mut other = house.browser();
    other.leaves("one").await;
    assert_eq!(other.comes_back("one", &brought).await.header("location"), MISMATCH);
    assert!(other.who().await.is_none() && without.who().await.is_none());
    assert_eq!(house.one.turn().calls, 0, "the code went nowhere");

    // None of that used it up; its own browser does.
    assert_eq!(browser.comes_back("one", &brought).await.header("location"), "/onboarding/about");
    let again = browser.comes_back("one", &brought).await;
    assert_eq!(again.header("location"), MISMATCH);
    assert_eq!(house.one.turn().calls, 1);

    let url = browser.leaves("one").await;
    let late = house.one.allow(&url, &ada);
    let all = superuser(&admin).await;
    let aged = sqlx::query(r#"update verification set "expiresAt" = "expiresAt" - interval '10 minutes' where consumed_at is null"#);
    aged.execute(&all).await.unwrap();
    assert_eq!(browser.comes_back("one", &late).await.header("location"), MISMATCH);
    assert_eq!(state.len(), 64);
}

#[sqlx::test(migrations = "../migrations")]
async fn of_twenty_who_bring_one_state_at_once_one_comes_in(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut browser = house.browser();
    let url = browser.leaves("one").await;
    let brought = house.one.allow(&url, &person("ada", "ada@example.org"));
    let tries = (0..20).map(|_| {
        let (mut browser, brought) = (browser.clone(), brought.clone());
        async move { browser.comes_back("one", &brought).await.header("location").to_owned() }
    });
    let places = futures::future::join_all(tries).await;
    assert_eq!(places.iter().filter(|place| *place == "/onboarding/about").count(), 1, "{places:?}");
    assert_eq!(places.iter().filter(|place| *place == MISMATCH).count(), 19, "{places:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_began_at_one_provider_does_not_end_at_another(admin: PgPool) {
    let house = House::open(&admin).await;
    let ada = person("ada", "ada@example.org");
    let mut browser = house.browser();
    let url = browser.leaves("one").await;
    let brought = house.one.allow(&url, &ada);
    assert_eq!(browser.comes_back("two", &brought).await.header("location"), MISMATCH);
    assert_eq!(browser.comes_back("three", &brought).await.header("location"), MISMATCH);
    assert_eq!((house.one.turn().calls, house.two.turn().calls), (0, 0), "no code of one was shown to the other");

    // The right callback, but the answer names somebody else, or nobody although it promised to.
    let mut named = brought.clone();
    named.insert("iss".into(), house.two.issuer.clone());
    assert_eq!(browser.comes_back("one", &named).await.header("location"), "/sign-in?error=issuer_mismatch");
    assert_eq!(house.one.turn().calls, 0);
    house.two.turn().discovery["authorization_response_iss_parameter_supported"] = json!(true);
    let url = browser.leaves("two").await;
    let unnamed = house.two.allow(&url, &ada);
    assert_eq!(browser.comes_back("two", &unnamed).await.header("location"), "/sign-in?error=issuer_mismatch");
    let url = browser.leaves("two").await;
    let mut named = house.two.allow(&url, &ada);
    named.insert("iss".into(), house.two.issuer.clone());
    assert_eq!(browser.comes_back("two", &named).await.header("location"), "/onboarding/about");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_tabs_do_not_take_the_way_back_from_each_other(admin: PgPool) {
    let house = House::open(&admin).await;
    let ada = person("ada", "ada@example.org");
    let mut browser = house.browser();
    let first = browser.leaves("one").await;
    let second = browser.leaves("one").await;
    let (first, second) = (house.one.allow(&first, &ada), house.one.allow(&second, &ada));
    assert_eq!(browser.comes_back("one", &first).await.header("location"), "/onboarding/about");
    assert_eq!(browser.comes_back("one", &second).await.header("location"), "/dashboard");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_kept_of_a_departure_opens_nothing(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut browser = house.browser();
    let answer = browser.form("/sign-in/provider", &[("provider", "one"), ("next", "/matches")]).await;
    let cookie =
        answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).find(|line| line.contains("job_agent.state"));
    let (value, attributes) = cookie.unwrap().strip_prefix("job_agent.state=").unwrap().split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
    let url = reqwest::Url::parse(&sent_to(&answer)).unwrap();
    let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let verifier = hex::encode(Sha256::digest(format!("verifier:{value}:{}", asked["state"])));
    let challenge = crate::provider::base64url(&Sha256::digest(&verifier));
    assert_eq!(asked["code_challenge"], challenge);
    let all = superuser(&admin).await;
    let dump: String =
        sqlx::query_scalar("select coalesce(string_agg(v::text, ' '), '') from verification v").fetch_one(&all).await.unwrap();
    for secret in [value, &asked["state"], &asked["nonce"], &verifier] {
        assert_eq!(secret.len(), 64);
        assert!(!dump.contains(secret), "{dump}");
    }
    assert!(dump.contains("oauth-state:one") && dump.contains("/matches"), "{dump}");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_error_is_said_in_words_of_our_own(admin: PgPool) {
    let house = House::open(&admin).await;
    for (error, code, words) in [
        ("access_denied", "access_denied", "You did not allow it there, so nothing has changed."),
        ("<script>alert(1)</script>", "provider_error", "The provider did not let you through."),
    ] {
        let mut browser = house.browser();
        let url = browser.leaves("one").await;
        let state = house.one.allow(&url, &json!({}))["state"].clone();
        let told = [("state", state), ("error", error.to_owned()), ("error_description", "Call 555-1234".to_owned())];
        let answer = browser.comes_back("one", &told.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).await;
        assert_eq!(answer.header("location"), format!("/sign-in?error={code}"));
        let page = browser.get(answer.header("location")).await;
        assert!(page.body.contains(words), "{}", page.body);
    }
    let page = house.browser().get("/sign-in?error=Call%20555-1234%20%3Cscript%3E").await;
    assert!(page.body.contains("This did not work. Try again.") && !page.body.contains("555-1234"), "{}", page.body);
}

#[sqlx::test(migrations = "../migrations")]
async fn nobody_is_led_to_another_site_by_a_provider(admin: PgPool) {
    let house = House::open(&admin).await;
    let places = ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"];
    for place in places {
        let mut browser = house.browser();
        for (name, code) in [
            ("callbackURL", "INVALID_CALLBACK_URL"),
            ("errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"),
            ("newUserCallbackURL", "INVALID_NEW_USER_CALLBACK_URL"),
        ] {
            let answer = browser.json("/_auth/sign-in/social", &json!({ "provider": "one", name: place })).await;
            assert_eq!((answer.status, answer.json()["code"].as_str()), (403, Some(code)), "{place}");
        }
        let url = sent_to(&browser.form("/sign-in/provider", &[("provider", "one"), ("next", place)]).await);
        let brought = house.one.allow(&url, &person("ada", "ada@example.org"));
        let came = browser.comes_back("one", &brought).await.header("location").to_owned();
        assert!(["/onboarding/about", "/dashboard"].contains(&came.as_str()), "{place}: {came}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn the_protocols_own_client_signs_in_the_same_way(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut browser = house.browser();
    let unknown = browser.json("/_auth/sign-in/social", &json!({ "provider": "three" })).await;
    assert_eq!((unknown.status, unknown.json()["code"].as_str()), (404, Some("PROVIDER_NOT_FOUND")));
    let token = json!({ "provider": "one", "idToken": { "token": "a.b.c" } });
    let refused = browser.json("/_auth/sign-in/social", &token).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (404, Some("ID_TOKEN_NOT_SUPPORTED")));
    let signed_out = browser.json("/_auth/link-social", &json!({ "provider": "one" })).await;
    assert_eq!(signed_out.status, 401);

    let places = json!({
        "provider": "one", "callbackURL": "/matches", "newUserCallbackURL": "/profile?new=1#top", "errorCallbackURL": "/forgot-password",
        "scopes": ["calendar"], "loginHint": "ada@example.org", "disableRedirect": true,
    });
    let answer = browser.json("/_auth/sign-in/social", &places).await;
    assert_eq!((answer.status, answer.json()["redirect"].as_bool()), (200, Some(false)));
    let url = answer.json()["url"].as_str().unwrap().to_owned();
    assert!(url.contains("scope=openid+email+profile+calendar") && url.contains("login_hint=ada%40example.org"), "{url}");
    let mut brought = house.one.allow(&url, &person("ada", "ada@example.org"));

    // A provider that answers by a form of its own page: the browser is asked to bring the same with its cookies.
    let body: Vec<String> = brought.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let posted = house.site.visitor().request(Method::POST, "/_auth/callback/one").header("origin", "http://provider.example");
    let posted = posted.header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "cross-site");
    let posted = crate::web::reply(posted.body(format!("{}&evil=1", body.join("&")))).await;
    assert_eq!(posted.status, 302);
    let back = posted.header("location").strip_prefix(&house.site.url).unwrap();
    assert!(back.starts_with("/_auth/callback/one?code=") && !back.contains("evil"), "{back}");
    let came = browser.get(back).await;
    assert_eq!((came.status, came.header("location")), (302, "/profile?new=1#top"));

    let url = browser.json("/_auth/sign-in/social", &places).await.json()["url"].as_str().unwrap().to_owned();
    brought = house.one.allow(&url, &person("ada", "ada@example.org"));
    assert_eq!(browser.comes_back("one", &brought).await.header("location"), "/matches");
    let url = browser.json("/_auth/sign-in/social", &places).await.json()["url"].as_str().unwrap().to_owned();
    brought = house.one.allow(&url, &person("ada", "ada@example.org"));
    brought.insert("code".into(), "code-99".into());
    assert_eq!(browser.comes_back("one", &brought).await.header("location"), "/forgot-password?error=invalid_code");
    let accounts = browser.get("/_auth/list-accounts").await.json();
    let scopes = json!(["openid", "email", "profile"]);
    assert_eq!((&accounts[0]["providerId"], &accounts[0]["accountId"], &accounts[0]["scopes"]), (&json!("one"), &json!("ada"), &scopes));
}

#[sqlx::test(migrations = "../migrations")]
async fn buttons_are_there_for_what_is_set_up(admin: PgPool) {
    let house = House::open(&admin).await;
    for path in ["/sign-in?next=/matches", "/sign-up?next=/matches"] {
        let page = house.browser().get(path).await.body;
        assert!(
            page.contains("Go on with The one") && page.contains("Go on with The two") && page.contains("action=\"/sign-in/provider\"")
        );
    }
    let mut browser = house.browser();
    let none = browser.form("/sign-in/provider", &[("provider", "three"), ("next", "")]).await;
    assert_eq!((none.status, none.header("location")), (303, "/sign-in?error=oauth_provider_not_found"));
    let signed_out = browser.form("/settings/security/link", &[("provider", "one")]).await;
    assert_eq!((signed_out.status, signed_out.header("location")), (303, "/sign-in?next=/settings/security"));
}

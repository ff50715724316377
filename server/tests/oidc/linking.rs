//! Whose an identity is: what links, what does not, and what is left of somebody who was there first.

use crate::browser::{House, person};
use crate::house::{password, superuser};
use job_agent::account::{self, Again, NewKey, Scope, SeenFrom};
use serde_json::json;
use sqlx::PgPool;

async fn has_password(house: &House, email: &str) -> bool {
    account::sign_in(&house.product.web.desk, &SeenFrom::default(), email, password(), true).await.is_ok()
}

fn told(house: &House, email: &str, subject: &str) -> bool {
    house.product.outbox().iter().any(|mail| mail.to == email && mail.subject == subject)
}

#[sqlx::test(migrations = "../migrations")]
async fn the_same_subject_of_two_issuers_is_two_people(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut first = house.browser();
    first.signs_in(&person("same", "ada@example.org")).await;
    let mut second = house.browser();
    let url = second.leaves("two").await;
    let brought = house.two.allow(&url, &person("same", "grace@example.org"));
    assert_eq!(second.comes_back("two", &brought).await.header("location"), "/onboarding/about");
    let (ada, grace) = (first.who().await.unwrap(), second.who().await.unwrap());
    assert_ne!(ada.id(), grace.id());
    assert_eq!((ada.person().email.as_str(), grace.person().email.as_str()), ("ada@example.org", "grace@example.org"));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_address_links_only_when_both_sides_have_proved_it(admin: PgPool) {
    let house = House::open(&admin).await;
    let owner = house.proved("ada@example.org").await;
    // The provider says nothing, or says no.
    for claims in [json!({ "email_verified": null }), json!({ "email_verified": false }), json!({ "email_verified": "false" })] {
        house.one.turn().claims = claims;
        let mut stranger = house.browser();
        let answer = stranger.signs_in(&person("mallory", "ada@example.org")).await;
        assert_eq!(answer.header("location"), "/sign-in?error=account_not_linked");
        assert!(stranger.who().await.is_none());
    }
    house.one.turn().claims = json!({});
    let mut ada = house.browser();
    assert_eq!(ada.signs_in(&person("ada", "ADA@example.org")).await.header("location"), "/dashboard");
    assert_eq!(ada.who().await.unwrap().id(), owner.who().await.unwrap().id(), "nothing of theirs has ended");
    assert!(has_password(&house, "ada@example.org").await, "a password of a proved address stays");
    house.product.work().await;
    assert!(told(&house, "ada@example.org", "A way to sign in was added"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_pre_registered_address_is_not_left_to_who_took_it(admin: PgPool) {
    let house = House::open(&admin).await;
    let desk = &house.product.web.desk;
    // Somebody signs up with an address that is not theirs and leaves themselves every way back.
    let mallory = house.signed_up("ada@example.org").await;
    let member = mallory.who().await.unwrap();
    let new = NewKey { name: "back door".into(), scopes: vec![Scope::Write], days: None };
    let key = account::create_key(desk, &member, &new, Again::FreshSession, None).await.unwrap();
    let mut tx = desk.db.owned(member.id()).await.unwrap();
    sqlx::query("insert into passkey (id, user_id, name, credential_id, credential) values ($1, $1, 'Back door', 'x', '{}')")
        .bind(member.id().0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    account::change_email(desk, &member, "mallory@evil.example", password(), None).await.unwrap();
    house.product.work().await;
    let mail = house.product.outbox().into_iter().find(|mail| mail.to == "mallory@evil.example").unwrap();
    let link: String = mail.text.split("token=").nth(1).unwrap().chars().take_while(char::is_ascii_hexdigit).collect();

    let mut ada = house.browser();
    assert_eq!(ada.signs_in(&person("ada", "ada@example.org")).await.header("location"), "/dashboard");
    let now = ada.who().await.unwrap();
    assert_eq!((now.id(), now.person().email_verified), (member.id(), true));
    assert!(mallory.who().await.is_none(), "the session has ended");
    assert!(!has_password(&house, "ada@example.org").await, "the password is gone");
    assert!(account::member_by_key(desk, &key).await.unwrap().is_none(), "the key is revoked");
    assert!(account::passkeys(desk, &now).await.unwrap().is_empty(), "the passkey is removed");
    assert!(account::prove_address(desk, None, &link).await.is_err(), "the link is void");
    house.product.work().await;
    assert!(told(&house, "ada@example.org", "Your password was removed"));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_identity_that_was_first_without_a_proof_is_not_left_either(admin: PgPool) {
    let house = House::open(&admin).await;
    house.one.turn().claims = json!({ "email_verified": false });
    let mut mallory = house.browser();
    assert_eq!(mallory.signs_in(&person("mallory", "ada@example.org")).await.header("location"), "/onboarding/about");
    assert!(!mallory.who().await.unwrap().person().email_verified);
    house.product.work().await;
    assert!(told(&house, "ada@example.org", "Confirm your e-mail address"));
    house.one.turn().claims = json!({});
    let mut ada = house.browser();
    assert_eq!(ada.signs_in(&person("ada", "ada@example.org")).await.header("location"), "/dashboard");
    assert!(mallory.who().await.is_none());
    house.one.turn().claims = json!({ "email_verified": false });
    let back = house.browser().signs_in(&person("mallory", "ada@example.org")).await;
    assert_eq!(back.header("location"), "/sign-in?error=account_not_linked");
    // Whoever proves the address of an account that they have keeps their own way in.
    house.one.turn().claims = json!({ "email_verified": false });
    let mut grace = house.browser();
    grace.signs_in(&person("grace", "grace@example.org")).await;
    house.one.turn().claims = json!({});
    assert_eq!(grace.signs_in(&person("grace", "grace@example.org")).await.header("location"), "/dashboard");
    assert!(grace.who().await.unwrap().person().email_verified);
    assert_eq!(grace.signs_in(&person("grace", "grace@example.org")).await.header("location"), "/dashboard");
}

#[sqlx::test(migrations = "../migrations")]
async fn linking_in_the_settings_wants_the_same_proved_address(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut unproved = house.signed_up("grace@example.org").await;
    let answer = unproved.links(&person("grace", "grace@example.org")).await;
    assert_eq!(answer.header("location"), "/settings/security?error=email_not_verified");
    assert!(has_password(&house, "grace@example.org").await);

    let mut ada = house.proved("ada@example.org").await;
    let answer = ada.links(&person("private", "ada@elsewhere.example")).await;
    assert_eq!(answer.header("location"), "/settings/security?error=email_does_not_match");
    house.one.turn().claims = json!({ "email_verified": false });
    let answer = ada.links(&person("ada", "ada@example.org")).await;
    assert_eq!(answer.header("location"), "/settings/security?error=email_does_not_match");
    house.one.turn().claims = json!({});
    for _ in 0..2 {
        let answer = ada.links(&person("ada", "ada@example.org")).await;
        assert_eq!(answer.header("location"), "/settings/security?done=linked", "and twice is once");
    }
    let linked = account::linked_accounts(&house.product.web.desk, &ada.who().await.unwrap()).await.unwrap();
    assert_eq!(linked.iter().map(|one| one.provider.as_str()).collect::<Vec<_>>(), ["credential", "one"]);
    house.product.work().await;
    assert!(told(&house, "ada@example.org", "A way to sign in was added"));

    // Somebody else cannot have the same one.
    let mut bob = house.proved("bob@example.org").await;
    let answer = bob.links(&person("ada", "bob@example.org")).await;
    assert_eq!(answer.header("location"), "/settings/security?error=account_already_linked_to_different_user");
    let page = bob.get(answer.header("location")).await;
    assert!(page.body.contains("This account of the provider belongs to somebody else here."), "{}", page.body);
}

#[sqlx::test(migrations = "../migrations")]
async fn linking_ends_where_it_began_with_who_began_it(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut ada = house.proved("ada@example.org").await;
    let bob = house.proved("bob@example.org").await;
    let way = crate::browser::sent_to(&ada.form("/settings/security/link", &[("provider", "one")]).await);
    let brought = house.one.allow(&way, &person("ada", "ada@example.org"));
    // The same browser, in which somebody else has signed in meanwhile, or nobody is signed in any more.
    ada.cookies.insert("job_agent.session_token".into(), bob.cookies["job_agent.session_token"].clone());
    let answer = ada.comes_back("one", &brought).await;
    assert_eq!(answer.header("location"), "/settings/security?error=state_mismatch");
    let way = crate::browser::sent_to(&ada.form("/settings/security/link", &[("provider", "one")]).await);
    let brought = house.one.allow(&way, &person("bob", "bob@example.org"));
    ada.cookies.remove("job_agent.session_token");
    let answer = ada.comes_back("one", &brought).await;
    assert_eq!(answer.header("location"), "/settings/security?error=state_mismatch");
    assert!(ada.who().await.is_none() && house.one.turn().calls == 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_was_unlinked_comes_back_from_the_settings_alone(admin: PgPool) {
    let house = House::open(&admin).await;
    let desk = &house.product.web.desk;
    let mut ada = house.proved("ada@example.org").await;
    ada.links(&person("ada", "ada@example.org")).await;
    let member = ada.who().await.unwrap();
    let linked = account::linked_accounts(desk, &member).await.unwrap().into_iter().find(|one| one.provider == "one").unwrap();
    account::unlink_account_freshly(desk, &member, &linked.id.to_string()).await.unwrap();
    let answer = house.browser().signs_in(&person("ada", "ada@example.org")).await;
    assert_eq!(answer.header("location"), "/sign-in?error=account_not_linked");
    assert_eq!(ada.links(&person("ada", "ada@example.org")).await.header("location"), "/settings/security?done=linked");
    assert_eq!(house.browser().signs_in(&person("ada", "ada@example.org")).await.header("location"), "/dashboard");
    // An identity that one unlinked may become somebody else's, who has its address now.
    account::unlink_account_freshly(desk, &member, &linked.id.to_string()).await.unwrap();
    let mut grace = house.browser();
    assert_eq!(grace.signs_in(&person("ada", "grace@example.org")).await.header("location"), "/onboarding/about");
    assert_eq!(grace.who().await.unwrap().person().email, "grace@example.org");
}

#[sqlx::test(migrations = "../migrations")]
async fn who_has_no_password_keeps_the_last_way_in_and_can_set_one_by_mail(admin: PgPool) {
    let house = House::open(&admin).await;
    let desk = &house.product.web.desk;
    let mut ada = house.browser();
    ada.signs_in(&person("ada", "ada@example.org")).await;
    let member = ada.who().await.unwrap();
    let only = account::linked_accounts(desk, &member).await.unwrap();
    let refused = account::unlink_account_freshly(desk, &member, &only[0].id.to_string()).await.unwrap_err();
    assert_eq!(refused.code(), Some("FAILED_TO_UNLINK_LAST_ACCOUNT"));
    let page = ada.get("/settings/security").await.body;
    assert!(page.contains("You have no password here.") && page.contains("your only way in") && page.contains("Link The two"), "{page}");
    account::request_reset(desk, &SeenFrom::default(), "ada@example.org", None).await.unwrap();
    house.product.work().await;
    let mail = house.product.outbox().into_iter().find(|mail| mail.text.contains("/reset-password?token=")).unwrap();
    let token: String = mail.text.split("token=").nth(1).unwrap().chars().take_while(char::is_ascii_hexdigit).collect();
    account::reset_password(desk, &SeenFrom::default(), &token, password()).await.unwrap();
    assert!(has_password(&house, "ada@example.org").await);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_has_left_does_not_come_back_by_a_provider(admin: PgPool) {
    let house = House::open(&admin).await;
    let mut ada = house.browser();
    ada.signs_in(&person("ada", "ada@example.org")).await;
    let all = superuser(&admin).await;
    sqlx::query(r#"update "user" set deleted_at = now() where email = 'ada@example.org'"#).execute(&all).await.unwrap();
    for subject in ["ada", "another"] {
        let answer = house.browser().signs_in(&person(subject, "ada@example.org")).await;
        assert_eq!(answer.header("location"), "/sign-in?error=unable_to_create_user");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn no_token_of_a_provider_is_kept(admin: PgPool) {
    let house = House::open(&admin).await;
    house.browser().signs_in(&person("ada", "ada@example.org")).await;
    let all = superuser(&admin).await;
    let kept: i64 =
        sqlx::query_scalar(r#"select count(*) from account where coalesce("accessToken", "refreshToken", "idToken") is not null"#)
            .fetch_one(&all)
            .await
            .unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_second_factor_is_asked_after_a_provider_too(admin: PgPool) {
    let house = House::open(&admin).await;
    house.proved("ada@example.org").await;
    house.signed_up("grace@example.org").await;
    let all = superuser(&admin).await;
    let on =
        r#"insert into two_factor (user_id, secret, confirmed_at) select id, 'sealed', now() from "user" where email like '%@example.org'"#;
    sqlx::query(on).execute(&all).await.unwrap();
    for _ in 0..2 {
        let mut ada = house.browser();
        let answer = ada.signs_in(&person("ada", "ada@example.org")).await;
        assert_eq!(answer.header("location"), "/sign-in/two-factor?next=/dashboard");
        assert!(ada.who().await.is_none() && ada.cookies.contains_key("job_agent.two_factor"));
        let page = ada.get(answer.header("location")).await;
        assert!(page.body.contains("Second step") && !page.body.contains("Sign in first"), "{}", page.body);
    }
    // An address that nobody has proved is no way around it either, and takes nothing away.
    let answer = house.browser().signs_in(&person("grace", "grace@example.org")).await;
    assert_eq!(answer.header("location"), "/sign-in?error=account_not_linked");
    assert!(has_password(&house, "grace@example.org").await);
}

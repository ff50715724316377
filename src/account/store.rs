//! The SQL of accounts.

mod identities;
mod keys;
mod limits;
mod passkeys;
mod tokens;
mod trusted;
mod two_factor;
pub(super) use {identities::*, keys::*, limits::*, passkeys::*, tokens::*, trusted::*, two_factor::*};

use super::{Card, Email, Linked, Pass, Person, SESSION_DAYS, SESSION_DAYS_AT_MOST, Session};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::id::{SessionId, UserId};
use uuid::Uuid;

/// False when the address is taken.
pub(super) async fn insert_user(tx: &mut Tx, id: UserId, name: &str, email: &Email, image: Option<&str>) -> Result<bool> {
    let inserted = sqlx::query!(
        r#"insert into "user" (id, name, email, image) values ($1, $2, $3, $4) on conflict on constraint user_email_key do nothing"#,
        id.0,
        name,
        email.as_str(),
        image
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn insert_password(tx: &mut Tx, id: Uuid, user: UserId, hashed: &str) -> Result<()> {
    sqlx::query!(
        r#"insert into account (id, "userId", issuer, "providerId", "accountId", password)
           values ($1, $2, 'credential', 'credential', $3, $4)"#,
        id,
        user.0,
        user.to_string(),
        hashed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives the person this password, whether they had one or not.
pub(super) async fn set_password(tx: &mut Tx, id: Uuid, user: UserId, hashed: &str) -> Result<()> {
    sqlx::query!(
        r#"insert into account (id, "userId", issuer, "providerId", "accountId", password)
           values ($1, $2, 'credential', 'credential', $3, $4)
           on conflict on constraint account_issuer_key do update set password = $4, "updatedAt" = now(), unlinked_at = null
           where account."userId" = $2"#,
        id,
        user.0,
        user.to_string(),
        hashed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn password_of(tx: &mut Tx, email: &Email) -> Result<Option<(UserId, String)>> {
    let row = sqlx::query!(
        r#"select u.id, a.password as "password!" from "user" u join account a on a."userId" = u.id
           where u.email = $1 and u.deleted_at is null and a."providerId" = 'credential' and a.password is not null and a.unlinked_at is null"#,
        email.as_str()
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (UserId(row.id), row.password)))
}

pub(super) async fn own_password(tx: &mut Tx, user: UserId) -> Result<Option<String>> {
    let row = sqlx::query_scalar!(
        r#"select password as "password!" from account
           where "userId" = $1 and "providerId" = 'credential' and password is not null and unlinked_at is null"#,
        user.0
    );
    Ok(row.fetch_optional(&mut **tx).await?)
}

/// What a new session begins with.
pub(super) struct NewSession {
    pub user: UserId,
    pub fingerprint: String,
    pub ip: Option<String>,
    pub agent: Option<String>,
    pub remembered: bool,
}

/// A session that is not to be remembered ends after a day, whatever the browser does.
pub(super) async fn insert_session(tx: &mut Tx, id: SessionId, new: &NewSession) -> Result<()> {
    sqlx::query!(
        r#"insert into session (id, "userId", token, "expiresAt", absolute_expires_at, "ipAddress", "userAgent", remembered)
           values ($1, $2, $3, now() + make_interval(days => $4), now() + make_interval(days => $5), $6, $7, $8)"#,
        id.0,
        new.user.0,
        new.fingerprint,
        if new.remembered { SESSION_DAYS } else { 1 },
        if new.remembered { SESSION_DAYS_AT_MOST } else { 1 },
        new.ip,
        new.agent,
        new.remembered
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session that was found.
pub(super) struct Found {
    pub session: Session,
    pub person: Person,
    pub card: Card,
    /// It was last renewed more than a day ago.
    pub due: bool,
}

/// Outside a transaction: the one statement says by itself why it looks.
pub(super) async fn find_session(db: &Db, fingerprint: &str) -> Result<Option<Found>> {
    let row = sqlx::query!(
        r#"select session as "session!", due as "due!", remembered as "remembered!", expires_at as "expires_at!",
                  session_created_at as "session_created_at!", session_updated_at as "session_updated_at!", ip, agent, id as "id!",
                  name as "name!", email as "email!", verified as "verified!", image, created_at as "created_at!",
                  updated_at as "updated_at!", onboarded as "onboarded!", operator as "operator!", two_factor as "two_factor!"
           from session_person($1)"#,
        fingerprint
    );
    Ok(row.fetch_optional(db.pool()).await?.map(|row| Found {
        session: Session {
            id: SessionId(row.session),
            user: UserId(row.id),
            ip: row.ip,
            user_agent: row.agent,
            remembered: row.remembered,
            expires_at: row.expires_at,
            created_at: row.session_created_at,
            updated_at: row.session_updated_at,
        },
        card: Card { image: row.image, two_factor: row.two_factor, created_at: row.created_at, updated_at: row.updated_at },
        due: row.due,
        person: Person {
            id: UserId(row.id),
            name: row.name,
            email: row.email,
            email_verified: row.verified,
            onboarded: row.onboarded,
            operator: row.operator,
        },
    }))
}

/// Returns until when it lives now.
pub(super) async fn refresh_session(tx: &mut Tx, session: SessionId) -> Result<chrono::DateTime<chrono::Utc>> {
    let row = sqlx::query_scalar!(
        r#"update session set "expiresAt" = least(now() + make_interval(days => $2), absolute_expires_at), "updatedAt" = now() where id = $1
           returning "expiresAt""#,
        session.0,
        SESSION_DAYS
    );
    Ok(row.fetch_one(&mut **tx).await?)
}

/// The living sessions of a person, the last used first.
pub(super) async fn sessions(tx: &mut Tx, user: UserId) -> Result<Vec<Session>> {
    let rows = sqlx::query!(
        r#"select id, "ipAddress" as ip, "userAgent" as agent, remembered, "expiresAt" as expires_at, "createdAt" as created_at,
                  "updatedAt" as updated_at from session
           where "userId" = $1 and revoked_at is null and "expiresAt" > now() and absolute_expires_at > now()
           order by "updatedAt" desc, id desc limit 200"#,
        user.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    let sessions = rows.map(|row| Session {
        id: SessionId(row.id),
        user,
        ip: row.ip,
        user_agent: row.agent,
        remembered: row.remembered,
        expires_at: row.expires_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    });
    Ok(sessions.collect())
}

/// Which sessions of a person end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ending {
    One(SessionId),
    AllBut(SessionId),
    All,
}

/// Ends sessions of a person; returns those that ended now.
pub(super) async fn end_sessions(tx: &mut Tx, user: UserId, which: Ending) -> Result<Vec<SessionId>> {
    let (one, but) = match which {
        Ending::One(id) => (Some(id.0), None),
        Ending::AllBut(id) => (None, Some(id.0)),
        Ending::All => (None, None),
    };
    let rows = sqlx::query_scalar!(
        r#"update session set revoked_at = now()
           where "userId" = $1 and revoked_at is null and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3) returning id"#,
        user.0,
        one,
        but
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(SessionId).collect())
}

pub(super) async fn revoke_session(tx: &mut Tx, fingerprint: &str) -> Result<Option<SessionId>> {
    let row =
        sqlx::query_scalar!("update session set revoked_at = now() where token = $1 and revoked_at is null returning id", fingerprint);
    Ok(row.fetch_optional(&mut **tx).await?.map(SessionId))
}

/// Of these, those that are over.
pub(super) async fn ended(tx: &mut Tx, passes: &[Pass]) -> Result<Vec<Uuid>> {
    let (mut sessions, mut keys, mut people) = (Vec::new(), Vec::new(), Vec::new());
    for pass in passes {
        match pass {
            Pass::Session(id) => sessions.push(id.0),
            Pass::Key(id) => keys.push(id.0),
            Pass::Deployment(id) => people.push(id.0),
        }
    }
    let rows = sqlx::query_scalar!(
        r#"select asked as "asked!" from unnest($1::uuid[]) asked
           where not exists (
               select 1 from session s join "user" u on u.id = s."userId"
               where s.id = asked and s.revoked_at is null and s."expiresAt" > now() and s.absolute_expires_at > now()
                 and u.deleted_at is null)
           union all
           select asked from unnest($2::uuid[]) asked
           where not exists (
               select 1 from api_key where id = asked and revoked_at is null and (expires_at is null or expires_at > now()))
           union all
           select asked from unnest($3::uuid[]) asked
           where not exists (select 1 from "user" u where u.id = asked and u.deleted_at is null)"#,
        &sessions,
        &keys,
        &people
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// Forgets the attempts that were counted; what they were for succeeded.
pub(super) async fn forget_attempts(tx: &mut Tx, key: &str) -> Result<()> {
    sqlx::query!("update rate_limit set count = 0 where key = $1", key).execute(&mut **tx).await?;
    Ok(())
}

/// Marks an address as verified, if it is still the person's.
pub(super) async fn mark_verified(tx: &mut Tx, user: UserId, email: &str) -> Result<bool> {
    let updated =
        sqlx::query!(r#"update "user" set "emailVerified" = true, "updatedAt" = now() where id = $1 and email = $2"#, user.0, email);
    Ok(updated.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn person(tx: &mut Tx, user: UserId) -> Result<Option<Person>> {
    let row = sqlx::query!(
        r#"select id, name, email, "emailVerified" as verified, last_used_at is not null as "onboarded!", role = 'operator' as "operator!"
           from "user" where id = $1 and deleted_at is null"#,
        user.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| Person {
        id: UserId(row.id),
        name: row.name,
        email: row.email,
        email_verified: row.verified,
        onboarded: row.onboarded,
        operator: row.operator,
    }))
}

/// As the owner of the schema; the web's role may not change a role.
pub(super) async fn set_role(tx: &mut Tx, email: &str, role: &str) -> Result<bool> {
    let changed = sqlx::query!(r#"update "user" set role = $2, "updatedAt" = now() where email = $1 and deleted_at is null"#, email, role);
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Nobody when the address is nobody's.
pub(super) async fn person_by_email(tx: &mut Tx, email: &Email) -> Result<Option<(UserId, bool)>> {
    let row = sqlx::query!(r#"select id, "emailVerified" as verified from "user" where email = $1 and deleted_at is null"#, email.as_str());
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (UserId(row.id), row.verified)))
}

/// `None` leaves the name or the picture as it is; `Some(None)` takes the picture away.
pub(super) async fn update_person(tx: &mut Tx, user: UserId, name: Option<&str>, image: Option<Option<&str>>) -> Result<()> {
    sqlx::query!(
        r#"update "user" set name = coalesce($2, name), image = case when $3 then $4 else image end, "updatedAt" = now() where id = $1"#,
        user.0,
        name,
        image.is_some(),
        image.flatten()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives the person another address, which is proved. False when it has become somebody else's, or the old one is theirs no more.
pub(super) async fn change_address(tx: &mut Tx, user: UserId, old: &str, new: &Email) -> Result<bool> {
    let changed = sqlx::query!(
        r#"update "user" u set email = $3, "emailVerified" = true, "updatedAt" = now()
           where id = $1 and email = $2 and deleted_at is null and not exists (select from "user" other where other.email = $3)"#,
        user.0,
        old,
        new.as_str()
    );
    match changed.execute(&mut **tx).await {
        Ok(done) => Ok(done.rows_affected() == 1),
        // Two who take the same address at once: the constraint decides.
        Err(sqlx::Error::Database(refused)) if refused.is_unique_violation() => Ok(false),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn linked(tx: &mut Tx, user: UserId) -> Result<Vec<Linked>> {
    let rows = sqlx::query!(
        r#"select id, "providerId" as provider, "accountId" as account, scope, "createdAt" as created_at, "updatedAt" as updated_at
           from account where "userId" = $1 and unlinked_at is null order by "createdAt", id"#,
        user.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    let split = |scope: Option<String>| {
        scope.unwrap_or_default().split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    let linked = rows.map(|row| Linked {
        id: row.id,
        provider: row.provider,
        account: row.account,
        scopes: split(row.scope),
        created_at: row.created_at,
        updated_at: row.updated_at,
    });
    Ok(linked.collect())
}

/// Nobody else changes this person's ways in until the transaction ends.
pub(super) async fn lock_person(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!(r#"select id from "user" where id = $1 for update"#, user.0).fetch_optional(&mut **tx).await?;
    Ok(())
}

/// The row stays, without what it could be used for.
pub(super) async fn unlink(tx: &mut Tx, user: UserId, id: Uuid) -> Result<bool> {
    let changed = sqlx::query!(
        r#"update account set unlinked_at = now(), "updatedAt" = now(), password = null, "accessToken" = null, "refreshToken" = null, "idToken" = null
           where id = $1 and "userId" = $2 and unlinked_at is null"#,
        id,
        user.0
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Nobody signs in as them any more; the rows go with a run.
pub(super) async fn mark_deleted(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!(r#"update "user" set deleted_at = now(), "updatedAt" = now() where id = $1 and deleted_at is null"#, user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Of a deleted person only this stays.
pub(super) async fn note(tx: &mut Tx, id: Uuid, person: UserId, action: &str) -> Result<()> {
    sqlx::query!("insert into account_audit (id, person, action) values ($1, $2, $3)", id, person.0, action).execute(&mut **tx).await?;
    Ok(())
}

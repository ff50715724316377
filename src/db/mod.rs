//! Transactions that Postgres knows the owner of.
//!
//! The only way to a person's rows is [`Db::owned`]: it begins a transaction and tells row-level security whose it is,
//! for that transaction alone, so that a pooled connection never carries a person over to the next borrower.

mod baseline;
mod schema;
pub use baseline::{Baseline, PREDECESSOR, baseline};
pub use schema::{excess_rights, is_at_head, migrate, open_queue, tidy_queue};

use crate::error::{Error, Result};
use crate::id::UserId;
use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Transaction};

/// A transaction.
pub type Tx = Transaction<'static, Postgres>;

/// The database as one role sees it.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    /// Wraps a pool that is connected as the web's or the worker's role.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// The pool, for listeners and health checks.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Begins in a task of its own. Where a request goes away while `begin` is on its way, the driver takes the connection
    /// back with a transaction open that it knows nothing of, and the next borrower would go on in it. A task is not
    /// cancelled with its request: the transaction comes to be, nobody wants it, and it is rolled back.
    async fn begin(&self, how: impl SqlSafeStr + Send + 'static) -> Result<Tx> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(how).await }).await.map_err(Error::internal)?;
        Ok(begun?)
    }

    /// A transaction on one person's rows. It begins and says whose it is in one message, because every page waits for it.
    pub async fn owned(&self, owner: UserId) -> Result<Tx> {
        // An id is hexadecimal and hyphens: nothing in it can end the quotes.
        self.begin(AssertSqlSafe(format!("begin; set local app.user_id = '{}'", owner.0))).await
    }

    /// A transaction on what belongs to nobody: postings, companies, the health of sources.
    pub async fn shared(&self) -> Result<Tx> {
        self.begin("begin").await
    }

    /// A transaction that may look a person up by e-mail, session or token. For the account slice alone.
    pub(crate) async fn authenticating(&self) -> Result<Tx> {
        self.begin("begin; set local app.purpose = 'authenticating'").await
    }

    /// The same on one person's rows besides, once it is known who it is.
    pub(crate) async fn authenticating_as(&self, owner: UserId) -> Result<Tx> {
        self.begin(AssertSqlSafe(format!("begin; set local app.purpose = 'authenticating'; set local app.user_id = '{}'", owner.0))).await
    }

    /// A transaction that may see how everybody's runs do, if this person is an operator; Postgres looks at their row.
    pub(crate) async fn operating(&self, operator: UserId) -> Result<Tx> {
        let mut tx = self.owned(operator).await?;
        sqlx::query!("select set_config('app.purpose', 'operating', true) as ignored").fetch_one(&mut *tx).await?;
        Ok(tx)
    }

    /// A transaction that may see everybody's runs. For the run engine alone; Postgres grants it to the worker's role only.
    pub(crate) async fn working(&self) -> Result<Tx> {
        self.begin("begin; set local app.purpose = 'working'").await
    }
}

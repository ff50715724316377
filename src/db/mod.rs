//! Transactions that Postgres knows the owner of.
//!
//! The only way to a person's rows is [`Db::owned`]: it begins a transaction and tells row-level security whose it is,
//! for that transaction alone, so that a pooled connection never carries a person over to the next borrower.

mod schema;
pub use schema::{excess_rights, is_at_head, migrate, open_queue};

use crate::error::{Error, Result};
use crate::id::UserId;
use sqlx::{PgPool, Postgres, Transaction};

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
    /// A statement that begins with more than `begin` belongs in here too.
    async fn begin(&self) -> Result<Tx> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin().await }).await.map_err(Error::internal)?;
        Ok(begun?)
    }

    /// A transaction on one person's rows.
    pub async fn owned(&self, owner: UserId) -> Result<Tx> {
        let mut tx = self.begin().await?;
        sqlx::query!("select set_config('app.user_id', $1, true) as ignored", owner.to_string()).fetch_one(&mut *tx).await?;
        Ok(tx)
    }

    /// A transaction on what belongs to nobody: postings, companies, the health of sources.
    pub async fn shared(&self) -> Result<Tx> {
        self.begin().await
    }

    /// A transaction that may look a person up by e-mail, session or token. For the account slice alone.
    pub(crate) async fn authenticating(&self) -> Result<Tx> {
        let mut tx = self.begin().await?;
        sqlx::query!("select set_config('app.purpose', 'authenticating', true) as ignored").fetch_one(&mut *tx).await?;
        Ok(tx)
    }

    /// A transaction that may see how everybody's runs do, if this person is an operator; Postgres looks at their row.
    pub(crate) async fn operating(&self, operator: UserId) -> Result<Tx> {
        let mut tx = self.owned(operator).await?;
        sqlx::query!("select set_config('app.purpose', 'operating', true) as ignored").fetch_one(&mut *tx).await?;
        Ok(tx)
    }

    /// A transaction that may see everybody's runs. For the run engine alone; Postgres grants it to the worker's role only.
    pub(crate) async fn working(&self) -> Result<Tx> {
        let mut tx = self.begin().await?;
        sqlx::query!("select set_config('app.purpose', 'working', true) as ignored").fetch_one(&mut *tx).await?;
        Ok(tx)
    }
}

use super::*;
use sqlx::{Connection, PgConnection, Row};

async fn who(url: &str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query("SELECT current_user::text").fetch_one(&mut connection).await.unwrap().get(0)
}

#[tokio::test]
async fn starts_stops_and_starts_again_quickly() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path()).await.unwrap();
    assert_eq!(who(&first.admin_url()).await, "job_agent_admin");
    assert_eq!(who(&first.ui_url()).await, "job_agent_ui");
    assert_eq!(who(&first.worker_url()).await, "job_agent_worker");
    first.shutdown().await.unwrap();
    let began = std::time::Instant::now();
    let second = start(folder.path()).await.unwrap();
    assert!(began.elapsed().as_secs() < 5, "the second start took {:?}", began.elapsed());
    assert_eq!(who(&second.ui_url()).await, "job_agent_ui");
    second.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_second_process_joins_and_leaves_the_server_running() {
    let folder = tempfile::tempdir().unwrap();
    let owner = start(folder.path()).await.unwrap();
    let guest = start(folder.path()).await.unwrap();
    assert_eq!(owner.ui_url(), guest.ui_url());
    guest.shutdown().await.unwrap();
    assert_eq!(who(&owner.ui_url()).await, "job_agent_ui");
    owner.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_server_left_by_a_killed_process_is_used_again_and_stopped_by_us() {
    let folder = tempfile::tempdir().unwrap();
    let mut killed = start(folder.path()).await.unwrap();
    let url = killed.ui_url();
    // What a kill leaves: the server runs, the lock is free, nobody stops anything.
    killed.cluster.abandon();
    drop(killed);
    let heir = start(folder.path()).await.unwrap();
    assert_eq!(heir.ui_url(), url);
    heir.shutdown().await.unwrap();
    assert!(PgConnection::connect(&url).await.is_err(), "the server should have stopped");
}

#[tokio::test]
async fn a_stale_pid_file_of_somebody_else_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path()).await.unwrap().shutdown().await.unwrap();
    let place = account::for_server().unwrap().data_place(folder.path()).unwrap();
    let ours = std::process::id();
    std::fs::write(data_folder(&place).join("postmaster.pid"), format!("{ours}\n/x\n1\n5\n\n127.0.0.1\n")).unwrap();
    let again = start(folder.path()).await.unwrap();
    assert_eq!(who(&again.worker_url()).await, "job_agent_worker");
    again.shutdown().await.unwrap();
}

#[tokio::test]
async fn the_web_can_make_nothing_and_the_roles_are_no_superusers() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = start(folder.path()).await.unwrap();
    for url in [embedded.ui_url(), embedded.worker_url()] {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        for forbidden in ["CREATE TABLE t (a int)", "CREATE TEMPORARY TABLE t (a int)", "CREATE SCHEMA s"] {
            assert!(sqlx::raw_sql(forbidden).execute(&mut connection).await.is_err(), "{forbidden}");
        }
    }
    let mut admin = PgConnection::connect(&embedded.admin_url()).await.unwrap();
    let strong =
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'job_agent%' AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole)";
    assert_eq!(sqlx::query(strong).fetch_one(&mut admin).await.unwrap().get::<i64, _>(0), 0);
    sqlx::raw_sql("CREATE TABLE t (a int); CREATE EXTENSION hstore; CREATE SCHEMA s").execute(&mut admin).await.unwrap();
    embedded.shutdown().await.unwrap();
}

#[tokio::test]
async fn what_the_lent_account_cannot_reach_lies_elsewhere() {
    if !nix::unistd::Uid::effective().is_root() {
        return;
    }
    let above = tempfile::tempdir().unwrap();
    std::fs::set_permissions(above.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let folder = above.path().join("data");
    let embedded = start(&folder).await.unwrap();
    assert_eq!(who(&embedded.ui_url()).await, "job_agent_ui");
    embedded.shutdown().await.unwrap();
    let place = account::for_server().unwrap().data_place(&folder).unwrap();
    assert!(place.starts_with("/var/lib") && place.join("data").is_dir() && !folder.join("data").exists());
    std::fs::remove_dir_all(place).unwrap();
}

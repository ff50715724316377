-- The three roles, without passwords, harmless to repeat. Plain SQL, so that the program can run it as well as psql.
--   job_agent_admin   owns the database and its schema, and alone migrates
--   job_agent_ui      serves the web: SELECT, INSERT, UPDATE; no DELETE, no DDL
--   job_agent_worker  works the runs, and alone deletes
-- None of them passes row-level security by.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['job_agent_admin', 'job_agent_ui', 'job_agent_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I', role_name);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', role_name);
  END LOOP;
END
$$;
-- A process that freezes in the middle of a transaction loses it, and its locks with it, before others wait for long.
ALTER ROLE job_agent_ui SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE job_agent_worker SET idle_in_transaction_session_timeout = '5s';

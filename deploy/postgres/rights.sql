-- Who may come into this database and who may make things in it. Run inside the application's database by a superuser
-- or its owner; harmless to repeat. What each role may do with a table is said by the migration that makes the table.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO job_agent_admin', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO job_agent_ui, job_agent_worker', current_database());
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO job_agent_admin;
GRANT USAGE ON SCHEMA public TO job_agent_ui, job_agent_worker;

-- Gives the three roles to a database that exists already, and what is in it to the owner of the schema. As a superuser, with the passwords in the environment:
--   JOB_AGENT_ADMIN_PASSWORD=… JOB_AGENT_UI_PASSWORD=… JOB_AGENT_WORKER_PASSWORD=… \
--     psql -v ON_ERROR_STOP=1 -d job_agent -f deploy/postgres/grant-roles-existing-db.sql
-- Harmless to repeat, which is also how a password is changed.
\set ON_ERROR_STOP 1
\getenv admin_password JOB_AGENT_ADMIN_PASSWORD
\getenv ui_password JOB_AGENT_UI_PASSWORD
\getenv worker_password JOB_AGENT_WORKER_PASSWORD
\if :{?admin_password} \else \warn 'JOB_AGENT_ADMIN_PASSWORD is not set' \quit \endif
\if :{?ui_password} \else \warn 'JOB_AGENT_UI_PASSWORD is not set' \quit \endif
\if :{?worker_password} \else \warn 'JOB_AGENT_WORKER_PASSWORD is not set' \quit \endif

\ir roles.sql
-- The statement log must not learn the passwords.
SET log_statement = 'none';
ALTER ROLE job_agent_admin PASSWORD :'admin_password';
ALTER ROLE job_agent_ui PASSWORD :'ui_password';
ALTER ROLE job_agent_worker PASSWORD :'worker_password';
SELECT format('ALTER DATABASE %I OWNER TO job_agent_admin', current_database()) \gexec
\ir ownership.sql
\ir rights.sql

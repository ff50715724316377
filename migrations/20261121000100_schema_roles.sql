-- Three roles. job_agent_admin owns everything and is the only one that may change it; it runs these files.
-- job_agent_ui serves the web: it reads, inserts and updates, and can neither delete nor define anything.
-- job_agent_worker works runs, and alone deletes. The roles are made with the cluster (deploy/postgres), not here,
-- because a role that can run migrations must not be able to make roles.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

revoke create on schema public from public;
grant usage on schema public to job_agent_ui, job_agent_worker;
alter default privileges in schema public grant select, insert, update on tables to job_agent_ui;
alter default privileges in schema public grant select, insert, update, delete on tables to job_agent_worker;

-- Whose transaction this is. Empty once a transaction has ended on a pooled connection, hence the nullif.
create function app_user() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

-- What an unowned transaction is for: 'authenticating' may look people up, 'working' may see everybody's runs.
create function app_purpose() returns text language sql stable parallel safe
    as $$ select coalesce(current_setting('app.purpose', true), '') $$;

-- Gives a table of a person's data its row-level security: forced, one policy a verb.
create procedure protect(name text, owner text default 'user_id') language plpgsql as $$
begin
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy %I on %I for select using (%I = (select app_user()))', name || '_select', name, owner);
    execute format('create policy %I on %I for insert with check (%I = (select app_user()))', name || '_insert', name, owner);
    execute format('create policy %I on %I for update using (%I = (select app_user())) with check (%I = (select app_user()))',
                   name || '_update', name, owner, owner);
    execute format('create policy %I on %I for delete using (%I = (select app_user()))', name || '_delete', name, owner);
end $$;

-- Lets a transaction that authenticates reach rows whose owner is not known yet. It may not delete.
create procedure open_to_authentication(name text) language plpgsql as $$
begin
    execute format('create policy %I on %I for select using ((select app_purpose()) = ''authenticating'')', name || '_auth_select', name);
    execute format('create policy %I on %I for insert with check ((select app_purpose()) = ''authenticating'')', name || '_auth_insert', name);
    execute format('create policy %I on %I for update using ((select app_purpose()) = ''authenticating'')
                    with check ((select app_purpose()) = ''authenticating'')', name || '_auth_update', name);
end $$;

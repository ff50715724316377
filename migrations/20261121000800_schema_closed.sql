-- Whoever may make a temporary table may put it before a real one of the same name, and fill the disk. Postgres gives that
-- right to everybody who may connect, so it is taken away here: on every way to a database there is a migration, but not
-- on every way a superuser who runs deploy/postgres. The same goes for making tables in the schema.
do $$
declare
    role_name text;
begin
    execute format('revoke create, temporary on database %I from public', current_database());
    execute format('revoke create, temporary on database %I from job_agent_ui, job_agent_worker', current_database());
    revoke create on schema public from public, job_agent_ui, job_agent_worker;
    -- Without ownership a revoke only warns. A schema that stays open is not taken for a closed one.
    foreach role_name in array array['job_agent_ui', 'job_agent_worker'] loop
        if has_database_privilege(role_name, current_database(), 'TEMPORARY') or has_database_privilege(role_name, current_database(), 'CREATE')
            or has_schema_privilege(role_name, 'public', 'CREATE') then
            raise exception '% may still make tables in this database', role_name
                using hint = 'Run deploy/postgres/grant-roles-existing-db.sql as a superuser, then migrate again.';
        end if;
    end loop;
end $$;

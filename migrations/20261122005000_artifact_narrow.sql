-- Retention sees of everybody's files those alone whose time is over or whose résumé was thrown away a month ago, and not every
-- file there is. A function asks about the résumé, because its own policies ask about its files.
create function resume_is_over(thrown uuid) returns boolean language sql stable as $$
    select exists (select from resume r where r.id = thrown and r.removed_at < now() - interval '30 days')
$$;
drop policy artifact_old_select on artifact;
create policy artifact_old_select on artifact for select to job_agent_worker
    using ((select app_purpose()) = 'working' and (expires_at < now() or resume_is_over(resume_id)));

-- A letter's file stands in a column of its own; it leaves with its person and goes along with what they take.
create or replace function personal_files(person uuid) returns setof text language plpgsql stable as $$
declare
    place record;
begin
    for place in
        select a.attrelid::regclass as holder, a.attname as key
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attname in ('storage_key', 'pdf_key') and not a.attisdropped
          and exists (select from pg_attribute u where u.attrelid = c.oid and u.attname = 'user_id' and not u.attisdropped)
    loop
        return query execute format('select %I from %s where user_id = $1 and %I is not null', place.key, place.holder, place.key) using person;
    end loop;
end $$;

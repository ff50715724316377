-- What is left of a deleted account: that it was deleted, and when. No name, no address, and no reference that would go with it.
create table account_audit (
    id uuid primary key,
    person uuid not null,
    action text not null,
    created_at timestamptz not null default now(),
    constraint account_audit_known check (action in ('deletion_requested', 'deleted'))
);
alter table account_audit enable row level security;
alter table account_audit force row level security;
create policy account_audit_select on account_audit for select using ((select app_operates()));
create policy account_audit_insert on account_audit for insert with check (person = (select app_user()));
create policy account_audit_update on account_audit for update using (false);
create policy account_audit_delete on account_audit for delete using (false);

-- What operators did outlives their accounts too.
alter table ops_action drop constraint ops_action_operator_id_fkey;

-- The keys of all files of a person, from every table that has them: a table of tomorrow is not forgotten.
create function personal_files(person uuid) returns setof text language plpgsql stable as $$
declare
    place regclass;
begin
    for place in
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p')
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped)
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'storage_key' and not a.attisdropped)
    loop
        return query execute format('select storage_key from %s where user_id = $1', place) using person;
    end loop;
end $$;

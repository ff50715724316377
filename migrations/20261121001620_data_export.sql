-- What a person took along: one file at a time, kept for a week. A column called storage_key is what the removal of an
-- account looks for.
create table data_export (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    run_id uuid not null,
    storage_key text not null,
    bytes bigint not null,
    sha256 text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '7 days',
    foreign key (run_id, user_id) references run (id, user_id) on delete cascade,
    constraint data_export_run_key unique (run_id)
);
create index data_export_of_user on data_export (user_id, created_at desc);
call protect('data_export');

-- All rows of a person, table by table, from the catalogue: a table of tomorrow is not forgotten. Secrets stay here, and so
-- does what was only ever a token.
create function personal_data(person uuid) returns table (name text, entries jsonb) language plpgsql stable as $$
declare
    place record;
begin
    for place in
        select c.relname::text as title, c.oid::regclass as source, a.attname::text as owner
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
            and (a.attname in ('user_id', 'userId') or (c.relname = 'user' and a.attname = 'id'))
        where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'verification'
        order by c.relname
    loop
        return query execute format(
            'select %L::text, coalesce(jsonb_agg(to_jsonb(t) - array[''token'', ''password'', ''accessToken'', ''refreshToken'', ''idToken'', '
            '''hash'', ''secret'', ''lease_token'', ''search'']), ''[]'') from %s t where %I = $1', place.title, place.source, place.owner) using person;
    end loop;
end $$;

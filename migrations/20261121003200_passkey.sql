-- Keys that a device holds (WebAuthn). What is kept of one is public; it signs nobody in by itself. The web deletes nothing, so
-- a key that was removed stays as a row without it.
create table passkey (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    name text not null,
    -- How the device calls it, in hexadecimal.
    credential_id text,
    credential jsonb,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    removed_at timestamptz,
    constraint passkey_credential_key unique (credential_id),
    constraint passkey_removed_without_credential check ((removed_at is null) = (credential is not null and credential_id is not null))
);
create index passkey_of_user on passkey (user_id, created_at);
call protect('passkey');
call open_to_authentication('passkey');

-- What the answer of a device has to be checked against, sealed, between two requests of one browser. The row is found by the hash
-- of the token that the browser holds, as every one-time token is. `user_id` is who adds a passkey, and empty for who signs in.
alter table verification add column ceremony text;

-- As before (see data_export), without what is kept of a passkey: the name and the dates are the person's, the rest is a machine's.
create or replace function personal_data(person uuid) returns table (name text, entries jsonb) language plpgsql stable as $$
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
            '''hash'', ''secret'', ''lease_token'', ''search'', ''credential'', ''credential_id'']), ''[]'') from %s t where %I = $1',
            place.title, place.source, place.owner) using person;
    end loop;
end $$;

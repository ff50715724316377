-- Keys for programs of a person's own. As with sessions only a hash is kept; `start` is what tells two keys apart in a list.
create table api_key (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    name text not null,
    start text not null,
    hash text not null,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint api_key_hash_key unique (hash),
    constraint api_key_scopes_known check (scopes <@ array['read', 'write'] and cardinality(scopes) > 0)
);
create index api_key_of_user on api_key (user_id, created_at desc);
call protect('api_key');
call open_to_authentication('api_key');

-- Whose a key is, and that it was used: noted once a minute, so that a busy program does not write with every request.
create function api_key_person(fingerprint text)
    returns table (key uuid, scopes text[], person uuid)
    language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('app.purpose', 'authenticating', true);
    update api_key k set last_used_at = now()
    where k.hash = fingerprint and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
    return query
        select k.id, k.scopes, k.user_id from api_key k join "user" u on u.id = k.user_id
        where k.hash = fingerprint and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and u.deleted_at is null;
    perform set_config('app.purpose', '', true);
end $$;

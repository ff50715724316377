-- A second factor: codes that an app makes from a shared secret, and ten codes for the day when the app is gone. The secret has
-- to be read to check a code, so it is sealed with a key that is not in the database. Turning it off empties the row, because
-- the web deletes nothing.
create table two_factor (
    user_id uuid primary key references "user" (id) on delete cascade,
    secret text,
    -- The last step of thirty seconds whose code was used; it and those before it are used up.
    last_step bigint not null default 0,
    started_at timestamptz not null default now(),
    -- Since a first code proved that the app has the secret. Before that nothing is asked at sign-in.
    confirmed_at timestamptz,
    constraint two_factor_confirmed_with_secret check (confirmed_at is null or secret is not null)
);
call protect('two_factor');
call open_to_authentication('two_factor');

-- Hashed as passwords are, all ten with one salt, so that checking one takes one hash. New ones take the places of the old.
create table backup_code (
    user_id uuid not null references "user" (id) on delete cascade,
    number smallint not null,
    hash text,
    created_at timestamptz not null default now(),
    used_at timestamptz,
    primary key (user_id, number),
    constraint backup_code_number_known check (number between 1 and 10)
);
call protect('backup_code');
call open_to_authentication('backup_code');

-- What a request knows of its session says besides whether a second factor is asked (see account_session_choices).
drop function session_person(text);
create function session_person(fingerprint text)
    returns table (session uuid, due boolean, remembered boolean, expires_at timestamptz, session_created_at timestamptz,
        session_updated_at timestamptz, ip text, agent text, id uuid, name text, email text, verified boolean, image text,
        created_at timestamptz, updated_at timestamptz, onboarded boolean, operator boolean, two_factor boolean)
    language plpgsql as $$
begin
    perform set_config('app.purpose', 'authenticating', true);
    return query
        select s.id, s.remembered and s."updatedAt" < now() - interval '1 day', s.remembered, s."expiresAt", s."createdAt", s."updatedAt",
               s."ipAddress", s."userAgent", u.id, u.name, u.email, u."emailVerified", u.image, u."createdAt", u."updatedAt",
               u.last_used_at is not null, u.role = 'operator',
               exists (select from two_factor t where t.user_id = u.id and t.confirmed_at is not null)
        from session s join "user" u on u.id = s."userId"
        where s.token = fingerprint and s.revoked_at is null and s."expiresAt" > now() and s.absolute_expires_at > now()
            and u.deleted_at is null;
    perform set_config('app.purpose', '', true);
end $$;

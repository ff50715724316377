-- Whether a session outlives its browser was chosen when it was opened. An account of a provider that was unlinked stays
-- as a row, because the web deletes nothing; it signs nobody in any more.
alter table session add column remembered boolean not null default true;
alter table account add column unlinked_at timestamptz;

-- All that a request wants to know of its session, in one statement (see account_session_person).
drop function session_person(text);
create function session_person(fingerprint text)
    returns table (session uuid, due boolean, remembered boolean, expires_at timestamptz, session_created_at timestamptz,
        session_updated_at timestamptz, ip text, agent text, id uuid, name text, email text, verified boolean, image text,
        created_at timestamptz, updated_at timestamptz, onboarded boolean, operator boolean)
    language plpgsql as $$
begin
    perform set_config('app.purpose', 'authenticating', true);
    return query
        select s.id, s.remembered and s."updatedAt" < now() - interval '1 day', s.remembered, s."expiresAt", s."createdAt", s."updatedAt",
               s."ipAddress", s."userAgent", u.id, u.name, u.email, u."emailVerified", u.image, u."createdAt", u."updatedAt",
               u.last_used_at is not null, u.role = 'operator'
        from session s join "user" u on u.id = s."userId"
        where s.token = fingerprint and s.revoked_at is null and s."expiresAt" > now() and s.absolute_expires_at > now()
            and u.deleted_at is null;
    perform set_config('app.purpose', '', true);
end $$;

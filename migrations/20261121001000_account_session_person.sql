-- Whose a session is, in one statement: every page asks, and a transaction that first says why it looks would cost
-- two more messages each time. Volatile, because it sets the purpose; the purpose is gone again when it returns.
create function session_person(fingerprint text)
    returns table (session uuid, due boolean, id uuid, name text, email text, verified boolean, onboarded boolean, operator boolean)
    language plpgsql as $$
begin
    perform set_config('app.purpose', 'authenticating', true);
    return query
        select s.id, s."updatedAt" < now() - interval '1 day', u.id, u.name, u.email, u."emailVerified", u.last_used_at is not null,
               u.role = 'operator'
        from session s join "user" u on u.id = s."userId"
        where s.token = fingerprint and s.revoked_at is null and s."expiresAt" > now() and s.absolute_expires_at > now()
            and u.deleted_at is null;
    perform set_config('app.purpose', '', true);
end $$;

-- Accounts. These four tables carry Better Auth's names and columns, so that an existing database of it fits.
-- One table for the person: no separate profile table to join or to drift.
create table "user" (
    id uuid primary key,
    name text not null,
    email text not null,
    "emailVerified" boolean not null default false,
    image text,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(),
    location text,
    work_mode text,
    basic_info text,
    profile_text text,
    suggested_job_titles jsonb not null default '[]',
    source_pdfs jsonb not null default '[]',
    "references" jsonb not null default '[]',
    persona jsonb,
    last_used_at timestamptz,
    demo_mode_status text not null default 'disabled',
    demo_mode_error text,
    role text not null default 'member',
    locale text not null default 'en',
    theme text not null default 'system',
    deleted_at timestamptz,
    constraint user_email_key unique (email),
    constraint user_work_mode_known check (work_mode in ('remote', 'hybrid', 'on_site')),
    constraint user_role_known check (role in ('member', 'operator')),
    constraint user_demo_mode_status_known check (demo_mode_status in ('disabled', 'enabling', 'enabled', 'failed')),
    constraint user_theme_known check (theme in ('system', 'light', 'dark'))
);
call protect('user', 'id');
call open_to_authentication('user');

create table session (
    id uuid primary key,
    "userId" uuid not null references "user" (id) on delete cascade,
    -- SHA-256 of the cookie's value; a dump of this table signs nobody in.
    token text not null,
    "expiresAt" timestamptz not null,
    absolute_expires_at timestamptz not null,
    "ipAddress" text,
    "userAgent" text,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(),
    revoked_at timestamptz,
    constraint session_token_key unique (token)
);
create index session_of_user on session ("userId");
call protect('session', 'userId');
call open_to_authentication('session');

create table account (
    id uuid primary key,
    "userId" uuid not null references "user" (id) on delete cascade,
    issuer text not null,
    "providerId" text not null,
    "accountId" text not null,
    password text,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz,
    scope text,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(),
    constraint account_issuer_key unique (issuer, "accountId")
);
create index account_of_user on account ("userId");
call protect('account', 'userId');
call open_to_authentication('account');

-- One-time tokens, hashed. The identifier starts with the purpose, so that a token of one kind is no token of another.
create table verification (
    id uuid primary key,
    identifier text not null,
    value text not null,
    user_id uuid references "user" (id) on delete cascade,
    "expiresAt" timestamptz not null,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(),
    consumed_at timestamptz,
    constraint verification_value_key unique (value)
);
create index verification_identifier on verification (identifier);
call protect('verification');
call open_to_authentication('verification');

-- Counters of attempts in fixed windows; nobody's data. The key is hashed where it holds an address.
create table rate_limit (
    key text primary key,
    window_start timestamptz not null,
    count integer not null
);

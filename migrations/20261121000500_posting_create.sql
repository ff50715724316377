-- Postings are public and shared by all people. Workers write them; the web only reads.
create table company (
    id uuid primary key,
    name text not null,
    domain text,
    boards jsonb not null default '{}',
    created_at timestamptz not null default now(),
    constraint company_name_key unique (name)
);

create table posting (
    id uuid primary key,
    source text not null,
    external_id text not null,
    canonical_url text not null,
    company_id uuid references company (id),
    title text not null,
    description_text text not null,
    location text,
    mode text,
    employment text,
    salary_min double precision,
    salary_max double precision,
    salary_currency text,
    salary_period text,
    posted_at timestamptz,
    valid_through timestamptz,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expired_at timestamptz,
    fingerprint text not null,
    language text,
    raw jsonb,
    search tsvector generated always as (to_tsvector('simple', title || ' ' || description_text)) stored,
    constraint posting_source_key unique (source, external_id),
    constraint posting_mode_known check (mode in ('remote', 'hybrid', 'on_site')),
    constraint posting_salary_period_known check (salary_period in ('hour', 'day', 'week', 'month', 'year'))
);
create index posting_fingerprint on posting (fingerprint);
create index posting_search on posting using gin (search);

create table source_health (
    source text primary key,
    state text not null,
    last_ok_at timestamptz,
    last_error text,
    got integer not null default 0,
    checked_at timestamptz not null default now()
);
revoke insert, update on company, posting, source_health from job_agent_ui;

-- A small database of the older program, of our own making: what an ORM, an authentication library and a task queue leave. Ids
-- are texts, numbers or UUIDs, times with and without zones, states in words of its own; some rows cannot be used.
create type "DemoState" as enum ('ON', 'OFF');
create table _prisma_migrations (id varchar(36) primary key, migration_name text not null);
create table alembic_version (version_num varchar(32) primary key);

create table "user" (
    id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null default false, image text,
    "createdAt" timestamp(3) not null default current_timestamp, "updatedAt" timestamp(3) not null
);
create table session (
    id text primary key, "expiresAt" timestamp(3) not null, token text not null unique, "createdAt" timestamp(3) not null,
    "updatedAt" timestamp(3) not null, "ipAddress" text, "userAgent" text, "userId" text not null references "user" (id) on delete cascade
);
create table account (
    id text primary key, "accountId" text not null, "providerId" text not null, "userId" text not null references "user" (id) on delete cascade,
    "accessToken" text, "refreshToken" text, "idToken" text, password text, "createdAt" timestamp(3) not null default current_timestamp
);
create table verification (id text primary key, identifier text not null, value text not null, "expiresAt" timestamp(3) not null);

create table users (
    id serial primary key, email text, full_name text, hashed_password text, is_verified boolean not null default false,
    demo_mode boolean, created_at timestamptz not null default now()
);
create table user_profiles (
    id uuid primary key, user_id text, email text, location text, work_mode text, basic_info text, profile_text text,
    suggested_job_titles jsonb, source_pdfs jsonb, "references" jsonb, demo_mode boolean not null default false, demo "DemoState" default 'OFF',
    last_used_at timestamp, created_at timestamp not null default now()
);
create table runs (
    id uuid primary key, user_profile_id uuid references user_profiles (id), kind text, status text not null, error_message text, result jsonb,
    delivery_triggered boolean not null default false, created_at timestamptz not null, started_at timestamptz, finished_at timestamptz,
    updated_at timestamptz
);
create table workflow_executions (
    id serial primary key, run_id uuid, user_profile_id uuid, workflow_name text not null, task_id text, status text not null, error text,
    result json, created_at timestamptz not null, completed_at timestamptz
);
create view active_profiles as select * from user_profiles where last_used_at is not null;
create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
create trigger runs_touch before update on runs for each row execute function touch();

insert into _prisma_migrations values ('1', '20240101000000_init');
-- Mara signed up with a password; the library's own hash of "correct horse staple". Grace came from Google.
insert into "user" values
    ('ckmara00000000000000000001', 'Mara Lindqvist', 'Mara@Example.org', true, 'https://pictures.example.org/mara.png', '2025-01-02 03:04:05', '2025-02-02 03:04:05'),
    ('0198f000-0000-7000-8000-00000000000a', 'Grace Hopper', 'grace@example.org', true, null, '2025-01-03', '2025-01-03'),
    ('ckold000000000000000000003', 'Old Form', 'old@example.org', false, null, '2025-01-04', '2025-01-04'),
    ('cknone00000000000000000004', 'No Address', 'not an address', false, null, '2025-01-05', '2025-01-05'),
    ('cktwin00000000000000000005', 'Somebody Else', 'mara@example.org ', false, null, '2025-01-06', '2025-01-06');
insert into account (id, "accountId", "providerId", "userId", password) values
    ('a1', 'ckmara00000000000000000001', 'credential', 'ckmara00000000000000000001',
     'a288dbac4283a06db914fd955b6b0943:1865365bcc1b3c76204746e07b2d02265108f9616fd3ec128883b1ded53a8e8f44ebeb526567644aff36e861783e512fdedf338d6a0542b5d854c53f81c948ee'),
    ('a2', '110000000000000000001', 'google', '0198f000-0000-7000-8000-00000000000a', null),
    ('a3', 'old@example.org', 'credential', 'ckold000000000000000000003', '$2b$12$abcdefghijklmnopqrstuuJ8sO3vQyZk0vJxw6c9Yk3c3m1b8c1e2'),
    ('a4', '42', 'github', 'ckmara00000000000000000001', null),
    ('a5', 'cktwin', 'credential', 'cktwin00000000000000000005', null);
insert into session values ('s1', '2030-01-01', 'a-token-kept-as-it-is-of-mara-000', '2025-01-02', '2025-01-02', null, null, 'ckmara00000000000000000001');
insert into verification values ('v1', 'reset-password:x', 'ckmara00000000000000000001', '2030-01-01');
-- Of the same people, as the program kept them beside; Mara's row here was never proved and carries another password.
insert into users (email, full_name, hashed_password, is_verified, demo_mode) values
    ('mara@example.org', 'M. Lindqvist', 'ffffffffffffffffffffffffffffffff:' || repeat('0', 128), false, false),
    ('ada@example.org', null, null, true, true),
    (null, 'Nobody', null, false, null);
insert into user_profiles values
    ('0198f000-0000-7000-8000-0000000000b1', 'ckmara00000000000000000001', null, 'Berlin', 'on-site', 'I write Rust.', 'A backend engineer.',
     '["Backend Engineer", {"title": "Rust Engineer", "score": 3}, 7]', '[{"name": "cv.pdf"}]', '["Grace"]', true, 'ON', '2025-06-01 10:00:00', '2025-01-02'),
    ('0198f000-0000-7000-8000-0000000000b2', '1', null, 'Lund', null, null, null, null, null, null, false, 'OFF', '2024-06-01', '2024-01-02'),
    ('0198f000-0000-7000-8000-0000000000b3', null, 'ADA@example.org', null, 'Remote', null, null, '"[\"Analyst\"]"', null, null, false, 'OFF', null, '2025-01-02'),
    ('0198f000-0000-7000-8000-0000000000b4', 'gone', null, null, null, null, null, null, null, null, true, 'ON', null, '2025-01-02');
insert into runs values
    ('0198f000-0000-7000-8000-0000000000c1', '0198f000-0000-7000-8000-0000000000b1', 'job-search', 'SUCCESS', null, '{"matches": 12}', true, '2025-03-01Z', '2025-03-01Z', '2025-03-01 00:05Z', null),
    ('0198f000-0000-7000-8000-0000000000c2', '0198f000-0000-7000-8000-0000000000b2', null, 'failed', null, null, false, '2025-03-02Z', null, null, '2025-03-02 01:00Z'),
    ('0198f000-0000-7000-8000-0000000000c3', '0198f000-0000-7000-8000-0000000000b3', 'profiling', 'running', null, null, false, '2025-03-03Z', '2025-03-03Z', null, null),
    ('0198f000-0000-7000-8000-0000000000c4', '0198f000-0000-7000-8000-0000000000b4', 'profiling', 'completed', null, null, false, '2025-03-04Z', null, null, null),
    ('0198f000-0000-7000-8000-0000000000c5', '0198f000-0000-7000-8000-0000000000b1', 'knitting', 'completed', null, null, false, '2025-03-05Z', null, null, null),
    ('0198f000-0000-7000-8000-0000000000c6', '0198f000-0000-7000-8000-0000000000b1', 'profiling', 'sideways', null, null, false, '2025-03-06Z', null, null, null);
insert into workflow_executions (run_id, user_profile_id, workflow_name, task_id, status, error, result, created_at, completed_at) values
    ('0198f000-0000-7000-8000-0000000000c1', '0198f000-0000-7000-8000-0000000000b1', 'job_search', 'task-1-first', 'FAILURE', 'lost', null, '2025-03-01Z', null),
    ('0198f000-0000-7000-8000-0000000000c1', '0198f000-0000-7000-8000-0000000000b1', 'job_search', 'task-1-last', 'SUCCESS', null, '{"kept": 12}', '2025-03-01 00:01Z', '2025-03-01 00:05Z'),
    (null, '0198f000-0000-7000-8000-0000000000b1', 'send_email_delivery', 'task-2', 'SUCCESS', null, '{"sent": 1}', '2025-03-01 00:06Z', '2025-03-01 00:07Z'),
    (null, null, 'profiling', 'task-3', 'SUCCESS', null, null, '2025-03-01Z', null);

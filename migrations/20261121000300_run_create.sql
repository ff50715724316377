-- Runs: one table for all background operations, because three tables with the same status drift apart.
create table run (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    kind text not null,
    status text not null default 'queued',
    stage text,
    stage_index integer not null default 0,
    stage_count integer not null default 0,
    done integer not null default 0,
    total integer not null default 0,
    message text,
    task_id text,
    idempotency_key text not null,
    input jsonb not null default '{}',
    output jsonb,
    error_message text,
    counters jsonb not null default '{}',
    settings jsonb not null default '{}',
    cost jsonb not null default '{}',
    delivery_triggered boolean not null default false,
    attempt integer not null default 0,
    crashes integer not null default 0,
    max_attempts integer not null default 3,
    priority integer not null default 0,
    run_at timestamptz not null default now(),
    -- Set by a claim; every write of a worker names it, so that a worker that lost its lease changes nothing.
    lease_token uuid,
    lease_until timestamptz,
    leased_by text,
    cancel_requested_at timestamptz,
    timeout_at timestamptz,
    trace_id text,
    retry_of uuid references run (id) on delete set null,
    -- Of the last event.
    seq bigint not null default 0,
    pushed_at timestamptz,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint run_owner_key unique (id, user_id),
    constraint run_idempotency_key unique (user_id, idempotency_key),
    constraint run_status_known check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
    constraint run_finished_has_time check ((status in ('completed', 'failed', 'cancelled')) = (finished_at is not null)),
    constraint run_running_has_lease check (status <> 'running' or (lease_token is not null and lease_until is not null)),
    constraint run_failed_has_words check (status <> 'failed' or error_message is not null)
);
create index run_of_user on run (user_id, created_at desc);
-- What the sweeper looks for, and nothing that is finished.
create index run_live on run (status, run_at) where status in ('queued', 'running');
call protect('run');
create policy run_work_select on run for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy run_work_update on run for update to job_agent_worker using ((select app_purpose()) = 'working') with check ((select app_purpose()) = 'working');

create table run_step (
    run_id uuid not null,
    user_id uuid not null,
    name text not null,
    output jsonb not null,
    cost jsonb not null default '{}',
    finished_at timestamptz not null default now(),
    primary key (run_id, name),
    foreign key (run_id, user_id) references run (id, user_id) on delete cascade
);
call protect('run_step');

-- The audit log of a run, and what a stream replays. seq has no gaps.
create table run_event (
    run_id uuid not null,
    seq bigint not null,
    user_id uuid not null,
    trace_id text,
    type text not null,
    payload jsonb not null,
    created_at timestamptz not null default now(),
    primary key (run_id, seq),
    foreign key (run_id, user_id) references run (id, user_id) on delete cascade
);
call protect('run_event');
create policy run_event_work_select on run_event for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy run_event_work_insert on run_event for insert to job_agent_worker with check ((select app_purpose()) = 'working');

-- Work that comes back by itself: a row with a cron expression in a time zone, whose next tick is a point in time. Whoever
-- takes a tick makes its run and moves `next_at` in one transaction, so that many schedulers make one run of it.
create table schedule (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    kind text not null,
    cron text not null,
    timezone text not null,
    input jsonb not null default '{}',
    next_at timestamptz not null,
    last_run_id uuid references run (id) on delete set null,
    paused_at timestamptz,
    -- The web deletes nothing; retention does.
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint schedule_owner_key unique (id, user_id)
);
create index schedule_due on schedule (next_at) where paused_at is null and removed_at is null;
create index schedule_of_user on schedule (user_id);
create index schedule_last_run on schedule (last_run_id);
call protect('schedule');
create policy schedule_work_select on schedule for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy schedule_work_update on schedule for update to job_agent_worker using ((select app_purpose()) = 'working')
    with check ((select app_purpose()) = 'working');
create policy schedule_removed_delete on schedule for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and removed_at is not null);

alter table job_search
    add column schedule_id uuid,
    add foreign key (schedule_id, user_id) references schedule (id, user_id) on delete set null (schedule_id);
create index job_search_schedule on job_search (schedule_id) where schedule_id is not null;

-- What one process does for all of them now and then, and when it was done last. Belongs to no person.
create table upkeep (
    name text primary key,
    last_at timestamptz not null default '-infinity'
);
revoke insert, update on upkeep from job_agent_ui;
insert into upkeep (name) values ('tidy queue');

-- What retention may delete of everybody's, and no more than that.
create index run_event_age on run_event using brin (created_at);
create policy run_event_old_delete on run_event for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and created_at < now() - interval '30 days');
create policy session_old_select on session for select to job_agent_worker
    using ((select app_purpose()) = 'working' and "expiresAt" < now() - interval '7 days');
create policy session_old_delete on session for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and "expiresAt" < now() - interval '7 days');
create policy verification_old_select on verification for select to job_agent_worker
    using ((select app_purpose()) = 'working' and "expiresAt" < now() - interval '7 days');
create policy verification_old_delete on verification for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and "expiresAt" < now() - interval '7 days');

-- The house: whose the runs are that are done for everybody. It has no password and no mailbox, so nobody can be it.
create function app_house() returns uuid language sql immutable parallel safe
    as $$ select '019aa4c8-7a00-7000-8000-000000000001'::uuid $$;

-- Forgets one part of what nobody needs, and says how many rows that were.
create function retention(part text) returns bigint language plpgsql as $$
declare
    removed bigint;
begin
    perform set_config('app.purpose', 'working', true);
    case part
        -- The last event of a run stays: it says how it ended.
        when 'events' then
            delete from run_event e using run r
            where e.created_at < now() - interval '30 days' and r.id = e.run_id and r.finished_at < now() - interval '30 days' and e.seq < r.seq;
        when 'sessions' then delete from session where "expiresAt" < now() - interval '7 days';
        when 'tokens' then delete from verification where "expiresAt" < now() - interval '7 days';
        when 'attempts' then delete from rate_limit where window_start < now() - interval '1 day';
        when 'schedules' then delete from schedule where removed_at is not null;
        when 'own runs' then
            perform set_config('app.user_id', app_house()::text, true);
            delete from run where user_id = app_house() and finished_at < now() - interval '90 days';
        else raise exception 'there is no part % to forget', part;
    end case;
    get diagnostics removed = row_count;
    return removed;
end $$;

-- Every night, first in the night to come. Row-level security binds the owner of the tables too.
select set_config('app.user_id', app_house()::text, true);
insert into "user" (id, name, email) values (app_house(), 'Job Agent', 'house@job-agent.invalid');
insert into schedule (id, user_id, kind, cron, timezone, next_at)
values (app_house(), app_house(), 'retention', '17 3 * * *', 'UTC', (date_trunc('day', now() at time zone 'UTC') + interval '1 day 3 hours 17 minutes') at time zone 'UTC');
select set_config('app.user_id', '', true);

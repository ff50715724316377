-- Whose turn it is. A queued run waits for `turn_at`, which is its time of creation, earlier by a minute a step of
-- priority and later by half a minute for each run that the same person has open already. Because it is a point in time,
-- what waits ages by itself: nothing starves, and one person's hundred searches stand behind everybody else's first.
alter table run
    add column turn_at timestamptz not null default now(),
    add column quarantined_at timestamptz,
    add constraint run_quarantine_failed check (quarantined_at is null or status = 'failed'),
    add constraint run_live_has_no_end check (status in ('completed', 'failed', 'cancelled') or output is null),
    add constraint run_lease_runs check (status = 'running' or (lease_token is null and lease_until is null)),
    add constraint run_counts_positive check (attempt >= 0 and crashes >= 0 and max_attempts > 0);
drop index run_live;
create index run_waiting on run (turn_at) where status = 'queued';
create index run_working on run (user_id, kind) where status = 'running';
create index run_open_of_user on run (user_id) where status in ('queued', 'running');
-- Leases and progress are renewed in place; room on the page keeps such updates off the indexes.
alter table run set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- The states of a run and the ways between them. Nothing leaves an end.
create function run_transition() returns trigger language plpgsql as $$
begin
    if (old.status, new.status) not in (
        ('queued', 'running'), ('queued', 'cancelled'), ('queued', 'failed'),
        ('running', 'queued'), ('running', 'completed'), ('running', 'failed'), ('running', 'cancelled')) then
        raise exception 'a run does not go from % to %', old.status, new.status
            using errcode = 'check_violation', constraint = 'run_transition_known';
    end if;
    return new;
end $$;
create trigger run_transition before update of status on run
    for each row when (old.status is distinct from new.status) execute function run_transition();

create policy run_step_work_select on run_step for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy run_step_work_insert on run_step for insert to job_agent_worker with check ((select app_purpose()) = 'working');

-- Processes that work, each with one heartbeat, for the operator. Belongs to no person.
create table run_worker (
    name text primary key,
    kinds text[] not null,
    concurrency integer not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    stopping boolean not null default false
);
revoke insert, update on run_worker from job_agent_ui;

-- Keeps a run's present state as the event that its `seq` numbers. Whoever changes a run raises `seq` in the same
-- UPDATE and hands the changed row over: no gaps, no doubles, one write.
create function run_event_keep(r run, type text) returns void language sql as $$
    insert into run_event (run_id, seq, user_id, trace_id, type, payload)
    values (r.id, r.seq, r.user_id, r.trace_id, type, jsonb_build_object(
        'run_id', r.id, 'kind', r.kind, 'seq', r.seq, 'status', r.status, 'stage', r.stage, 'stage_index', r.stage_index,
        'stage_count', r.stage_count, 'done', r.done, 'total', r.total, 'message', r.message, 'counters', r.counters,
        'error_message', r.error_message, 'created_at', r.created_at, 'started_at', r.started_at, 'finished_at', r.finished_at))
$$;

-- The same for a run that somebody else changed in this transaction.
create function run_event_append(run_id uuid, type text) returns void language plpgsql as $$
declare
    changed run;
begin
    update run r set seq = r.seq + 1, updated_at = now() where r.id = run_id returning r.* into changed;
    perform run_event_keep(changed, type);
end $$;

-- Takes the run whose turn it is, for `worker`, under a lease that `token` proves. `kind_limits` maps a kind to how many
-- of it may run at once. Who claims holds the person's lock until the end of the transaction, so limits are exact. A
-- claim that a crash of the database loses is a run that is still queued, so it does not wait for the disk.
create function run_claim(worker text, token uuid, kinds text[], lease_seconds float8, person_limit integer, kind_limits jsonb)
returns table (id uuid, user_id uuid, kind text, input jsonb, settings jsonb, attempt integer, max_attempts integer, steps jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
    picked record;
    changed run;
    busy uuid[];
    filled text[];
    busy_found boolean := false;
begin
    perform set_config('app.purpose', 'working', true), set_config('synchronous_commit', 'off', true);
    busy := array(select o.user_id from run o where o.status = 'running' group by o.user_id having count(*) >= person_limit);
    filled := array(select o.kind from run o where o.status = 'running' and kind_limits ? o.kind
                    group by o.kind having count(*) >= (kind_limits ->> o.kind)::integer);
    loop
        select r.id, r.user_id, r.kind into picked from run r
        where r.status = 'queued' and r.run_at <= now() and r.kind = any (kinds) and r.user_id <> all (busy) and r.kind <> all (filled)
        order by r.turn_at limit 1 for update skip locked;
        if not found then return; end if;
        -- Only the first person's lock is waited for: who waits holds none, so nobody waits in a circle.
        if busy_found then
            if not pg_try_advisory_xact_lock(hashtextextended(picked.user_id::text, 0)) then
                busy := busy || picked.user_id;
                continue;
            end if;
        else
            perform pg_advisory_xact_lock(hashtextextended(picked.user_id::text, 0));
        end if;
        if kind_limits ? picked.kind then perform pg_advisory_xact_lock(hashtextextended(picked.kind, 1)); end if;
        if (select count(*) from run o where o.status = 'running' and o.user_id = picked.user_id) >= person_limit then
            busy := busy || picked.user_id;
            busy_found := true;
        elsif kind_limits ? picked.kind
            and (select count(*) from run o where o.status = 'running' and o.kind = picked.kind) >= (kind_limits ->> picked.kind)::integer then
            filled := filled || picked.kind;
            busy_found := true;
        else
            exit;
        end if;
    end loop;
    update run r set status = 'running', seq = r.seq + 1, updated_at = now(), lease_token = token, lease_until = now() + make_interval(secs => lease_seconds),
           leased_by = worker, attempt = r.attempt + 1, started_at = coalesce(r.started_at, now()),
           timeout_at = coalesce(r.timeout_at, now() + interval '30 minutes')
    where r.id = picked.id returning r.* into changed;
    perform run_event_keep(changed, 'status');
    return query select changed.id, changed.user_id, changed.kind, changed.input, changed.settings, changed.attempt, changed.max_attempts,
        (select coalesce(jsonb_object_agg(s.name, s.output), '{}') from run_step s where s.run_id = changed.id);
end $$;

-- The worker's writes. Each names the lease, says whether it still held, and changes nothing when it did not.
create function run_finish_step(run_id uuid, token uuid, name text, output jsonb, cost jsonb) returns boolean language plpgsql as $$
#variable_conflict use_variable
declare
    written integer;
begin
    perform set_config('app.purpose', 'working', true);
    insert into run_step (run_id, user_id, name, output, cost)
    select r.id, r.user_id, name, output, cost from run r
    where r.id = run_id and r.lease_token = token and r.status = 'running' for update;
    get diagnostics written = row_count;
    if written = 1 and cost <> '{}' then
        update run r set cost = run_cost_sum(r.cost, cost) where r.id = run_id;
    end if;
    return written = 1;
end $$;

-- Adds up what steps cost, number by number.
create function run_cost_sum(sum jsonb, more jsonb) returns jsonb language sql immutable as $$
    select coalesce(jsonb_object_agg(key, amount), '{}') from (
        select key, sum(value::numeric) as amount
        from (select * from jsonb_each_text(sum) union all select * from jsonb_each_text(more)) each_cost group by key) added
$$;

create function run_progress(run_id uuid, token uuid, stage text, stage_index integer, done integer, total integer, message text, counters jsonb)
returns boolean language plpgsql as $$
#variable_conflict use_variable
declare
    changed run;
begin
    perform set_config('app.purpose', 'working', true), set_config('synchronous_commit', 'off', true);
    update run r set seq = r.seq + 1, updated_at = now(), stage = stage, stage_index = stage_index, done = done, total = total, message = message, counters = r.counters || counters
    where r.id = run_id and r.lease_token = token and r.status = 'running' returning r.* into changed;
    if not found then return false; end if;
    perform run_event_keep(changed, 'status');
    return true;
end $$;

create function run_finish(run_id uuid, token uuid, status text, output jsonb, error_message text) returns boolean language plpgsql as $$
#variable_conflict use_variable
declare
    changed run;
begin
    perform set_config('app.purpose', 'working', true);
    update run r set seq = r.seq + 1, updated_at = now(), status = status, output = output, error_message = error_message, finished_at = now(), lease_token = null, lease_until = null
    where r.id = run_id and r.lease_token = token and r.status = 'running' returning r.* into changed;
    if not found then return false; end if;
    perform run_event_keep(changed, 'done');
    return true;
end $$;

-- Gives a run back, not before `after_seconds` from now. A hand-over (a worker that stops) is no attempt.
create function run_requeue(run_id uuid, token uuid, after_seconds float8, message text, counts boolean) returns boolean language plpgsql as $$
#variable_conflict use_variable
declare
    changed run;
begin
    perform set_config('app.purpose', 'working', true);
    update run r set seq = r.seq + 1, updated_at = now(), status = 'queued', run_at = now() + make_interval(secs => after_seconds), message = coalesce(message, r.message),
           attempt = r.attempt - case when counts then 0 else 1 end, lease_token = null, lease_until = null, pushed_at = null
    where r.id = run_id and r.lease_token = token and r.status = 'running' returning r.* into changed;
    if not found then return false; end if;
    perform run_event_keep(changed, 'status');
    return true;
end $$;

-- Renews all leases of one process in one statement, and says which of its runs are to stop. What is not in the answer is lost.
create function run_renew(worker text, tokens uuid[], lease_seconds float8) returns table (id uuid, cancelled boolean) language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('app.purpose', 'working', true), set_config('synchronous_commit', 'off', true);
    update run_worker w set seen_at = now() where w.name = worker;
    return query update run r set lease_until = now() + make_interval(secs => lease_seconds)
        where r.status = 'running' and r.lease_token = any (tokens)
        returning r.id, r.cancel_requested_at is not null;
end $$;
create index run_lease on run (lease_token) where status = 'running';

-- Takes runs from workers that no longer answer: queued again, or in quarantine after the third crash. A crash is no
-- attempt; the two are counted apart.
create function run_rescue() returns table (id uuid, user_id uuid, ended boolean) language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('app.purpose', 'working', true);
    for id, user_id, ended in
        update run r set crashes = r.crashes + 1, attempt = r.attempt - 1, lease_token = null, lease_until = null, pushed_at = null,
               status = case when r.crashes + 1 >= 3 then 'failed' else 'queued' end,
               quarantined_at = case when r.crashes + 1 >= 3 then now() end,
               error_message = case when r.crashes + 1 >= 3
                   then 'This run keeps crashing its worker, so it was stopped after three times. The operator can release it; nothing was lost.' end,
               finished_at = case when r.crashes + 1 >= 3 then now() end
        where r.id in (select o.id from run o where o.status = 'running' and o.lease_until < now() for update skip locked)
        returning r.id, r.user_id, r.status = 'failed'
    loop
        perform run_event_append(id, case when ended then 'done' else 'status' end);
        return next;
    end loop;
end $$;

-- Ends runs that are past their time, whoever holds them.
create function run_time_out() returns table (id uuid, user_id uuid) language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('app.purpose', 'working', true);
    for id, user_id in
        update run r set status = 'failed', finished_at = now(), lease_token = null, lease_until = null,
               error_message = 'This run took longer than 30 minutes, so it was stopped. Start it again; what was finished is kept.'
        where r.status in ('running', 'queued') and r.timeout_at < now() returning r.id, r.user_id
    loop
        perform run_event_append(id, 'done');
        return next;
    end loop;
end $$;

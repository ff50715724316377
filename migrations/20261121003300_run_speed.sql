-- Functions in SQL are planned at each call, those in PL/pgSQL once a session; this one is called twice a run and more.
create or replace function run_event_keep(r run, type text) returns void language plpgsql as $$
begin
    insert into run_event (run_id, seq, user_id, trace_id, type, payload)
    values (r.id, r.seq, r.user_id, r.trace_id, type, jsonb_build_object(
        'run_id', r.id, 'kind', r.kind, 'seq', r.seq, 'status', r.status, 'stage', r.stage, 'stage_index', r.stage_index,
        'stage_count', r.stage_count, 'done', r.done, 'total', r.total, 'message', r.message, 'counters', r.counters,
        'error_message', r.error_message, 'created_at', r.created_at, 'started_at', r.started_at, 'finished_at', r.finished_at));
end $$;

-- The next turn is the first entry of an index. Without fresh statistics the planner would rather collect and sort all that
-- waits, at each claim. And where no kind has a limit, none is counted.
create or replace function run_claim(worker text, token uuid, kinds text[], lease_seconds float8, person_limit integer, kind_limits jsonb)
returns table (id uuid, user_id uuid, kind text, input jsonb, settings jsonb, attempt integer, max_attempts integer, steps jsonb)
language plpgsql set enable_sort = off set enable_bitmapscan = off set enable_seqscan = off as $$
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
    filled := '{}';
    if kind_limits <> '{}' then
        filled := array(select o.kind from run o where o.status = 'running' and kind_limits ? o.kind
                        group by o.kind having count(*) >= (kind_limits ->> o.kind)::integer);
    end if;
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

do $$
declare
    owner uuid := :owner;
    run_id uuid;
    token uuid;
    tokens uuid[];
    claimed record;
    holder uuid;
    status text;
    attempt integer;
    crashes integer;
    steps integer;
    ok boolean;
    expected boolean;
    seen record;
    deadly float8;
    choice integer;
    moves integer := 0;
    ends integer[] := array[0, 0, 0, 0];
begin
    perform setseed(:seed), set_config('synchronous_commit', 'off', false);
    for history in 1 .. :histories loop
        run_id := gen_random_uuid();
        perform set_config('app.user_id', owner::text, true);
        insert into run (id, user_id, kind, idempotency_key) values (run_id, owner, 'job_search', run_id::text);
        status := 'queued'; holder := null; attempt := 0; crashes := 0; steps := 0; tokens := array[gen_random_uuid()];
        -- Some runs kill most of their workers.
        deadly := case when random() < 0.1 then 0.4 else 0 end;
        for nth in 1 .. 3 + floor(random() * 9)::integer loop
            moves := moves + 1;
            -- Half of the writers hold the present token, the others are zombies with an old one.
            token := coalesce(case when random() < 0.5 then holder end, tokens[1 + floor(random() * array_length(tokens, 1))::integer]);
            expected := status = 'running' and token = holder;
            choice := floor(random() * 9);
            if random() < deadly then choice := 8; end if;
            case choice
            when 0, 1 then
                token := gen_random_uuid();
                select * into claimed from run_claim('w', token, array['job_search'], 15, 3, '{}');
                if found <> (status = 'queued') then raise exception 'claimed % while %', found, status; end if;
                if found then
                    if (select count(*) from jsonb_object_keys(claimed.steps)) <> steps then raise exception 'a claim forgets steps'; end if;
                    status := 'running'; holder := token; attempt := attempt + 1; tokens := tokens || token;
                end if;
            when 2 then
                select exists (select from run_renew('w', array[token], 15) r where r.id = run_id) into ok;
                if ok <> expected then raise exception 'renewed % expected %', ok, expected; end if;
            when 3 then
                ok := run_finish_step(run_id, token, 'step ' || (steps + 1), '1', '{"calls": 1}');
                if ok <> expected then raise exception 'finished a step % expected %', ok, expected; end if;
                if ok then steps := steps + 1; end if;
            when 4 then
                ok := run_progress(run_id, token, 'scoring', 1, 1, 1, 'so far', '{}');
                if ok <> expected then raise exception 'reported % expected %', ok, expected; end if;
            when 5 then
                if random() < 0.4 then
                    ok := run_finish(run_id, token, 'completed', '{}', null);
                    if ok then status := 'completed'; ends[1] := ends[1] + 1; end if;
                elsif random() < 0.5 then
                    ok := run_finish(run_id, token, 'failed', null, 'why');
                    if ok then status := 'failed'; ends[2] := ends[2] + 1; end if;
                else
                    ok := run_finish(run_id, token, 'cancelled', null, null);
                    if ok then status := 'cancelled'; ends[3] := ends[3] + 1; end if;
                end if;
                if ok <> expected then raise exception 'finished % expected %', ok, expected; end if;
                if ok then holder := null; end if;
            when 6 then
                ok := run_requeue(run_id, token, 0, 'again', true);
                if ok <> expected then raise exception 'handed back % expected %', ok, expected; end if;
                if ok then status := 'queued'; holder := null; end if;
            when 7 then
                ok := run_requeue(run_id, token, 0, null, false);
                if ok <> expected then raise exception 'handed over % expected %', ok, expected; end if;
                if ok then status := 'queued'; holder := null; attempt := attempt - 1; end if;
            else
                -- The holder dies: its lease ends, and the sweeper comes by.
                perform set_config('app.purpose', 'working', true);
                update run r set lease_until = now() - interval '1 second' where r.id = run_id and r.status = 'running';
                if (select count(*) from run_rescue()) <> (status = 'running')::integer then raise exception 'rescued the wrong number'; end if;
                if status = 'running' then
                    crashes := crashes + 1; attempt := attempt - 1; holder := null;
                    status := case when crashes >= 3 then 'failed' else 'queued' end;
                    if status = 'failed' then ends[4] := ends[4] + 1; end if;
                end if;
            end case;
            perform set_config('app.purpose', 'working', true);
            select r.* into seen from run r where r.id = run_id;
            if (seen.status, seen.attempt, seen.crashes) is distinct from (status, attempt, crashes) then
                raise exception 'is % % %, expected % % %', seen.status, seen.attempt, seen.crashes, status, attempt, crashes;
            end if;
            if seen.lease_token is distinct from holder then raise exception 'the wrong holder'; end if;
            if (seen.quarantined_at is not null) <> (crashes >= 3) then raise exception 'quarantine after % crashes', crashes; end if;
        end loop;
        perform set_config('app.purpose', 'working', true);
        if (select count(*) <> max(e.seq) or max(e.seq) <> seen.seq from run_event e where e.run_id = seen.id) then
            raise exception 'events with a gap';
        end if;
        if (select count(*) from run_step s where s.run_id = seen.id) <> steps then raise exception 'steps lost or doubled'; end if;
        if steps > 0 and (seen.cost ->> 'calls')::integer <> steps then raise exception 'cost % of % steps', seen.cost, steps; end if;
        -- Out of the way of the next history.
        update run r set status = 'cancelled', finished_at = now(), lease_token = null, lease_until = null
        where r.id = run_id and r.status in ('queued', 'running');
        commit;
    end loop;
    if moves < :histories or 0 = any (ends) then raise exception 'the histories do not reach every end: %', ends; end if;
end $$;

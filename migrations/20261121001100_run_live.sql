-- What live streams read. Each question is one message to the database, because thousands of streams ask; each says
-- itself whose rows it reads, and forgets it again before it returns.

-- The next events of one run, for its owner.
create function run_events_after(of_owner uuid, of_run uuid, after bigint, most integer) returns table (payload jsonb)
language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('app.user_id', of_owner::text, true);
    return query
        select e.payload from run_event e
        where e.run_id = of_run and e.user_id = of_owner and e.seq > after order by e.seq limit most;
    perform set_config('app.user_id', '', true);
end $$;

-- The present states of a person's runs: what waits or goes, what is new, what was `open` at the last look, and what ended
-- after `ended_since`. `mark` is a number that changes with the first two; it is taken before the states are read, so a
-- change in between shows as a difference and never gets lost.
create function run_present(of_owner uuid, open uuid[], ended_since timestamptz)
returns table (mark bigint, as_of timestamptz, states jsonb) language plpgsql as $$
#variable_conflict use_column
begin
    perform set_config('app.user_id', of_owner::text, true);
    mark := coalesce((
        select bit_xor(hashtextextended(r.id::text, r.seq)) from run r
        where r.user_id = of_owner and r.kind <> 'account_mail'
            and (r.status in ('queued', 'running') or r.created_at > now() - interval '2 minutes')), 0);
    as_of := now();
    states := coalesce((
        select jsonb_agg(e.payload order by r.created_at) from (
            select r.id, r.seq, r.created_at from run r
            where r.user_id = of_owner and r.kind <> 'account_mail'
                and (r.status in ('queued', 'running') or r.created_at > now() - interval '2 minutes'
                     or r.id = any (open) or r.finished_at > ended_since)
            order by r.created_at desc limit 200) r
        join run_event e on e.run_id = r.id and e.seq = r.seq), '[]');
    perform set_config('app.user_id', '', true);
    return next;
end $$;

-- Which of these readers are behind, whoever they are: of one run beyond the number they were told, or of a person's runs
-- with another mark. This is the only look across people that the web has, so it answers with nothing but identifiers that
-- the asker named. It runs as the owner of the schema, who sees runs while it watches and not otherwise.
create function run_behind(runs uuid[], seqs bigint[], people uuid[], marks bigint[]) returns table (run_id uuid, user_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    perform set_config('app.purpose', 'watching', true);
    return query
        select told.run, null::uuid from unnest(runs, seqs) told (run, seq) join run r on r.id = told.run and r.seq > told.seq
        union all
        select null, told.person from unnest(people, marks) told (person, mark)
        left join (
            select r.user_id, bit_xor(hashtextextended(r.id::text, r.seq)) as mark from run r
            where r.user_id = any (people) and r.kind <> 'account_mail'
                and (r.status in ('queued', 'running') or r.created_at > now() - interval '2 minutes')
            group by r.user_id) present on present.user_id = told.person
        where told.mark <> coalesce(present.mark, 0);
    perform set_config('app.purpose', '', true);
end $$;
revoke execute on function run_behind from public;
grant execute on function run_behind to job_agent_ui;
create policy run_watch_select on run for select to current_user using ((select app_purpose()) = 'watching');

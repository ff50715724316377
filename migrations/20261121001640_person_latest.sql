-- What the dashboard shows beside the numbers, in one message as they are: the best matches that were not looked at, and
-- the latest runs, without what a run brought, which may be large. The names are those of the types that read them.
create function person_latest(of_owner uuid, best_most int, runs_most int) returns table (best jsonb, runs jsonb)
language plpgsql as $$
begin
    perform set_config('app.user_id', of_owner::text, true);
    return query select
        (select coalesce(jsonb_agg(to_jsonb(b) order by b.score desc, b.confidence desc, b.id), '[]') from (
            select m.id, m.score, m.confidence, p.title, coalesce(c.name, '') as company, p.location, p.mode
            from matched_job m join posting p on p.id = m.posting_id left join company c on c.id = p.company_id
            where m.user_id = of_owner and m.status = 'new'
            order by m.score desc, m.confidence desc, m.id limit best_most) b),
        (select coalesce(jsonb_agg(to_jsonb(r) order by r.created_at desc), '[]') from (
            select id as run_id, kind, seq, status, stage, stage_index, stage_count, done, total, message, counters, error_message,
                created_at, started_at, finished_at
            from run where user_id = of_owner and kind <> 'account_mail' order by created_at desc limit runs_most) r);
    perform set_config('app.user_id', '', true);
end $$;

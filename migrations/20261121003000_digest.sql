-- A digest tells of a match once: whether it has is a mark on the match, so that none is lost between two looks at the clock.
alter table matched_job add column told_at timestamptz;
create index matched_job_untold on matched_job (user_id) where told_at is null and status = 'new';

-- A person has one digest at most, and its schedule is how it is known.
create unique index schedule_digest_key on schedule (user_id) where kind = 'digest' and removed_at is null;

-- What was mailed and when is kept for three months. A run that could send it again is over by then.
create policy delivery_old_select on delivery for select to job_agent_worker
    using ((select app_purpose()) = 'working' and created_at < now() - interval '90 days');
create policy delivery_old_delete on delivery for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and created_at < now() - interval '90 days');
create index delivery_age on delivery using brin (created_at);

-- As before, and the mails.
create or replace function retention(part text) returns bigint language plpgsql as $$
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
        when 'mails' then delete from delivery where created_at < now() - interval '90 days';
        when 'own runs' then
            perform set_config('app.user_id', app_house()::text, true);
            delete from run where user_id = app_house() and finished_at < now() - interval '90 days';
        else raise exception 'there is no part % to forget', part;
    end case;
    get diagnostics removed = row_count;
    return removed;
end $$;

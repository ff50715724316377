-- The numbers of a person, which every page shows, in one message: a transaction that first says whose rows it reads would
-- cost two more.
create function person_numbers(of_owner uuid) returns table (
    new_matches bigint, saved bigint, letters bigint, running bigint, searches bigint, facts bigint, uploads bigint
) language plpgsql as $$
begin
    perform set_config('app.user_id', of_owner::text, true);
    return query select
        (select count(*) from matched_job where user_id = of_owner and status = 'new'),
        (select count(*) from matched_job where user_id = of_owner and status = 'saved'),
        (select count(*) from letter where user_id = of_owner),
        (select count(*) from run where user_id = of_owner and status in ('queued', 'running') and kind <> 'account_mail'),
        (select count(*) from job_search where user_id = of_owner),
        (select count(*) from fact where user_id = of_owner and status <> 'removed'),
        (select count(*) from upload where user_id = of_owner and removed_at is null);
    perform set_config('app.user_id', '', true);
end $$;

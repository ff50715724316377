-- At which board a company's openings stand, or that none was found: looked for once for everybody, and not again for days. The name is
-- what is left of it without its legal form; nobody asked whose question it was.
create table company_board (
    name text primary key,
    source text,
    board text,
    -- How many openings it had then.
    openings integer not null default 0,
    -- Somebody did not answer: it is looked for again the next day.
    incomplete boolean not null default false,
    looked_at timestamptz not null default now(),
    constraint company_board_whole check ((source is null) = (board is null)),
    constraint company_board_name_length check (char_length(name) between 1 and 200)
);
revoke all on company_board from job_agent_ui;

-- What retention forgets of sources.
create or replace function source_retention() returns bigint language plpgsql as $$
declare
    gone bigint;
    more bigint;
begin
    delete from source_answer where checked_at < now() - interval '2 days';
    get diagnostics gone = row_count;
    delete from source_budget where ends_at < now() - interval '1 day';
    get diagnostics more = row_count;
    gone := gone + more;
    delete from source_host where next_at < now() - interval '7 days' and coalesce(held_until, now()) <= now();
    get diagnostics more = row_count;
    gone := gone + more;
    delete from source_day where day < current_date - 400;
    get diagnostics more = row_count;
    gone := gone + more;
    delete from company_board where looked_at < now() - interval '30 days';
    get diagnostics more = row_count;
    return gone + more;
end $$;

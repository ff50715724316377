-- What sources were asked, over all processes: however many workers ask, the terms of each are kept.

-- How many questions a source was asked in a stretch of time, for those that say how many they want.
create table source_budget (
    source text not null,
    span text not null,
    used integer not null,
    ends_at timestamptz not null,
    primary key (source, span),
    constraint source_budget_span_known check (span in ('minute', 'hour', 'day', 'week', 'month'))
);

-- When a host may be asked next, how often it failed in a row, and until when it is left alone: because it asked for that, or because
-- it fails.
create table source_host (
    host text primary key,
    next_at timestamptz not null default now(),
    faults integer not null default 0,
    held_until timestamptz
);

-- Answers, to ask only for what is new and to ask once for many people. A question is known by its hash alone: it may hold the words of a
-- search. What nobody has asked for in two days is forgotten.
create table source_answer (
    question text primary key,
    source text not null,
    etag text,
    last_modified text,
    body bytea not null,
    checked_at timestamptz not null default now()
);
create index source_answer_checked on source_answer (checked_at);

-- How a source answered, a day at a time.
create table source_day (
    source text not null,
    day date not null,
    outcome text not null,
    times integer not null default 0,
    got bigint not null default 0,
    primary key (source, day, outcome)
);

revoke all on source_budget, source_host, source_answer from job_agent_ui;
revoke insert, update on source_day from job_agent_ui;

-- What retention forgets of sources.
create function source_retention() returns bigint language plpgsql as $$
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
    return gone + more;
end $$;

-- What was taken over from an older program's tables, so that doing it again changes nothing: neither what a person has changed
-- since, nor that they have left since. Only the owner of the schema reads and writes it.
create table adopted (
    -- The table that it stood in, and its id there.
    source text not null,
    old_id text not null,
    new_id uuid not null,
    adopted_at timestamptz not null default now(),
    primary key (source, old_id)
);
revoke all on adopted from job_agent_ui, job_agent_worker;

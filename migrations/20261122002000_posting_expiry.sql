-- What no source advertises any more is marked. The index on when an opening was last seen drove no query and made each sight of it a new
-- entry in every index; neither of these holds a column that a sight changes.
drop index posting_alive;
create index posting_company on posting (company_id);
create index posting_first_seen on posting (source, first_seen_at) where expired_at is null;

-- A question is known by its hash; nobody asked whose it was.
alter table source_answer drop column source;

alter table source_day add constraint source_day_outcome_known check (outcome in ('ok', 'ok_empty', 'needs_key', 'needs_company',
    'unknown_company', 'rate_limited', 'partial', 'broken', 'blocked', 'timed_out'));

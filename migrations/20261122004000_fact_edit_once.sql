-- A fact has one edit. Two that were sent at once could both stand in its place: of such the last counts, and the earlier ones
-- are among what was taken out, where the person finds them. Of the two indexes that said the same one goes.
set local lock_timeout = '10s';
alter table fact no force row level security;
update fact earlier set status = 'removed', supersedes = null, updated_at = now()
    from fact later
    where later.supersedes = earlier.supersedes and (later.created_at, later.id) > (earlier.created_at, earlier.id);
alter table fact force row level security;
drop index fact_supersedes;
drop index fact_superseding;
create unique index fact_superseding on fact (supersedes) where supersedes is not null;

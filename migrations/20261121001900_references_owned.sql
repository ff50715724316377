-- A row cannot point to somebody else's. These four references said only to which row they lead; now they say whose it is
-- as well, like all others. Each gets an index, without which removing a person reads the whole table once a row.
set local lock_timeout = '10s';
alter table fact add constraint fact_owner_key unique (id, user_id);
alter table run
    drop constraint run_retry_of_fkey,
    add constraint run_retry_of_fkey foreign key (retry_of, user_id) references run (id, user_id) on delete set null (retry_of);
alter table fact
    drop constraint fact_supersedes_fkey,
    add constraint fact_supersedes_fkey foreign key (supersedes, user_id) references fact (id, user_id) on delete set null (supersedes);
alter table job_search
    drop constraint job_search_last_run_id_fkey,
    add constraint job_search_last_run_id_fkey foreign key (last_run_id, user_id) references run (id, user_id) on delete set null (last_run_id);
alter table schedule
    drop constraint schedule_last_run_id_fkey,
    add constraint schedule_last_run_id_fkey foreign key (last_run_id, user_id) references run (id, user_id) on delete set null (last_run_id);
create index run_retry_of on run (retry_of) where retry_of is not null;
create index fact_supersedes on fact (supersedes) where supersedes is not null;
create index job_search_last_run on job_search (last_run_id) where last_run_id is not null;

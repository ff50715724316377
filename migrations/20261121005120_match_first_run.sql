-- Which run found a match first: what a search brings that was not there the last time.
alter table matched_job add column first_run_id uuid;

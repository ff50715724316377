-- A dismissal with a reason lowers what is like it in later rankings. Taken back, it stays dismissed and teaches nothing.
alter table matched_job add column unlearned_at timestamptz;

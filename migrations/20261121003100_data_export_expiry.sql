-- The copy of a person's data is kept for a week; then retention removes the file, and the row with it.
create policy data_export_old_select on data_export for select to job_agent_worker
    using ((select app_purpose()) = 'working' and expires_at < now());
create policy data_export_old_delete on data_export for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and expires_at < now());
create index data_export_expiry on data_export (expires_at);

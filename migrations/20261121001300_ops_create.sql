-- Operators see how everybody's runs do: states, times, counts. Which of it is shown, and that nothing a person wrote or
-- uploaded is, decides the product; that nobody else sees it at all is decided here, by the role in the person's own row.
create function app_operates() returns boolean language sql stable as $$
    select app_purpose() = 'operating'
       and exists (select from "user" u where u.id = app_user() and u.role = 'operator' and u.deleted_at is null)
$$;
create policy run_operator_select on run for select using ((select app_operates()));
create policy run_step_operator_select on run_step for select using ((select app_operates()));
create policy run_event_operator_select on run_event for select using ((select app_operates()));
create index run_created on run (created_at desc);

-- What operators did, and who. Kept when the run is gone; never changed.
create table ops_action (
    id uuid primary key,
    operator_id uuid not null references "user" (id) on delete restrict,
    run_id uuid not null,
    action text not null,
    created_at timestamptz not null default now(),
    constraint ops_action_known check (action in ('cancel', 'retry', 'release'))
);
create index ops_action_of_run on ops_action (run_id, created_at);
alter table ops_action enable row level security;
alter table ops_action force row level security;
create policy ops_action_select on ops_action for select using ((select app_operates()));
create policy ops_action_insert on ops_action for insert with check ((select app_operates()) and operator_id = (select app_user()));
create policy ops_action_update on ops_action for update using (false);
create policy ops_action_delete on ops_action for delete using (false);

-- Who operates is decided by the owner of the schema alone: the web and the worker may change every column but the role.
revoke update on "user" from job_agent_ui, job_agent_worker;
grant update (name, email, "emailVerified", image, "updatedAt", location, work_mode, basic_info, profile_text, suggested_job_titles,
    source_pdfs, "references", persona, last_used_at, demo_mode_status, demo_mode_error, locale, theme, deleted_at)
    on "user" to job_agent_ui, job_agent_worker;

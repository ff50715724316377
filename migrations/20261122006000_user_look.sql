-- What a person chose last of a document's looks: their letters follow it.
alter table "user" add column look jsonb;
grant update (look) on "user" to job_agent_ui, job_agent_worker;

-- Files that were made from a résumé: numbered without gaps for each kind, never changed, kept for ninety days and longer
-- where one is the latest or went out with an application.
create table artifact (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    resume_id uuid not null,
    resume_version_id uuid not null,
    run_id uuid not null,
    kind text not null,
    version integer not null,
    is_zip boolean not null generated always as (kind = 'zip') stored,
    storage_key text not null,
    filename text not null,
    bytes bigint not null,
    sha256 text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '90 days',
    constraint artifact_owner_key unique (id, user_id),
    constraint artifact_version_key unique (resume_id, kind, version),
    -- A run that is worked on twice makes one.
    constraint artifact_run_key unique (run_id),
    foreign key (resume_id, user_id) references resume (id, user_id) on delete cascade,
    foreign key (resume_version_id, user_id) references resume_version (id, user_id) on delete cascade,
    foreign key (run_id, user_id) references run (id, user_id) on delete cascade,
    constraint artifact_kind_known check (kind in ('pdf', 'docx', 'zip', 'json')),
    constraint artifact_version_counts check (version > 0)
);
create index artifact_of_user on artifact (user_id, created_at desc);
create index artifact_version_of on artifact (resume_version_id);
create index artifact_expiry on artifact (expires_at);
call protect('artifact');

-- A file that was sent stays what it was: neither role may update the row, and the owner of the table cannot either.
revoke update on artifact from job_agent_ui, job_agent_worker;
create function artifact_stays() returns trigger language plpgsql as $$
begin
    raise exception 'an artifact is never changed';
end $$;
create trigger artifact_stays before update on artifact for each row execute function artifact_stays();

-- The next number, taken in one statement, so that a hundred at once get a hundred numbers.
create table artifact_counter (
    resume_id uuid not null,
    user_id uuid not null,
    kind text not null,
    next_version integer not null,
    primary key (resume_id, kind),
    foreign key (resume_id, user_id) references resume (id, user_id) on delete cascade
);
call protect('artifact_counter');

create table artifact_latest (
    resume_id uuid not null,
    user_id uuid not null,
    kind text not null,
    artifact_id uuid not null,
    version integer not null,
    primary key (resume_id, kind),
    foreign key (resume_id, user_id) references resume (id, user_id) on delete cascade,
    foreign key (artifact_id, user_id) references artifact (id, user_id) on delete cascade
);
create index artifact_latest_artifact on artifact_latest (artifact_id);
call protect('artifact_latest');

-- What went out with an application. Such a file is not deleted, whatever its age.
create table artifact_attachment (
    artifact_id uuid not null,
    user_id uuid not null references "user" (id) on delete cascade,
    application_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (artifact_id, application_id),
    foreign key (artifact_id, user_id) references artifact (id, user_id)
);
call protect('artifact_attachment');

-- What retention may see and delete of everybody's: files whose time is over and that nobody needs, and résumés that were
-- thrown away a month ago, once they have no file left that went out.
create function artifact_is_over(a artifact) returns boolean language sql stable as $$
    select not exists (select from artifact_attachment t where t.artifact_id = a.id)
        and (exists (select from resume r where r.id = a.resume_id and r.removed_at < now() - interval '30 days')
             or (a.expires_at < now() and not exists (select from artifact_latest l where l.artifact_id = a.id)))
$$;
create policy artifact_old_select on artifact for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy artifact_attachment_old_select on artifact_attachment for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy artifact_latest_old_select on artifact_latest for select to job_agent_worker using ((select app_purpose()) = 'working');
create policy artifact_old_delete on artifact for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and artifact_is_over(artifact));
create policy resume_old_select on resume for select to job_agent_worker
    using ((select app_purpose()) = 'working' and removed_at < now() - interval '30 days');
create policy resume_old_delete on resume for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and removed_at < now() - interval '30 days'
           and not exists (select from artifact a where a.resume_id = resume.id));
create index resume_removed on resume (removed_at) where removed_at is not null;

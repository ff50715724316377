-- The working documents. A résumé is made from a profile's facts and then edited on its own; two gates stand between it and a
-- file: nobody has confirmed its sections yet, or they changed since somebody did.
create table resume (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    name text not null,
    source_upload_id uuid,
    -- JSON Resume's sections in the person's order, each value with the facts behind it.
    sections jsonb not null,
    -- The same as it was when it was confirmed last; the files are made from this one.
    "current_schema" jsonb,
    sections_confirmed boolean not null default false,
    schema_dirty boolean not null default false,
    -- Design, paper, accent and face; unknown ones fall back to the default.
    look jsonb not null default '{}',
    design text not null generated always as (coalesce(look ->> 'design', 'classic')) stored,
    language text not null default 'en',
    -- Counts every change of the sections; who undoes or confirms says which one they saw.
    revision bigint not null default 1,
    -- Where in `resume_step` the document stands, and how far it can go back and forth from there.
    step bigint not null default 0,
    step_first bigint not null default 0,
    step_last bigint not null default 0,
    -- The same form sent twice makes one résumé.
    made_by text not null,
    -- The web deletes nothing; retention does, a month later.
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint resume_owner_key unique (id, user_id),
    constraint resume_once unique (user_id, made_by),
    foreign key (source_upload_id, user_id) references upload (id, user_id) on delete set null (source_upload_id),
    constraint resume_steps_in_order check (step_first <= step and step <= step_last),
    constraint resume_confirmed_has_schema check (not sections_confirmed or "current_schema" is not null)
);
create index resume_of_user on resume (user_id, updated_at desc);
call protect('resume');

-- What undo and redo go through: a ring of the last hundred states, because the web's role deletes nothing.
create table resume_step (
    resume_id uuid not null,
    user_id uuid not null,
    slot smallint not null,
    number bigint not null,
    sections jsonb not null,
    -- What was changed: letters typed one after the other into one field are one step.
    about text not null default '',
    created_at timestamptz not null default now(),
    primary key (resume_id, slot),
    foreign key (resume_id, user_id) references resume (id, user_id) on delete cascade,
    constraint resume_step_slot_range check (slot between 0 and 99)
);
call protect('resume_step');

-- What was worth keeping: what was imported, confirmed, kept by hand or put back.
create table resume_version (
    id uuid primary key,
    resume_id uuid not null,
    user_id uuid not null,
    number integer not null,
    sections jsonb not null,
    reason text not null,
    posting_id uuid references posting (id),
    created_at timestamptz not null default now(),
    constraint resume_version_owner_key unique (id, user_id),
    constraint resume_version_number_key unique (resume_id, number),
    foreign key (resume_id, user_id) references resume (id, user_id) on delete cascade,
    constraint resume_version_reason_known check (reason in ('import', 'edit', 'confirm', 'restore', 'tailor'))
);
call protect('resume_version');

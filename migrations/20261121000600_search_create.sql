-- What a person looks for, what was found for them, and the letters that were written.
create table letter (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    posting_id uuid not null references posting (id),
    -- Paragraphs of sentences, each with the ids of the facts behind it.
    content jsonb not null,
    language text not null,
    status text not null default 'draft',
    pdf_key text,
    pdf_sha256 text,
    pdf_bytes bigint,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint letter_owner_key unique (id, user_id),
    constraint letter_status_known check (status in ('draft', 'set', 'sent'))
);
create index letter_of_user on letter (user_id, created_at desc);
call protect('letter');

create table job_search (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    name text not null,
    criteria jsonb not null,
    last_run_id uuid references run (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint job_search_owner_key unique (id, user_id)
);
create index job_search_of_user on job_search (user_id, created_at desc);
call protect('job_search');

create table matched_job (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    run_id uuid not null,
    job_search_id uuid,
    posting_id uuid not null references posting (id),
    score smallint not null,
    confidence real not null,
    parts jsonb not null,
    gaps jsonb not null,
    warnings jsonb not null,
    status text not null default 'new',
    dismissed_why text,
    letter_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (run_id, user_id) references run (id, user_id) on delete cascade,
    foreign key (job_search_id, user_id) references job_search (id, user_id),
    foreign key (letter_id, user_id) references letter (id, user_id),
    constraint matched_job_posting_key unique (user_id, posting_id),
    constraint matched_job_score_range check (score between 0 and 100),
    constraint matched_job_status_known check (status in ('new', 'saved', 'dismissed', 'applied'))
);
create index matched_job_of_user on matched_job (user_id, status, score desc);
create index matched_job_of_run on matched_job (run_id);
call protect('matched_job');

create table delivery (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    run_id uuid not null,
    -- The same key is never sent twice.
    message_key text not null,
    recipient text not null,
    subject text not null,
    sent_at timestamptz,
    error text,
    created_at timestamptz not null default now(),
    foreign key (run_id, user_id) references run (id, user_id) on delete cascade,
    constraint delivery_message_key unique (message_key)
);
create index delivery_of_run on delivery (run_id);
call protect('delivery');

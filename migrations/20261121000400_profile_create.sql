-- CVs as they were uploaded, what was read in them, and the vibe check.
create table upload (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    filename text not null,
    media_type text not null,
    bytes bigint not null,
    sha256 text not null,
    storage_key text not null,
    pages integer,
    text_status text not null default 'pending',
    text_error text,
    removed_at timestamptz,
    created_at timestamptz not null default now(),
    constraint upload_owner_key unique (id, user_id),
    constraint upload_text_status_known check (text_status in ('pending', 'read', 'empty', 'failed'))
);
create index upload_of_user on upload (user_id, created_at);
-- The same file twice is the same upload.
create unique index upload_once on upload (user_id, sha256) where removed_at is null;
call protect('upload');

create table upload_page (
    upload_id uuid not null,
    user_id uuid not null,
    number integer not null,
    width real not null,
    height real not null,
    text text not null,
    lines jsonb not null,
    primary key (upload_id, number),
    foreign key (upload_id, user_id) references upload (id, user_id) on delete cascade
);
call protect('upload_page');

create table fact (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    -- Null: typed by the person.
    upload_id uuid,
    -- Where it belongs in JSON Resume 1.0; facts of one role share work[0].
    path text not null,
    position integer not null,
    page integer,
    "start" integer,
    "end" integer,
    boxes jsonb not null default '[]',
    kind text not null,
    text text not null,
    value jsonb not null,
    confidence real not null default 1,
    status text not null default 'found',
    supersedes uuid references fact (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (upload_id, user_id) references upload (id, user_id) on delete cascade,
    constraint fact_status_known check (status in ('found', 'confirmed', 'edited', 'removed')),
    -- A fact from a CV says where it stands in it.
    constraint fact_has_place check (upload_id is null or (page is not null and "start" is not null and "end" > "start"))
);
create index fact_of_user on fact (user_id, upload_id, position);
call protect('fact');

create table chat_message (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    conversation uuid not null,
    position integer not null,
    role text not null,
    text text not null,
    created_at timestamptz not null default now(),
    constraint chat_message_role_known check (role in ('assistant', 'person')),
    constraint chat_message_position_key unique (user_id, conversation, position)
);
call protect('chat_message');

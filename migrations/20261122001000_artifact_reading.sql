-- What a reader found again in a file, read back once it was kept. A table of its own, because a file's row is never changed.
create table artifact_reading (
    artifact_id uuid primary key,
    user_id uuid not null,
    read_back jsonb not null,
    created_at timestamptz not null default now(),
    foreign key (artifact_id, user_id) references artifact (id, user_id) on delete cascade
);
call protect('artifact_reading');

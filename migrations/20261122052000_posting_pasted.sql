-- Openings whose text a person pasted: out of a mail, a PDF, a page behind a sign-in. The text is theirs and nobody else's, so it lies
-- here, behind row-level security; scored, it is a posting of the source `pasted`, which is no candidate for anybody's search.
create table posting_pasted (
    id uuid primary key,
    user_id uuid not null references "user" (id) on delete cascade,
    description_text text not null,
    -- Of the text: the same text is the same opening.
    sha256 text not null,
    -- Guessed from the text, then as the person left them.
    title text not null,
    company text not null,
    location text not null,
    -- Nothing while the person has not asked for a score.
    scored_at timestamptz,
    created_at timestamptz not null default now(),
    constraint posting_pasted_owner_key unique (id, user_id),
    constraint posting_pasted_text_key unique (user_id, sha256),
    constraint posting_pasted_text_length check (char_length(description_text) between 1 and 40000)
);
create index posting_pasted_of_user on posting_pasted (user_id, created_at desc);
call protect('posting_pasted');

-- What nobody came back to is forgotten after a week.
create policy posting_pasted_old_select on posting_pasted for select to job_agent_worker
    using ((select app_purpose()) = 'working' and scored_at is null and created_at < now() - interval '7 days');
create policy posting_pasted_old_delete on posting_pasted for delete to job_agent_worker
    using ((select app_purpose()) = 'working' and scored_at is null and created_at < now() - interval '7 days');
create index posting_pasted_left on posting_pasted (created_at) where scored_at is null;

-- A text that goes takes its posting along. At the end of the transaction: the matches and letters of a person who leaves, which
-- point to it, have gone by then.
create function posting_pasted_gone() returns trigger language plpgsql as $$
begin
    delete from posting where source = 'pasted' and external_id = old.id::text;
    return null;
end $$;
create constraint trigger posting_pasted_gone after delete on posting_pasted
    deferrable initially deferred for each row execute function posting_pasted_gone();

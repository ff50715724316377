-- An opening is one row, wherever and however often it is advertised. Each place that advertises it is a link with the times it was
-- seen there; an opening that comes back under another number at the same source was advertised again.
create table posting_link (
    source text not null,
    external_id text not null,
    posting_id uuid not null references posting (id) on delete cascade,
    url text not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    constraint posting_link_key primary key (source, external_id)
);
create index posting_link_of_posting on posting_link (posting_id);
revoke insert, update on posting_link from job_agent_ui;
insert into posting_link (source, external_id, posting_id, url, first_seen_at, last_seen_at)
select source, external_id, id, canonical_url, first_seen_at, last_seen_at from posting;

alter table posting add column reposts integer not null default 0, add column reposted_at timestamptz;
create index posting_url on posting (canonical_url);

-- What searches look through. The dictionary is named, so that the function may be called immutable: it does not depend on the search path.
create function plain_words(words text) returns text language sql immutable parallel safe strict
    as $$ select lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;
-- Without places in the text: whether all words of a skill are there is told by the index alone.
alter table posting drop column search;
alter table posting
    add column title_words text generated always as (plain_words(title)) stored,
    add column search tsvector generated always as (strip(to_tsvector('simple', plain_words(title || ' ' || description_text)))) stored;
create index posting_title_words on posting using gin (title_words gin_trgm_ops);
create index posting_search on posting using gin (search);
create index posting_alive on posting (last_seen_at) where expired_at is null;

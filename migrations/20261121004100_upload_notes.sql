-- What a person should know about how a CV was read, though it was read: data inside it that went before its pages, words in
-- it that nobody can see.
alter table upload add column notes jsonb not null default '[]';

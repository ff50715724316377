-- Which board of its source shows an opening. What a board shows no more is gone, and two boards of one source may bear the same
-- company's name, so the name does not tell. Places seen before this have no board until they are seen again; until then nothing
-- that a board does not show is taken for gone.
set local lock_timeout = '10s';
alter table posting_link add column board text;
create index posting_link_of_board on posting_link (source, board) where board is not null;

-- Somebody on the way to a provider of sign-in and back. The row is found by the hash of the state, as every one-time token is;
-- beside it stands the hash of what only their browser holds, and where they want to go. `user_id` is who links an account, and
-- empty for who is not signed in yet.
alter table verification add column flow jsonb;

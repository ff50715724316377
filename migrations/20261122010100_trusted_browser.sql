-- A browser that is trusted with the second factor is listed for its person, who wants to know which one they forget: what it calls
-- itself, and from where it last signed in. Its row stays the same while its token changes with each use, so that "createdAt" says
-- since when it is trusted and "updatedAt" when it was last used. Both columns are empty for every other kind of token.
alter table verification add column "userAgent" text;
alter table verification add column "ipAddress" text;

-- A fact that the person edited stands in the place of the one that was read. Which facts have been taken out of sight that way
-- is asked whenever a profile is read.
create index fact_superseding on fact (supersedes) where supersedes is not null;

-- Gives what is in the database already to the owner of the schema: the tables, views, types and functions of an older program, or
-- those of a copy that a superuser restored. Run inside the application's database by a superuser; harmless to repeat. What an
-- extension brought stays as it is.
DO $$
DECLARE
  statement text;
BEGIN
  FOR statement IN
    WITH place AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'apalis', 'predecessor')),
         brought AS (SELECT objid FROM pg_depend WHERE deptype = 'e')
    SELECT format('ALTER SCHEMA %I OWNER TO job_agent_admin', nspname) FROM place WHERE nspname <> 'public'
    UNION ALL
    -- Sequences of a column follow their table.
    SELECT format('ALTER TABLE %s OWNER TO job_agent_admin', c.oid::regclass) FROM pg_class c JOIN place ON place.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid NOT IN (SELECT objid FROM brought)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND c.relkind = 'S' AND d.deptype IN ('a', 'i'))
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO job_agent_admin', t.oid::regtype)
    FROM pg_type t JOIN place ON place.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND t.oid NOT IN (SELECT objid FROM brought)
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO job_agent_admin', p.oid::regprocedure) FROM pg_proc p JOIN place ON place.oid = p.pronamespace
    WHERE p.oid NOT IN (SELECT objid FROM brought)
  LOOP
    EXECUTE statement;
  END LOOP;
END
$$;

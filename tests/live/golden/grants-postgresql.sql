-- The least rights of segment-syncer in production, on PostgreSQL.
-- SYNCER_READER plans and looks; SYNCER_WRITER applies, and may read what SYNCER_READER may.
-- To be run by the owner of the tables, once our own are there: syncer setup, by a login that may create them.
-- The roles have to be there, with LOGIN, and with CONNECT on this database.

-- How both come in.
GRANT USAGE ON SCHEMA wcs TO SYNCER_READER, SYNCER_WRITER;
GRANT USAGE ON SCHEMA syncer TO SYNCER_READER, SYNCER_WRITER;

-- What both may read.
GRANT SELECT ON wcs.keys TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.language TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrp TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpcond TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpdesc TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT (exclude, mbrgrp_id) ON wcs.mbrgrpmbr TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrptype TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpusg TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.member TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mgpcondele TO SYNCER_READER, SYNCER_WRITER;
-- Only where there is a table STAGLOG:
GRANT SELECT ON wcs.staglog TO SYNCER_READER, SYNCER_WRITER;
-- Only where there is a table STGMERTAB:
GRANT SELECT ON wcs.stgmertab TO SYNCER_READER, SYNCER_WRITER;
-- Only where there is a table STGMRSTTAB:
GRANT SELECT ON wcs.stgmrsttab TO SYNCER_READER, SYNCER_WRITER;
-- Only where there is a table STGSITETAB:
GRANT SELECT ON wcs.stgsitetab TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.storeent TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON syncer.xsyncsegment TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON syncer.xsyncrun TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON syncer.xsyncchange TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON syncer.xsynchead TO SYNCER_READER, SYNCER_WRITER;

-- What only the writing login may write.
GRANT UPDATE (counter, optcounter) ON wcs.keys TO SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrp TO SYNCER_WRITER;
GRANT UPDATE (lastupdate, lastupdatedby, optcounter) ON wcs.mbrgrp TO SYNCER_WRITER;
-- Only where MBRGRP has these columns:
GRANT UPDATE (allowexport, exportall) ON wcs.mbrgrp TO SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrpcond TO SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrpdesc TO SYNCER_WRITER;
GRANT UPDATE (description, displayname, optcounter) ON wcs.mbrgrpdesc TO SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrpusg TO SYNCER_WRITER;
GRANT INSERT ON wcs.member TO SYNCER_WRITER;
GRANT INSERT ON wcs.mgpcondele TO SYNCER_WRITER;
GRANT DELETE ON syncer.xsyncsegment TO SYNCER_WRITER;
GRANT INSERT ON syncer.xsyncsegment TO SYNCER_WRITER;
GRANT UPDATE ON syncer.xsyncsegment TO SYNCER_WRITER;
GRANT INSERT ON syncer.xsyncrun TO SYNCER_WRITER;
GRANT INSERT ON syncer.xsyncchange TO SYNCER_WRITER;
GRANT UPDATE (head_id, last_hash, last_run, last_seq) ON syncer.xsynchead TO SYNCER_WRITER;

-- The guard, which you need not have: the engine itself refuses every insert, update and delete of
-- DMMBRGRPPZN and MBRGRPMBR by SYNCER_WRITER, also by a cascade.
-- A cascade is carried out as the owner of the table, so no grant stops it; session_user remains who logged in.
CREATE FUNCTION wcs.xsync_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'members are not for this login to change' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER xsync_guard BEFORE INSERT OR UPDATE OR DELETE ON wcs.dmmbrgrppzn
    FOR EACH ROW WHEN (session_user = 'syncer_writer') EXECUTE FUNCTION wcs.xsync_refuse();
CREATE TRIGGER xsync_guard_all BEFORE TRUNCATE ON wcs.dmmbrgrppzn
    FOR EACH STATEMENT WHEN (session_user = 'syncer_writer') EXECUTE FUNCTION wcs.xsync_refuse();
CREATE TRIGGER xsync_guard BEFORE INSERT OR UPDATE OR DELETE ON wcs.mbrgrpmbr
    FOR EACH ROW WHEN (session_user = 'syncer_writer') EXECUTE FUNCTION wcs.xsync_refuse();
CREATE TRIGGER xsync_guard_all BEFORE TRUNCATE ON wcs.mbrgrpmbr
    FOR EACH STATEMENT WHEN (session_user = 'syncer_writer') EXECUTE FUNCTION wcs.xsync_refuse();

-- The least rights of segment-syncer in production, on Derby.
-- SYNCER_READER plans and looks; SYNCER_WRITER applies, and may read what SYNCER_READER may.
-- To be run by the owner of the tables, once our own are there: syncer setup, by a login that may create them.
-- They can be granted only where derby.database.sqlAuthorization is true and the database was started with it;
-- without it every login may do everything, and only the guard keeps it off members.
-- derby.storage.indexStats.auto has to be false as well: while Derby 10.14 brings statistics up to date, it has
-- been seen to run a statement that a login has no right to.

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
-- Derby asks for DELETE on every table that a cascade reaches, so the grants above stop cascades by themselves;
-- this also stops a login that was given more. A trigger has no words for it here, so it divides by zero.
CREATE TRIGGER wcs.xsync_dmmbrgrppzn_insert
    AFTER INSERT ON wcs.dmmbrgrppzn FOR EACH ROW
    WHEN (SESSION_USER = 'SYNCER_WRITER') VALUES 1 / 0;
CREATE TRIGGER wcs.xsync_dmmbrgrppzn_update
    AFTER UPDATE ON wcs.dmmbrgrppzn FOR EACH ROW
    WHEN (SESSION_USER = 'SYNCER_WRITER') VALUES 1 / 0;
CREATE TRIGGER wcs.xsync_dmmbrgrppzn_delete
    AFTER DELETE ON wcs.dmmbrgrppzn FOR EACH ROW
    WHEN (SESSION_USER = 'SYNCER_WRITER') VALUES 1 / 0;
CREATE TRIGGER wcs.xsync_mbrgrpmbr_insert
    AFTER INSERT ON wcs.mbrgrpmbr FOR EACH ROW
    WHEN (SESSION_USER = 'SYNCER_WRITER') VALUES 1 / 0;
CREATE TRIGGER wcs.xsync_mbrgrpmbr_update
    AFTER UPDATE ON wcs.mbrgrpmbr FOR EACH ROW
    WHEN (SESSION_USER = 'SYNCER_WRITER') VALUES 1 / 0;
CREATE TRIGGER wcs.xsync_mbrgrpmbr_delete
    AFTER DELETE ON wcs.mbrgrpmbr FOR EACH ROW
    WHEN (SESSION_USER = 'SYNCER_WRITER') VALUES 1 / 0;

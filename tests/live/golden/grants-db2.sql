-- The least rights of segment-syncer in production, on Db2.
-- SYNCER_READER plans and looks; SYNCER_WRITER applies, and may read what SYNCER_READER may.
-- To be run by the owner of the tables, once our own are there: syncer setup, by a login that may create them.
-- Never tried: written from IBM's documentation for Db2 on Linux, UNIX and Windows.
-- SELECT cannot be granted by column here, so MBRGRPMBR is readable as a whole for both logins.
-- In a database that was created RESTRICTIVE, both also need SELECT on SYSCAT.TABLES and EXECUTE on the
-- packages of the client in NULLID, which PUBLIC has otherwise.

-- How both come in.
GRANT CONNECT ON DATABASE TO USER SYNCER_READER, USER SYNCER_WRITER;

-- What both may read.
GRANT SELECT ON wcs.keys TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.language TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrp TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpcond TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpdesc TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpmbr TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrptype TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpusg TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.member TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.mgpcondele TO USER SYNCER_READER, USER SYNCER_WRITER;
-- Only where there is a table STAGLOG:
GRANT SELECT ON wcs.staglog TO USER SYNCER_READER, USER SYNCER_WRITER;
-- Only where there is a table STGMERTAB:
GRANT SELECT ON wcs.stgmertab TO USER SYNCER_READER, USER SYNCER_WRITER;
-- Only where there is a table STGMRSTTAB:
GRANT SELECT ON wcs.stgmrsttab TO USER SYNCER_READER, USER SYNCER_WRITER;
-- Only where there is a table STGSITETAB:
GRANT SELECT ON wcs.stgsitetab TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON wcs.storeent TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON syncer.xsyncsegment TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON syncer.xsyncrun TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON syncer.xsyncchange TO USER SYNCER_READER, USER SYNCER_WRITER;
GRANT SELECT ON syncer.xsynchead TO USER SYNCER_READER, USER SYNCER_WRITER;

-- What only the writing login may write.
GRANT UPDATE (counter, optcounter) ON wcs.keys TO USER SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrp TO USER SYNCER_WRITER;
GRANT UPDATE (lastupdate, lastupdatedby, optcounter) ON wcs.mbrgrp TO USER SYNCER_WRITER;
-- Only where MBRGRP has these columns:
GRANT UPDATE (allowexport, exportall) ON wcs.mbrgrp TO USER SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrpcond TO USER SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrpdesc TO USER SYNCER_WRITER;
GRANT UPDATE (description, displayname, optcounter) ON wcs.mbrgrpdesc TO USER SYNCER_WRITER;
GRANT INSERT ON wcs.mbrgrpusg TO USER SYNCER_WRITER;
GRANT INSERT ON wcs.member TO USER SYNCER_WRITER;
GRANT INSERT ON wcs.mgpcondele TO USER SYNCER_WRITER;
GRANT DELETE ON syncer.xsyncsegment TO USER SYNCER_WRITER;
GRANT INSERT ON syncer.xsyncsegment TO USER SYNCER_WRITER;
GRANT UPDATE ON syncer.xsyncsegment TO USER SYNCER_WRITER;
GRANT INSERT ON syncer.xsyncrun TO USER SYNCER_WRITER;
GRANT INSERT ON syncer.xsyncchange TO USER SYNCER_WRITER;
GRANT UPDATE (head_id, last_hash, last_run, last_seq) ON syncer.xsynchead TO USER SYNCER_WRITER;

-- The guard, which you need not have: the engine itself refuses every insert, update and delete of
-- DMMBRGRPPZN and MBRGRPMBR by SYNCER_WRITER, also by a cascade.
-- Never tried. IBM documents that triggers of a dependent table run for rows that a cascade deletes, and that
-- SYSTEM_USER is who opened the connection, whatever SET SESSION AUTHORIZATION says later.
CREATE TRIGGER wcs.xsync_dmmbrgrppzn_insert
    AFTER INSERT ON wcs.dmmbrgrppzn FOR EACH ROW
    WHEN (SYSTEM_USER = 'SYNCER_WRITER')
    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = 'members are not for this login to change';
CREATE TRIGGER wcs.xsync_dmmbrgrppzn_update
    AFTER UPDATE ON wcs.dmmbrgrppzn FOR EACH ROW
    WHEN (SYSTEM_USER = 'SYNCER_WRITER')
    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = 'members are not for this login to change';
CREATE TRIGGER wcs.xsync_dmmbrgrppzn_delete
    AFTER DELETE ON wcs.dmmbrgrppzn FOR EACH ROW
    WHEN (SYSTEM_USER = 'SYNCER_WRITER')
    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = 'members are not for this login to change';
CREATE TRIGGER wcs.xsync_mbrgrpmbr_insert
    AFTER INSERT ON wcs.mbrgrpmbr FOR EACH ROW
    WHEN (SYSTEM_USER = 'SYNCER_WRITER')
    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = 'members are not for this login to change';
CREATE TRIGGER wcs.xsync_mbrgrpmbr_update
    AFTER UPDATE ON wcs.mbrgrpmbr FOR EACH ROW
    WHEN (SYSTEM_USER = 'SYNCER_WRITER')
    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = 'members are not for this login to change';
CREATE TRIGGER wcs.xsync_mbrgrpmbr_delete
    AFTER DELETE ON wcs.mbrgrpmbr FOR EACH ROW
    WHEN (SYSTEM_USER = 'SYNCER_WRITER')
    SIGNAL SQLSTATE '75001' SET MESSAGE_TEXT = 'members are not for this login to change';

-- The least rights of segment-syncer in production, on Oracle.
-- SYNCER_READER plans and looks; SYNCER_WRITER applies, and may read what SYNCER_READER may.
-- To be run by the owner of the tables, once our own are there: syncer setup, by a login that may create them.
-- Never tried: written from Oracle's documentation.
-- SELECT cannot be granted by column here, so MBRGRPMBR is readable as a whole for both logins.
-- From 12.1.0.2 on, READ may stand for SELECT for the login that reads: it cannot lock rows.

-- How both come in.
GRANT CREATE SESSION TO SYNCER_READER, SYNCER_WRITER;

-- What both may read.
GRANT SELECT ON wcs.keys TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.language TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrp TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpcond TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpdesc TO SYNCER_READER, SYNCER_WRITER;
GRANT SELECT ON wcs.mbrgrpmbr TO SYNCER_READER, SYNCER_WRITER;
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
-- Never tried. SESSION_USER is who logged in, for the whole session. That row triggers fire for a cascade
-- is only to be concluded from what Oracle says of tables that change: try a delete, and roll back.
CREATE TRIGGER wcs.xsync_dmmbrgrppzn
    BEFORE INSERT OR UPDATE OR DELETE ON wcs.dmmbrgrppzn FOR EACH ROW
BEGIN
    IF SYS_CONTEXT('USERENV', 'SESSION_USER') = 'SYNCER_WRITER' THEN
        RAISE_APPLICATION_ERROR(-20001, 'members are not for this login to change');
    END IF;
END;
/
CREATE TRIGGER wcs.xsync_mbrgrpmbr
    BEFORE INSERT OR UPDATE OR DELETE ON wcs.mbrgrpmbr FOR EACH ROW
BEGIN
    IF SYS_CONTEXT('USERENV', 'SESSION_USER') = 'SYNCER_WRITER' THEN
        RAISE_APPLICATION_ERROR(-20001, 'members are not for this login to change');
    END IF;
END;
/

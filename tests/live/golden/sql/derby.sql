-- Derby: every statement that the product sends. What is said on connect stands in syncer/live/dialects/derby.py.
-- The schema of the store is called wcs here, and that of our own tables syncer. Values are named, as in :seen_id.
-- A list stands here with one value: IN (:mbrgrp_id_1_1).

-- which schema tables belong to that are named without one
SELECT CURRENT SCHEMA
FROM SYSIBM.SYSDUMMY1

-- which of our own tables are there
SELECT t.TABLENAME
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
WHERE s.SCHEMANAME = :schema AND t.TABLENAME IN ('XSYNCSEGMENT', 'XSYNCRUN', 'XSYNCCHANGE', 'XSYNCHEAD')

-- which of these tables are there
SELECT t.TABLENAME
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN (:tables)

-- the triggers on these tables
SELECT t.TABLENAME, g.TRIGGERNAME, g.TRIGGERDEFINITION
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSTRIGGERS g ON g.TABLEID = t.TABLEID
WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN (:tables)

-- doctor: the version
SELECT SYSCS_UTIL.SYSCS_GET_DATABASE_PROPERTY('DataDictionaryVersion')
FROM SYSIBM.SYSDUMMY1

-- doctor: the columns of these tables, and whether they are generated
SELECT t.TABLENAME, c.COLUMNNAME, CASE WHEN CAST(c.COLUMNDEFAULT AS VARCHAR(254)) LIKE 'GENERATED ALWAYS AS%' THEN 1
    ELSE 0 END
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSCOLUMNS c ON c.REFERENCEID = t.TABLEID
WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN (:tables)

-- conformance: whether a schema is there
SELECT SCHEMANAME
FROM SYS.SYSSCHEMAS
WHERE SCHEMANAME = :schema

-- conformance: what a schema holds
SELECT t.TABLENAME
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
WHERE s.SCHEMANAME = :schema

-- doctor: the foreign keys onto these tables
SELECT cs.SCHEMANAME, ct.TABLENAME, c.COLUMNNAME, t.TABLENAME, CASE f.DELETERULE WHEN 'C' THEN 'CASCADE' WHEN 'U' THEN
    'SET NULL' WHEN 'S' THEN 'RESTRICT' ELSE 'NO ACTION' END
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSCONSTRAINTS p ON p.TABLEID = t.TABLEID
JOIN SYS.SYSFOREIGNKEYS f ON f.KEYCONSTRAINTID = p.CONSTRAINTID
JOIN SYS.SYSCONSTRAINTS k ON k.CONSTRAINTID = f.CONSTRAINTID
JOIN SYS.SYSTABLES ct ON ct.TABLEID = k.TABLEID
JOIN SYS.SYSSCHEMAS cs ON cs.SCHEMAID = ct.SCHEMAID
JOIN SYS.SYSCONGLOMERATES g ON g.CONGLOMERATEID = f.CONGLOMERATEID AND g.TABLEID = ct.TABLEID
LEFT JOIN SYS.SYSCOLUMNS c ON c.REFERENCEID = ct.TABLEID
    AND CAST(g.DESCRIPTOR AS VARCHAR(254)) LIKE '%(' || TRIM(CAST(c.COLUMNNUMBER AS CHAR(9))) || ')'
WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN (:tables)

-- doctor: the schemas that have a table of this name
SELECT s.SCHEMANAME
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
WHERE LOWER(t.TABLENAME) = :table

-- doctor: what the login may do to these tables
SELECT t.TABLENAME, CAST(NULL AS VARCHAR(128)), 'SELECTPRIV'
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSTABLEPERMS p ON p.TABLEID = t.TABLEID
WHERE s.SCHEMANAME = :schema
    AND LOWER(t.TABLENAME) IN (:tables)
    AND p.GRANTEE IN (CURRENT_USER, 'PUBLIC')
    AND LOWER(p.SELECTPRIV) = 'y'
UNION ALL SELECT t.TABLENAME, CAST(NULL AS VARCHAR(128)), 'INSERTPRIV'
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSTABLEPERMS p ON p.TABLEID = t.TABLEID
WHERE s.SCHEMANAME = :schema
    AND LOWER(t.TABLENAME) IN (:tables)
    AND p.GRANTEE IN (CURRENT_USER, 'PUBLIC')
    AND LOWER(p.INSERTPRIV) = 'y'
UNION ALL SELECT t.TABLENAME, CAST(NULL AS VARCHAR(128)), 'UPDATEPRIV'
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSTABLEPERMS p ON p.TABLEID = t.TABLEID
WHERE s.SCHEMANAME = :schema
    AND LOWER(t.TABLENAME) IN (:tables)
    AND p.GRANTEE IN (CURRENT_USER, 'PUBLIC')
    AND LOWER(p.UPDATEPRIV) = 'y'
UNION ALL SELECT t.TABLENAME, CAST(NULL AS VARCHAR(128)), 'DELETEPRIV'
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSTABLEPERMS p ON p.TABLEID = t.TABLEID
WHERE s.SCHEMANAME = :schema
    AND LOWER(t.TABLENAME) IN (:tables)
    AND p.GRANTEE IN (CURRENT_USER, 'PUBLIC')
    AND LOWER(p.DELETEPRIV) = 'y'
UNION ALL SELECT t.TABLENAME, c.COLUMNNAME, CASE LOWER(p.TYPE) WHEN 's' THEN 'SELECTPRIV' WHEN 'u' THEN 'UPDATEPRIV'
    ELSE p.TYPE END
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
JOIN SYS.SYSCOLPERMS p ON p.TABLEID = t.TABLEID
JOIN SYS.SYSCOLUMNS c ON c.REFERENCEID = t.TABLEID
WHERE s.SCHEMANAME = :schema
    AND LOWER(t.TABLENAME) IN (:tables)
    AND p.GRANTEE IN (CURRENT_USER, 'PUBLIC')
    AND LOCATE(' ' || TRIM(CAST(c.COLUMNNUMBER - 1 AS CHAR(9))) || ',', ' ' || SUBSTR(CAST(p.COLUMNS AS VARCHAR(254)), 2, LENGTH(CAST(p.COLUMNS AS VARCHAR(254))) - 2) || ',') > 0
UNION ALL SELECT t.TABLENAME, CAST(NULL AS VARCHAR(128)), 'OWNER'
FROM SYS.SYSTABLES t
JOIN SYS.SYSSCHEMAS s ON s.SCHEMAID = t.SCHEMAID
WHERE s.SCHEMANAME = :schema AND LOWER(t.TABLENAME) IN (:tables) AND s.AUTHORIZATIONID = CURRENT_USER
UNION ALL SELECT CAST(NULL AS VARCHAR(128)), CAST(NULL AS VARCHAR(128)), 'ALL, AS NOTHING IS GRANTED TO ANYBODY'
FROM SYSIBM.SYSDUMMY1
WHERE NOT EXISTS (SELECT 1
FROM SYS.SYSTABLEPERMS) AND NOT EXISTS (SELECT 1
FROM SYS.SYSCOLPERMS)

-- which columns MBRGRP has
SELECT *
FROM wcs.mbrgrp
WHERE 0 = 1

-- which columns KEYS has
SELECT *
FROM wcs.keys
WHERE 0 = 1

-- is there the usage type of segments
SELECT wcs.mbrgrptype.mbrgrptype_id
FROM wcs.mbrgrptype
WHERE wcs.mbrgrptype.mbrgrptype_id = :mbrgrptype_id_1

-- the owners of stores that are named by their identifier
SELECT wcs.storeent.identifier, wcs.storeent.member_id
FROM wcs.storeent
WHERE wcs.storeent.identifier IN (:identifier_1_1) AND wcs.storeent.type = :type_1

-- are the owners there that are named by their id
SELECT wcs.member.member_id
FROM wcs.member
WHERE wcs.member.member_id IN (:member_id_1_1)

-- the languages
SELECT wcs.language.localename, wcs.language.language_id
FROM wcs.language

-- setup: XSYNCSEGMENT
CREATE TABLE syncer.xsyncsegment (
    segment_id VARCHAR(129) NOT NULL,
    mbrgrp_id BIGINT NOT NULL,
    mbrgrpname VARCHAR(254) NOT NULL,
    content CLOB(1048576) NOT NULL,
    counters CLOB(1048576) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    lifecycle VARCHAR(8) NOT NULL,
    is_held SMALLINT NOT NULL,
    is_protected SMALLINT NOT NULL,
    run_id INTEGER NOT NULL,
    PRIMARY KEY (segment_id),
    UNIQUE (mbrgrp_id)
)

-- setup: XSYNCRUN
CREATE TABLE syncer.xsyncrun (
    seq BIGINT NOT NULL,
    run_id INTEGER NOT NULL,
    run_state VARCHAR(8) NOT NULL,
    written_at VARCHAR(40) NOT NULL,
    actor VARCHAR(254) NOT NULL,
    tool_version VARCHAR(32) NOT NULL,
    plan_digest VARCHAR(64) NOT NULL,
    catalog_digest VARCHAR(64) NOT NULL,
    revision VARCHAR(65),
    change_count INTEGER NOT NULL,
    note VARCHAR(1000),
    previous_hash VARCHAR(64) NOT NULL,
    row_hash VARCHAR(64) NOT NULL,
    PRIMARY KEY (seq)
)

-- setup: XSYNCCHANGE
CREATE TABLE syncer.xsyncchange (
    seq BIGINT NOT NULL,
    run_id INTEGER NOT NULL,
    verb VARCHAR(16) NOT NULL,
    segment_id VARCHAR(129) NOT NULL,
    mbrgrp_id BIGINT NOT NULL,
    mbrgrpname VARCHAR(254) NOT NULL,
    fields CLOB(1048576) NOT NULL,
    previous_hash VARCHAR(64) NOT NULL,
    row_hash VARCHAR(64) NOT NULL,
    PRIMARY KEY (seq)
)

-- setup: XSYNCHEAD
CREATE TABLE syncer.xsynchead (
    head_id SMALLINT NOT NULL,
    target_id VARCHAR(36) NOT NULL,
    catalog_name VARCHAR(64) NOT NULL,
    format_version INTEGER NOT NULL,
    last_run INTEGER NOT NULL,
    last_seq BIGINT NOT NULL,
    last_hash VARCHAR(64) NOT NULL,
    PRIMARY KEY (head_id)
)

-- setup: is it complete
SELECT syncer.xsynchead.target_id, syncer.xsynchead.catalog_name, syncer.xsynchead.format_version
FROM syncer.xsynchead

-- setup: its last statement
INSERT INTO syncer.xsynchead (head_id, target_id, catalog_name, format_version, last_run, last_seq, last_hash)
VALUES (:head_id, :target_id, :catalog_name, :format_version, :last_run, :last_seq, :last_hash)

-- stagingprop: the tables that STGMERTAB lists
SELECT *
FROM wcs.stgmertab

-- stagingprop: the tables that STGSITETAB lists
SELECT *
FROM wcs.stgsitetab

-- stagingprop: the tables that STGMRSTTAB lists
SELECT *
FROM wcs.stgmrsttab

-- stagingprop: what STAGLOG holds
SELECT DISTINCT wcs.staglog.stgtable, wcs.staglog.stgprocessed
FROM wcs.staglog

-- a plan: which catalog the ledger belongs to
SELECT syncer.xsynchead.format_version, syncer.xsynchead.target_id, syncer.xsynchead.catalog_name
FROM syncer.xsynchead

-- a plan: the ledger
SELECT syncer.xsyncsegment.segment_id, syncer.xsyncsegment.mbrgrp_id, syncer.xsyncsegment.mbrgrpname,
    syncer.xsyncsegment.content, syncer.xsyncsegment.counters, syncer.xsyncsegment.lifecycle,
    syncer.xsyncsegment.is_held, syncer.xsyncsegment.is_protected, syncer.xsyncsegment.run_id
FROM syncer.xsyncsegment

-- a plan: held groups that have members now
SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment
WHERE syncer.xsyncsegment.is_held = :is_held_1 AND (EXISTS (SELECT 1
FROM wcs.mbrgrpmbr
WHERE wcs.mbrgrpmbr.mbrgrp_id = syncer.xsyncsegment.mbrgrp_id AND wcs.mbrgrpmbr.exclude = :exclude_1))

-- a plan: groups that are seen and have no member, where that means everybody
SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment
WHERE syncer.xsyncsegment.is_held = :is_held_1 AND NOT (EXISTS (SELECT 1
FROM wcs.mbrgrpmbr
WHERE wcs.mbrgrpmbr.mbrgrp_id = syncer.xsyncsegment.mbrgrp_id AND wcs.mbrgrpmbr.exclude = :exclude_1))

-- a plan: usages of the stores' groups
SELECT wcs.mbrgrpusg.mbrgrp_id, wcs.mbrgrpusg.mbrgrptype_id
FROM wcs.mbrgrpusg
WHERE EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mbrgrpusg.mbrgrp_id AND wcs.mbrgrp.owner_id IN (:owner_id_1_1))

-- a plan: usages of recorded groups that another organisation owns now
SELECT wcs.mbrgrpusg.mbrgrp_id, wcs.mbrgrpusg.mbrgrptype_id
FROM wcs.mbrgrpusg
WHERE EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mbrgrpusg.mbrgrp_id
    AND (wcs.mbrgrp.owner_id NOT IN (:owner_id_1_1))
    AND wcs.mbrgrp.mbrgrp_id IN (SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment))

-- a plan: texts of the stores' groups
SELECT wcs.mbrgrpdesc.mbrgrp_id, wcs.mbrgrpdesc.language_id, wcs.mbrgrpdesc.displayname, wcs.mbrgrpdesc.description,
    wcs.mbrgrpdesc.optcounter
FROM wcs.mbrgrpdesc
WHERE EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mbrgrpdesc.mbrgrp_id AND wcs.mbrgrp.owner_id IN (:owner_id_1_1))

-- a plan: texts of recorded groups that another organisation owns now
SELECT wcs.mbrgrpdesc.mbrgrp_id, wcs.mbrgrpdesc.language_id, wcs.mbrgrpdesc.displayname, wcs.mbrgrpdesc.description,
    wcs.mbrgrpdesc.optcounter
FROM wcs.mbrgrpdesc
WHERE EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mbrgrpdesc.mbrgrp_id
    AND (wcs.mbrgrp.owner_id NOT IN (:owner_id_1_1))
    AND wcs.mbrgrp.mbrgrp_id IN (SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment))

-- a plan: condition elements of the stores' groups
SELECT wcs.mgpcondele.mbrgrp_id
FROM wcs.mgpcondele
WHERE NOT ((wcs.mgpcondele.name || '.') = :param_1 AND (wcs.mgpcondele.type || '.') = :param_2) AND (EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mgpcondele.mbrgrp_id AND wcs.mbrgrp.owner_id IN (:owner_id_1_1)))

-- a plan: compiled conditions of the stores' groups
SELECT wcs.mbrgrpcond.mbrgrp_id, wcs.mbrgrpcond.conditions
FROM wcs.mbrgrpcond
WHERE wcs.mbrgrpcond.conditions IS NOT NULL AND (EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mbrgrpcond.mbrgrp_id AND wcs.mbrgrp.owner_id IN (:owner_id_1_1)))

-- a plan: condition elements of recorded groups that another organisation owns now
SELECT wcs.mgpcondele.mbrgrp_id
FROM wcs.mgpcondele
WHERE NOT ((wcs.mgpcondele.name || '.') = :param_1 AND (wcs.mgpcondele.type || '.') = :param_2) AND (EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mgpcondele.mbrgrp_id
    AND (wcs.mbrgrp.owner_id NOT IN (:owner_id_1_1))
    AND wcs.mbrgrp.mbrgrp_id IN (SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment)))

-- a plan: compiled conditions of recorded groups that another organisation owns now
SELECT wcs.mbrgrpcond.mbrgrp_id, wcs.mbrgrpcond.conditions
FROM wcs.mbrgrpcond
WHERE wcs.mbrgrpcond.conditions IS NOT NULL AND (EXISTS (SELECT 1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id = wcs.mbrgrpcond.mbrgrp_id
    AND (wcs.mbrgrp.owner_id NOT IN (:owner_id_1_1))
    AND wcs.mbrgrp.mbrgrp_id IN (SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment)))

-- a plan: the stores' groups
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.owner_id, wcs.mbrgrp.mbrgrpname, wcs.mbrgrp.lastupdate,
    wcs.mbrgrp.lastupdatedby, wcs.mbrgrp.optcounter, wcs.mbrgrp.allowexport, wcs.mbrgrp.exportall
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.owner_id IN (:owner_id_1_1)

-- a plan: recorded groups that another organisation owns now
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.owner_id, wcs.mbrgrp.mbrgrpname, wcs.mbrgrp.lastupdate,
    wcs.mbrgrp.lastupdatedby, wcs.mbrgrp.optcounter, wcs.mbrgrp.allowexport, wcs.mbrgrp.exportall
FROM wcs.mbrgrp
WHERE (wcs.mbrgrp.owner_id NOT IN (:owner_id_1_1)) AND wcs.mbrgrp.mbrgrp_id IN (SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment)

-- a plan: the stores' groups, on version 7
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.owner_id, wcs.mbrgrp.mbrgrpname, wcs.mbrgrp.lastupdate,
    wcs.mbrgrp.lastupdatedby, wcs.mbrgrp.optcounter
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.owner_id IN (:owner_id_1_1)

-- a plan: recorded groups that another organisation owns now, on version 7
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.owner_id, wcs.mbrgrp.mbrgrpname, wcs.mbrgrp.lastupdate,
    wcs.mbrgrp.lastupdatedby, wcs.mbrgrp.optcounter
FROM wcs.mbrgrp
WHERE (wcs.mbrgrp.owner_id NOT IN (:owner_id_1_1)) AND wcs.mbrgrp.mbrgrp_id IN (SELECT syncer.xsyncsegment.mbrgrp_id
FROM syncer.xsyncsegment)

-- a plan: whether a run of ours ever created a segment
SELECT syncer.xsynchead.head_id
FROM syncer.xsynchead
WHERE EXISTS (SELECT 1
FROM syncer.xsyncchange
WHERE syncer.xsyncchange.verb = :verb_1)

-- a plan: runs that have no end
SELECT syncer.xsyncrun.run_id, syncer.xsyncrun.run_state, syncer.xsyncrun.actor, syncer.xsyncrun.written_at
FROM syncer.xsyncrun
WHERE syncer.xsyncrun.run_id > (SELECT coalesce(max(syncer.xsyncrun.run_id), 0) AS coalesce_1
FROM syncer.xsyncrun
WHERE syncer.xsyncrun.run_state = :run_state_1)

-- an apply: was this plan applied before
SELECT max(syncer.xsyncrun.run_id) AS max_1
FROM syncer.xsyncrun
WHERE syncer.xsyncrun.run_state = :run_state_1 AND syncer.xsyncrun.plan_digest = :digest

-- an apply: take the lock
UPDATE syncer.xsynchead
SET head_id=:head_id
WHERE syncer.xsynchead.head_id = :head_id_1

-- an apply: the head of the chain
SELECT syncer.xsynchead.head_id, syncer.xsynchead.target_id, syncer.xsynchead.catalog_name,
    syncer.xsynchead.format_version, syncer.xsynchead.last_run, syncer.xsynchead.last_seq, syncer.xsynchead.last_hash
FROM syncer.xsynchead
WHERE syncer.xsynchead.head_id = :head_id_1

-- an apply: what time the server has
SELECT CURRENT_TIMESTAMP AS server_time_1
FROM syncer.xsynchead

-- an apply: what became of the run
INSERT INTO syncer.xsyncrun (seq, run_id, run_state, written_at, actor, tool_version, plan_digest, catalog_digest,
    revision, change_count, note, previous_hash, row_hash)
VALUES (:seq, :run_id, :run_state, :written_at, :actor, :tool_version, :plan_digest, :catalog_digest, :revision,
    :change_count, :note, :previous_hash, :row_hash)

-- an apply: a change, before and after
INSERT INTO syncer.xsyncchange (seq, run_id, verb, segment_id, mbrgrp_id, mbrgrpname, fields, previous_hash, row_hash)
VALUES (:seq, :run_id, :verb, :segment_id, :mbrgrp_id, :mbrgrpname, :fields, :previous_hash, :row_hash)

-- an apply: the new head of the chain
UPDATE syncer.xsynchead
SET last_run=:last_run, last_seq=:last_seq, last_hash=:last_hash
WHERE syncer.xsynchead.head_id = :head_id_1

-- ids: the rows of KEYS
SELECT wcs.keys.keys_id, wcs.keys.tablename, wcs.keys.lowerbound, wcs.keys.upperbound, wcs.keys.nonsequential
FROM wcs.keys

-- ids: the rows of KEYS, on version 7
SELECT wcs.keys.keys_id, wcs.keys.tablename, wcs.keys.lowerbound, wcs.keys.upperbound
FROM wcs.keys

-- ids: take a block
UPDATE wcs.keys
SET counter=(wcs.keys.counter + :counter_1), optcounter=CASE WHEN (wcs.keys.optcounter IS NULL OR wcs.keys.optcounter >=
    32767) THEN 1 ELSE wcs.keys.optcounter + 1 END
WHERE wcs.keys.keys_id = :keys_id_1 AND wcs.keys.counter <= wcs.keys.upperbound - :upperbound_1

-- ids: what the row of KEYS became
SELECT wcs.keys.counter, wcs.keys.lowerbound, wcs.keys.upperbound
FROM wcs.keys
WHERE wcs.keys.keys_id = :keys_id_1

-- ids: the highest group of the range
SELECT max(wcs.mbrgrp.mbrgrp_id) AS max_1
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id BETWEEN :mbrgrp_id_1 AND :mbrgrp_id_2

-- ids: the highest element of the range
SELECT max(wcs.mgpcondele.mgpcondele_id) AS max_1
FROM wcs.mgpcondele
WHERE wcs.mgpcondele.mgpcondele_id BETWEEN :mgpcondele_id_1 AND :mgpcondele_id_2

-- ids: members inside the block
SELECT count(*) AS count_1
FROM wcs.member
WHERE wcs.member.member_id BETWEEN :member_id_1 AND :member_id_2

-- ids: condition elements inside the block
SELECT count(*) AS count_1
FROM wcs.mgpcondele
WHERE wcs.mgpcondele.mgpcondele_id BETWEEN :mgpcondele_id_1 AND :mgpcondele_id_2

-- a create: the model that `container_condition` names
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.mbrgrpname
FROM wcs.mbrgrp
JOIN wcs.mbrgrpusg ON wcs.mbrgrpusg.mbrgrp_id = wcs.mbrgrp.mbrgrp_id
WHERE wcs.mbrgrp.owner_id IN (:owner_id_1_1)
    AND wcs.mbrgrp.mbrgrpname = :mbrgrpname_1
    AND wcs.mbrgrpusg.mbrgrptype_id = :mbrgrptype_id_1

-- a create: the condition elements of the model
SELECT wcs.mgpcondele.name, wcs.mgpcondele.type
FROM wcs.mgpcondele
WHERE wcs.mgpcondele.mbrgrp_id = :mbrgrp_id_1

-- a create: the compiled condition of the model
SELECT wcs.mbrgrpcond.conditions
FROM wcs.mbrgrpcond
WHERE wcs.mbrgrpcond.mbrgrp_id = :mbrgrp_id_1

-- read back: usages
SELECT wcs.mbrgrpusg.mbrgrp_id, wcs.mbrgrpusg.mbrgrptype_id
FROM wcs.mbrgrpusg
WHERE wcs.mbrgrpusg.mbrgrp_id IN (:mbrgrp_id_1_1)

-- read back: texts
SELECT wcs.mbrgrpdesc.mbrgrp_id, wcs.mbrgrpdesc.language_id, wcs.mbrgrpdesc.displayname, wcs.mbrgrpdesc.description,
    wcs.mbrgrpdesc.optcounter
FROM wcs.mbrgrpdesc
WHERE wcs.mbrgrpdesc.mbrgrp_id IN (:mbrgrp_id_1_1)

-- read back: condition elements
SELECT wcs.mgpcondele.mbrgrp_id
FROM wcs.mgpcondele
WHERE NOT ((wcs.mgpcondele.name || '.') = :param_1
    AND (wcs.mgpcondele.type || '.') = :param_2)
    AND wcs.mgpcondele.mbrgrp_id IN (:mbrgrp_id_1_1)

-- read back: compiled conditions
SELECT wcs.mbrgrpcond.mbrgrp_id, wcs.mbrgrpcond.conditions
FROM wcs.mbrgrpcond
WHERE wcs.mbrgrpcond.conditions IS NOT NULL AND wcs.mbrgrpcond.mbrgrp_id IN (:mbrgrp_id_1_1)

-- read back: groups
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.owner_id, wcs.mbrgrp.mbrgrpname, wcs.mbrgrp.lastupdate,
    wcs.mbrgrp.lastupdatedby, wcs.mbrgrp.optcounter, wcs.mbrgrp.allowexport, wcs.mbrgrp.exportall
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id IN (:mbrgrp_id_1_1)

-- read back: groups, on version 7
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.owner_id, wcs.mbrgrp.mbrgrpname, wcs.mbrgrp.lastupdate,
    wcs.mbrgrp.lastupdatedby, wcs.mbrgrp.optcounter
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id IN (:mbrgrp_id_1_1)

-- read back: the ledger
SELECT syncer.xsyncsegment.segment_id, syncer.xsyncsegment.mbrgrp_id, syncer.xsyncsegment.mbrgrpname,
    syncer.xsyncsegment.content, syncer.xsyncsegment.counters, syncer.xsyncsegment.lifecycle,
    syncer.xsyncsegment.is_held, syncer.xsyncsegment.is_protected, syncer.xsyncsegment.run_id
FROM syncer.xsyncsegment
WHERE syncer.xsyncsegment.segment_id IN (:segment_id_1_1)

-- a report: groups that have members
SELECT wcs.mbrgrp.mbrgrp_id
FROM wcs.mbrgrp
WHERE wcs.mbrgrp.mbrgrp_id IN (:mbrgrp_id_1_1) AND (EXISTS (SELECT 1
FROM wcs.mbrgrpmbr
WHERE wcs.mbrgrpmbr.mbrgrp_id = wcs.mbrgrp.mbrgrp_id AND wcs.mbrgrpmbr.exclude = :exclude_1))

-- after a lost connection: is the run on record as applied
SELECT count(*) AS count_1
FROM syncer.xsyncrun
WHERE syncer.xsyncrun.run_id = :run_id_1 AND syncer.xsyncrun.run_state = :run_state_1

-- doctor: all of KEYS
SELECT *
FROM wcs.keys

-- doctor: the languages
SELECT wcs.language.language_id, wcs.language.localename
FROM wcs.language

-- doctor: the owners of stores
SELECT wcs.storeent.identifier, wcs.storeent.member_id, wcs.storeent.type
FROM wcs.storeent

-- doctor: how many segments each owner has
SELECT wcs.mbrgrp.owner_id, count(*) AS count_1
FROM wcs.mbrgrp
JOIN wcs.mbrgrpusg ON wcs.mbrgrpusg.mbrgrp_id = wcs.mbrgrp.mbrgrp_id
WHERE wcs.mbrgrpusg.mbrgrptype_id = :mbrgrptype_id_1
GROUP BY wcs.mbrgrp.owner_id

-- doctor: is an owner there that is named by its id
SELECT wcs.member.member_id
FROM wcs.member
WHERE wcs.member.member_id = :member_id_1

-- doctor: how many groups each usage has
SELECT wcs.mbrgrptype.mbrgrptype_id, wcs.mbrgrptype.name, count(wcs.mbrgrpusg.mbrgrp_id) AS count_1
FROM wcs.mbrgrptype
LEFT OUTER JOIN wcs.mbrgrpusg ON wcs.mbrgrpusg.mbrgrptype_id = wcs.mbrgrptype.mbrgrptype_id
GROUP BY wcs.mbrgrptype.mbrgrptype_id, wcs.mbrgrptype.name

-- doctor: the chain, runs
SELECT syncer.xsyncrun.seq, syncer.xsyncrun.run_id, syncer.xsyncrun.run_state, syncer.xsyncrun.written_at,
    syncer.xsyncrun.actor, syncer.xsyncrun.tool_version, syncer.xsyncrun.plan_digest, syncer.xsyncrun.catalog_digest,
    syncer.xsyncrun.revision, syncer.xsyncrun.change_count, syncer.xsyncrun.note, syncer.xsyncrun.previous_hash,
    syncer.xsyncrun.row_hash
FROM syncer.xsyncrun
ORDER BY syncer.xsyncrun.seq

-- doctor: the chain, changes
SELECT syncer.xsyncchange.seq, syncer.xsyncchange.run_id, syncer.xsyncchange.verb, syncer.xsyncchange.segment_id,
    syncer.xsyncchange.mbrgrp_id, syncer.xsyncchange.mbrgrpname, syncer.xsyncchange.fields,
    syncer.xsyncchange.previous_hash, syncer.xsyncchange.row_hash
FROM syncer.xsyncchange
ORDER BY syncer.xsyncchange.seq

-- doctor: how much of STAGLOG waits
SELECT wcs.staglog.stgtable, wcs.staglog.stgprocessed, count(*) AS count_1
FROM wcs.staglog
GROUP BY wcs.staglog.stgtable, wcs.staglog.stgprocessed

-- doctor: containers that the Marketing tool made and nobody is in
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.mbrgrpname
FROM wcs.mbrgrp
JOIN wcs.mbrgrpusg ON wcs.mbrgrpusg.mbrgrp_id = wcs.mbrgrp.mbrgrp_id
WHERE wcs.mbrgrpusg.mbrgrptype_id = :mbrgrptype_id_1 AND NOT (EXISTS (SELECT 1
FROM wcs.mgpcondele
WHERE wcs.mgpcondele.mbrgrp_id = wcs.mbrgrp.mbrgrp_id
    AND (wcs.mgpcondele.name != :name_1 OR wcs.mgpcondele.type != :type_1)))
    AND oid = :oid_1
    AND NOT (EXISTS (SELECT 1
FROM wcs.mbrgrpmbr
WHERE wcs.mbrgrpmbr.mbrgrp_id = wcs.mbrgrp.mbrgrp_id))

-- doctor: which of them have a condition element
SELECT wcs.mgpcondele.mbrgrp_id
FROM wcs.mgpcondele
WHERE wcs.mgpcondele.mbrgrp_id IN (:mbrgrp_id_1_1)

-- doctor: their compiled conditions
SELECT wcs.mbrgrpcond.mbrgrp_id, wcs.mbrgrpcond.conditions
FROM wcs.mbrgrpcond
WHERE wcs.mbrgrpcond.mbrgrp_id IN (:mbrgrp_id_1_1)

-- doctor: the container that `container_condition` names
SELECT wcs.mbrgrp.mbrgrp_id, wcs.mbrgrp.mbrgrpname
FROM wcs.mbrgrp
JOIN wcs.mbrgrpusg ON wcs.mbrgrpusg.mbrgrp_id = wcs.mbrgrp.mbrgrp_id
WHERE wcs.mbrgrpusg.mbrgrptype_id = :mbrgrptype_id_1 AND NOT (EXISTS (SELECT 1
FROM wcs.mgpcondele
WHERE wcs.mgpcondele.mbrgrp_id = wcs.mbrgrp.mbrgrp_id
    AND (wcs.mgpcondele.name != :name_1 OR wcs.mgpcondele.type != :type_1)))
    AND wcs.mbrgrp.mbrgrpname = :mbrgrpname_1

-- doctor: how many of DMMBRGRPPZN are there
SELECT count(*) AS n
FROM dmmbrgrppzn

-- doctor: how many of MBRGRP.MBRGRP_ID point at a group
SELECT count(*) AS n
FROM mbrgrp
WHERE mbrgrp_id IN (SELECT wcs.mbrgrp.mbrgrp_id
FROM wcs.mbrgrp)

-- doctor: how many of MBRGRP.OWNER_ID point at a group
SELECT count(*) AS n
FROM mbrgrp
WHERE owner_id IN (SELECT wcs.mbrgrp.mbrgrp_id
FROM wcs.mbrgrp)

-- doctor: how many of MBRGRPCOND.MBRGRP_ID are there
SELECT count(*) AS n
FROM mbrgrpcond
WHERE mbrgrp_id IS NOT NULL

-- doctor: how many of MBRGRPDESC.MBRGRP_ID are there
SELECT count(*) AS n
FROM mbrgrpdesc
WHERE mbrgrp_id IS NOT NULL

-- doctor: how many of MBRGRPMBR are there
SELECT count(*) AS n
FROM mbrgrpmbr

-- doctor: how many of MBRGRPUSG.MBRGRP_ID are there
SELECT count(*) AS n
FROM mbrgrpusg
WHERE mbrgrp_id IS NOT NULL

-- doctor: how many of MGPCONDELE.MBRGRP_ID are there
SELECT count(*) AS n
FROM mgpcondele
WHERE mbrgrp_id IS NOT NULL

-- doctor: how many of ORGENTITY.ORGENTITY_ID point at a group
SELECT count(*) AS n
FROM orgentity
WHERE orgentity_id IN (SELECT wcs.mbrgrp.mbrgrp_id
FROM wcs.mbrgrp)

-- doctor: how many of PARTICIPNT.MEMBER_ID point at a group
SELECT count(*) AS n
FROM participnt
WHERE member_id IN (SELECT wcs.mbrgrp.mbrgrp_id
FROM wcs.mbrgrp)

-- doctor: how many of STOREENT.MEMBER_ID point at a group
SELECT count(*) AS n
FROM storeent
WHERE member_id IN (SELECT wcs.mbrgrp.mbrgrp_id
FROM wcs.mbrgrp)

-- a create: its MEMBER row
INSERT INTO wcs.member (member_id, type, state, optcounter)
VALUES (:member_id, :type, :state, :optcounter)

-- a create: the group
INSERT INTO wcs.mbrgrp (mbrgrp_id, owner_id, mbrgrpname, lastupdate, lastupdatedby, allowexport, exportall, optcounter)
VALUES (:mbrgrp_id, :owner_id, :mbrgrpname, CURRENT_TIMESTAMP, :lastupdatedby, :allowexport, :exportall, :optcounter)

-- a create: the group, on version 7
INSERT INTO wcs.mbrgrp (mbrgrp_id, owner_id, mbrgrpname, lastupdate, lastupdatedby, optcounter)
VALUES (:mbrgrp_id, :owner_id, :mbrgrpname, CURRENT_TIMESTAMP, :lastupdatedby, :optcounter)

-- a create or an activation: the usage
INSERT INTO wcs.mbrgrpusg (mbrgrptype_id, mbrgrp_id, optcounter)
VALUES (:mbrgrptype_id, :mbrgrp_id, :optcounter)

-- a create, or an update where it was missing: a text
INSERT INTO wcs.mbrgrpdesc (mbrgrp_id, language_id, displayname, description, optcounter)
VALUES (:mbrgrp_id, :language_id, :displayname, :description, :optcounter)

-- a create: the compiled condition
INSERT INTO wcs.mbrgrpcond (mbrgrp_id, conditions, field1, field2, optcounter)
VALUES (:mbrgrp_id, :conditions, :field1, :field2, :optcounter)

-- a create: the top element
INSERT INTO wcs.mgpcondele (mgpcondele_id, mbrgrp_id, name, type, parent, negate, optcounter)
VALUES (:mgpcondele_id, :mbrgrp_id, :name, :type, :parent, :negate, :optcounter)

-- an update: who and when of a group
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter = :seen_counter
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: who and when of a group, its counter was NULL
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter IS NULL
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: ALLOWEXPORT of a group
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, allowexport=:allowexport, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter = :seen_counter
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: ALLOWEXPORT of a group, its counter was NULL
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, allowexport=:allowexport, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter IS NULL
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: EXPORTALL of a group
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, exportall=:exportall, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter = :seen_counter
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: EXPORTALL of a group, its counter was NULL
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, exportall=:exportall, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter IS NULL
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: ALLOWEXPORT and EXPORTALL of a group
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, allowexport=:allowexport, exportall=:exportall,
    optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter = :seen_counter
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: ALLOWEXPORT and EXPORTALL of a group, its counter was NULL
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, allowexport=:allowexport, exportall=:exportall,
    optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id
    AND wcs.mbrgrp.optcounter IS NULL
    AND wcs.mbrgrp.mbrgrpname = :seen_name
    AND wcs.mbrgrp.allowexport = :seen_allowexport
    AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: who and when of a group, on version 7
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id AND wcs.mbrgrp.optcounter = :seen_counter AND wcs.mbrgrp.mbrgrpname = :seen_name

-- an update: who and when of a group, its counter was NULL, on version 7
UPDATE wcs.mbrgrp
SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, optcounter=:optcounter
WHERE wcs.mbrgrp.mbrgrp_id = :seen_id AND wcs.mbrgrp.optcounter IS NULL AND wcs.mbrgrp.mbrgrpname = :seen_name

-- an update: DISPLAYNAME of a text
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter = :seen_counter
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND wcs.mbrgrpdesc.description = :seen_description

-- an update: DISPLAYNAME of a text, its description was nothing
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter = :seen_counter
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- an update: DISPLAYNAME of a text, its counter was NULL
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter IS NULL
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND wcs.mbrgrpdesc.description = :seen_description

-- an update: DISPLAYNAME of a text, its counter was NULL, its description was nothing
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter IS NULL
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- an update: DESCRIPTION of a text
UPDATE wcs.mbrgrpdesc
SET description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter = :seen_counter
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND wcs.mbrgrpdesc.description = :seen_description

-- an update: DESCRIPTION of a text, its description was nothing
UPDATE wcs.mbrgrpdesc
SET description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter = :seen_counter
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- an update: DESCRIPTION of a text, its counter was NULL
UPDATE wcs.mbrgrpdesc
SET description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter IS NULL
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND wcs.mbrgrpdesc.description = :seen_description

-- an update: DESCRIPTION of a text, its counter was NULL, its description was nothing
UPDATE wcs.mbrgrpdesc
SET description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter IS NULL
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- an update: DISPLAYNAME and DESCRIPTION of a text
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter = :seen_counter
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND wcs.mbrgrpdesc.description = :seen_description

-- an update: DISPLAYNAME and DESCRIPTION of a text, its description was nothing
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter = :seen_counter
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- an update: DISPLAYNAME and DESCRIPTION of a text, its counter was NULL
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter IS NULL
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND wcs.mbrgrpdesc.description = :seen_description

-- an update: DISPLAYNAME and DESCRIPTION of a text, its counter was NULL, its description was nothing
UPDATE wcs.mbrgrpdesc
SET displayname=:displayname, description=:description, optcounter=:optcounter
WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id
    AND wcs.mbrgrpdesc.language_id = :seen_language
    AND wcs.mbrgrpdesc.optcounter IS NULL
    AND wcs.mbrgrpdesc.displayname = :seen_displayname
    AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- the ledger: a new entry
INSERT INTO syncer.xsyncsegment (segment_id, mbrgrp_id, mbrgrpname, content, counters, digest, lifecycle, is_held,
    is_protected, run_id)
VALUES (:segment_id, :mbrgrp_id, :mbrgrpname, :content, :counters, :digest, :lifecycle, :is_held, :is_protected,
    :run_id)

-- the ledger: an entry again
UPDATE syncer.xsyncsegment
SET segment_id=:segment_id, mbrgrp_id=:mbrgrp_id, mbrgrpname=:mbrgrpname, content=:content, counters=:counters,
    digest=:digest, lifecycle=:lifecycle, is_held=:is_held, is_protected=:is_protected, run_id=:run_id
WHERE syncer.xsyncsegment.segment_id = :seen_id

-- the ledger: forget
DELETE FROM syncer.xsyncsegment
WHERE syncer.xsyncsegment.segment_id = :seen_id

-- a delete: nobody adds a member meanwhile, 1
UPDATE wcs.member
SET optcounter = optcounter
WHERE member_id = :id

-- a delete: nobody adds a member meanwhile, 2
UPDATE wcs.mbrgrp
SET optcounter = optcounter
WHERE mbrgrp_id = :id

-- a create: its MEMBER row
INSERT INTO wcs.member (member_id, type, state, optcounter) VALUES (:member_id, :type, :state, :optcounter)

-- a create: the group
INSERT INTO wcs.mbrgrp (mbrgrp_id, owner_id, mbrgrpname, lastupdate, lastupdatedby, allowexport, exportall, optcounter) VALUES (:mbrgrp_id, :owner_id, :mbrgrpname, CURRENT_TIMESTAMP, :lastupdatedby, :allowexport, :exportall, :optcounter)

-- a create: the group, on version 7
INSERT INTO wcs.mbrgrp (mbrgrp_id, owner_id, mbrgrpname, lastupdate, lastupdatedby, optcounter) VALUES (:mbrgrp_id, :owner_id, :mbrgrpname, CURRENT_TIMESTAMP, :lastupdatedby, :optcounter)

-- a create or an activation: the usage
INSERT INTO wcs.mbrgrpusg (mbrgrptype_id, mbrgrp_id, optcounter) VALUES (:mbrgrptype_id, :mbrgrp_id, :optcounter)

-- a text that was missing
INSERT INTO wcs.mbrgrpdesc (mbrgrp_id, language_id, displayname, description, optcounter) VALUES (:mbrgrp_id, :language_id, :displayname, :description, :optcounter)

-- a create: the compiled condition
INSERT INTO wcs.mbrgrpcond (mbrgrp_id, conditions, field1, field2, optcounter) VALUES (:mbrgrp_id, :conditions, :field1, :field2, :optcounter)

-- a create: the top element
INSERT INTO wcs.mgpcondele (mgpcondele_id, mbrgrp_id, name, type, parent, negate, optcounter) VALUES (:mgpcondele_id, :mbrgrp_id, :name, :type, :parent, :negate, :optcounter)

-- an update: the group
UPDATE wcs.mbrgrp SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, optcounter=:optcounter WHERE wcs.mbrgrp.mbrgrp_id = :seen_id AND wcs.mbrgrp.optcounter = :seen_counter AND wcs.mbrgrp.mbrgrpname = :seen_name AND wcs.mbrgrp.allowexport = :seen_allowexport AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: both flags
UPDATE wcs.mbrgrp SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, allowexport=:allowexport, exportall=:exportall, optcounter=:optcounter WHERE wcs.mbrgrp.mbrgrp_id = :seen_id AND wcs.mbrgrp.optcounter = :seen_counter AND wcs.mbrgrp.mbrgrpname = :seen_name AND wcs.mbrgrp.allowexport = :seen_allowexport AND wcs.mbrgrp.exportall = :seen_exportall

-- an update: the group, its counter NULL
UPDATE wcs.mbrgrp SET lastupdate=CURRENT_TIMESTAMP, lastupdatedby=:lastupdatedby, optcounter=:optcounter WHERE wcs.mbrgrp.mbrgrp_id = :seen_id AND wcs.mbrgrp.optcounter IS NULL AND wcs.mbrgrp.mbrgrpname = :seen_name

-- an update: a description
UPDATE wcs.mbrgrpdesc SET description=:description, optcounter=:optcounter WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id AND wcs.mbrgrpdesc.language_id = :seen_language AND wcs.mbrgrpdesc.optcounter = :seen_counter AND wcs.mbrgrpdesc.displayname = :seen_displayname AND wcs.mbrgrpdesc.description = :seen_description

-- an update: a description that was empty
UPDATE wcs.mbrgrpdesc SET description=:description, optcounter=:optcounter WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id AND wcs.mbrgrpdesc.language_id = :seen_language AND wcs.mbrgrpdesc.optcounter = :seen_counter AND wcs.mbrgrpdesc.displayname = :seen_displayname AND (wcs.mbrgrpdesc.description IS NULL OR wcs.mbrgrpdesc.description = :description_1)

-- an update: a display name, its counter NULL
UPDATE wcs.mbrgrpdesc SET displayname=:displayname, optcounter=:optcounter WHERE wcs.mbrgrpdesc.mbrgrp_id = :seen_id AND wcs.mbrgrpdesc.language_id = :seen_language AND wcs.mbrgrpdesc.optcounter IS NULL AND wcs.mbrgrpdesc.displayname = :seen_displayname AND wcs.mbrgrpdesc.description = :seen_description

-- the ledger: a new entry
INSERT INTO syncer.xsyncsegment (segment_id, mbrgrp_id, mbrgrpname, content, counters, digest, lifecycle, is_held, is_protected, run_id) VALUES (:segment_id, :mbrgrp_id, :mbrgrpname, :content, :counters, :digest, :lifecycle, :is_held, :is_protected, :run_id)

-- the ledger: an entry again
UPDATE syncer.xsyncsegment SET segment_id=:segment_id, mbrgrp_id=:mbrgrp_id, mbrgrpname=:mbrgrpname, content=:content, counters=:counters, digest=:digest, lifecycle=:lifecycle, is_held=:is_held, is_protected=:is_protected, run_id=:run_id WHERE syncer.xsyncsegment.segment_id = :seen_id

-- the ledger: forget
DELETE FROM syncer.xsyncsegment WHERE syncer.xsyncsegment.segment_id = :seen_id

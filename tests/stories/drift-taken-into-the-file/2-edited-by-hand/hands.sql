UPDATE mbrgrp SET lastupdatedby = 's.okafor', lastupdate = '2026-05-04 10:00:00', optcounter = optcounter + 1
WHERE mbrgrpname = 'Gold members';
UPDATE mbrgrpdesc SET description = 'Edited in the Marketing tool.', optcounter = optcounter + 1
WHERE mbrgrp_id = (SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Gold members');

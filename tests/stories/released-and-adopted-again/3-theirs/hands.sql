UPDATE mbrgrpdesc SET description = 'Looked after by hand.', optcounter = 1
WHERE mbrgrp_id = (SELECT mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Gold members');

INSERT INTO mbrgrpmbr (member_id, mbrgrp_id)
SELECT (SELECT min(member_id) FROM member WHERE type LIKE 'U%'), mbrgrp_id FROM mbrgrp WHERE mbrgrpname = 'Gold members';

UPDATE mbrgrp SET mbrgrpname = 'Gala guests' WHERE mbrgrpname = 'VIP shoppers';

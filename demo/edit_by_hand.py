"""What somebody does who changes a segment in the Marketing tool, as the two rows that it writes."""

import sqlite3
import sys

NAME = "Gold loyalty members"
STORE = "Aurora"
TEXT = "Gold tier. Please use the new Gold Plus segment for vouchers! (Jo, 3 March)"

FIND = """
SELECT g.mbrgrp_id FROM mbrgrp g JOIN storeent s ON s.member_id = g.owner_id
WHERE g.mbrgrpname = ? AND s.identifier = ?
"""
EDIT_TEXT = """
UPDATE mbrgrpdesc SET description = ?, optcounter = optcounter + 1
WHERE mbrgrp_id = ? AND language_id = -1
"""
SIGN = """
UPDATE mbrgrp SET lastupdate = CURRENT_TIMESTAMP, lastupdatedby = 'wcsadmin', optcounter = optcounter + 1
WHERE mbrgrp_id = ?
"""


def main(path: str) -> None:
    """Change one description and sign the group with it."""
    database = sqlite3.connect(path)
    with database:
        (segment,) = database.execute(FIND, (NAME, STORE)).fetchone()
        database.execute(EDIT_TEXT, (TEXT, segment))
        database.execute(SIGN, (segment,))
    database.close()
    print(f'wcsadmin wrote a new description of "{NAME}" into {path}')


if __name__ == "__main__":
    main(sys.argv[1])

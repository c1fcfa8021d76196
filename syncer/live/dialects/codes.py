"""What the errors of five drivers mean for us: one table, and how it was learnt.

A code is what the driver gives with an error: a name, a SQLSTATE, a SQLCODE (with its reason behind it), a number of
Oracle. Two characters are a class of SQLSTATEs; where a driver loses the code there are words instead, ``...`` for
what differs. Words are those of an English server: in another language only the connection is said to have failed.

``python -m tests.faults.errors --table`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from syncer.live.dialects.dialect import Trouble

RETRY, BUSY, SLOW, CONFLICT = Trouble.RETRY, Trouble.BUSY, Trouble.SLOW, Trouble.CONFLICT
DENIED, GONE, FULL, WRONG, OURS = Trouble.DENIED, Trouble.GONE, Trouble.FULL, Trouble.WRONG, Trouble.OURS

PROVOKED = "provoked by tests/live/codes"
SQLITE_H = "sqlite3.h of SQLite 3.40"
ERRCODES = "errcodes.txt of PostgreSQL 15"
DERBY_JAR = "org/apache/derby/loc/m*_en.properties in derby.jar 10.14"
CLIDRIVER = "msg/en_US.iso88591/db2sqlh.mo of IBM's clidriver 12.1"
CLIDRIVER_CLI = "msg/en_US.iso88591/db2clih.mo of IBM's clidriver 12.1"
IBM_DB = "ibm_db.c of ibm_db 3.3"
ORACLEDB = "errors.py of oracledb 26.1"
ORACLEDB_DOCS = "doc/src/user_guide of python-oracledb"
ORACLEDB_TESTS = "tests/test_1600_dml_returning.py of python-oracledb"
HELP = "https://docs.oracle.com/en/error-help/db/"
SHORT_HELP = "https://docs.oracle.com/error-help/db/"
OLD_HELP = "https://docs.oracle.com/cd/A58617_01/server.804/a58312/"


class Code(NamedTuple):
    """One error of one driver."""

    engine: str
    code: str
    trouble: Trouble
    what: str
    source: str


CODES = (
    Code("sqlite", "SQLITE_BUSY", BUSY, "somebody else has the file", PROVOKED),
    Code("sqlite", "SQLITE_LOCKED", BUSY, "another connection has the table", PROVOKED),
    Code("sqlite", "SQLITE_PROTOCOL", BUSY, "the locks of the file were not to be had", SQLITE_H),
    Code("sqlite", "SQLITE_INTERRUPT", SLOW, "ended by us, after its time", PROVOKED),
    Code("sqlite", "SQLITE_CONSTRAINT", CONFLICT, "a key, a reference, a NULL or a check", PROVOKED),
    Code("sqlite", "SQLITE_READONLY", DENIED, "the file may only be read", PROVOKED),
    Code("sqlite", "SQLITE_PERM", DENIED, "access to the file is denied", SQLITE_H),
    Code("sqlite", "SQLITE_CANTOPEN", DENIED, "the file cannot be opened", PROVOKED),
    Code("sqlite", "SQLITE_NOTADB", WRONG, "the file is no database", PROVOKED),
    Code("sqlite", "SQLITE_CORRUPT", WRONG, "the file is damaged", PROVOKED),
    Code("sqlite", "SQLITE_IOERR", GONE, "the device failed", SQLITE_H),
    Code("sqlite", "SQLITE_FULL", FULL, "no room for another page", PROVOKED),
    Code("sqlite", "SQLITE_TOOBIG", OURS, "a value longer than SQLite takes", PROVOKED),
    Code("sqlite", "SQLITE_AUTH", OURS, "the gate stopped it", PROVOKED),
    Code("sqlite", "SQLITE_MISUSE", OURS, "the library was used as it cannot be", SQLITE_H),
    Code("sqlite", "no such table...", WRONG, "a table is not there", PROVOKED),
    Code("sqlite", "no such column...", WRONG, "a column is not there", PROVOKED),
    Code("sqlite", "unknown database...", WRONG, "a schema, and SQLite has none", PROVOKED),
    #
    Code("postgresql", "40001", RETRY, "a row changed since this transaction looked", PROVOKED),
    Code("postgresql", "40P01", RETRY, "the victim of a deadlock", PROVOKED),
    Code("postgresql", "40003", GONE, "nobody knows whether the statement was completed", ERRCODES),
    Code("postgresql", "55P03", BUSY, "the lock was not to be had in time", PROVOKED),
    Code("postgresql", "55006", BUSY, "an object is in use", PROVOKED),
    Code("postgresql", "57014", SLOW, "the statement took longer than it may", PROVOKED),
    Code("postgresql", "23", CONFLICT, "a key, a reference, a NULL or a check", PROVOKED),
    Code("postgresql", "22", OURS, "a value that does not fit", PROVOKED),
    Code("postgresql", "42501", DENIED, "a right is missing", PROVOKED),
    Code("postgresql", "25006", DENIED, "the session may only read", PROVOKED),
    Code("postgresql", "28", DENIED, "the login is not taken", ERRCODES),
    Code("postgresql", "password authentication failed", DENIED, "a wrong password", PROVOKED),
    Code("postgresql", 'role "..." does not exist', DENIED, "a login that is not known", PROVOKED),
    Code("postgresql", 'role "..." is not permitted to log in', DENIED, "a role that is no login", PROVOKED),
    Code("postgresql", "no pg_hba.conf entry", DENIED, "not from this host", PROVOKED),
    Code("postgresql", 'permission denied for database "..."', DENIED, "the login may not connect to it", PROVOKED),
    Code("postgresql", 'database "..." does not exist', WRONG, "a database that is not there", PROVOKED),
    Code("postgresql", "3D000", WRONG, "a database that is not there", ERRCODES),
    Code("postgresql", "3F000", WRONG, "a schema that is not there", PROVOKED),
    Code("postgresql", "42P01", WRONG, "a table is not there", PROVOKED),
    Code("postgresql", "42703", WRONG, "a column is not there", PROVOKED),
    Code("postgresql", "XX001", WRONG, "the data is damaged", ERRCODES),
    Code("postgresql", "XX002", WRONG, "an index is damaged", ERRCODES),
    Code("postgresql", "53", BUSY, "short of something", ERRCODES),
    Code("postgresql", "53300", BUSY, "too many connections", ERRCODES),
    Code("postgresql", 'too many connections for role "..."', BUSY, "as many connections as the role may", PROVOKED),
    Code("postgresql", "too many clients already", BUSY, "as many connections as the server takes", PROVOKED),
    Code("postgresql", "connection slots are reserved", BUSY, "as many as it takes of ordinary logins", PROVOKED),
    Code("postgresql", "53100", FULL, "the disk is full", ERRCODES),
    Code("postgresql", "58030", GONE, "the device failed", ERRCODES),
    Code("postgresql", "25P03", GONE, "ended by the server: it stood still in a transaction", PROVOKED),
    Code("postgresql", "57P01", GONE, "ended by an administrator", PROVOKED),
    Code("postgresql", "57", GONE, "ended, or not begun, by an operator", ERRCODES),
    Code("postgresql", "08", GONE, "the connection failed", ERRCODES),
    Code("postgresql", "no SQLSTATE", GONE, "nobody listens, or the connection broke", PROVOKED),
    Code("postgresql", "25P02", OURS, "a statement after one that failed", PROVOKED),
    Code("postgresql", "42601", OURS, "a syntax error", PROVOKED),
    #
    Code("derby", "40001", RETRY, "the victim of a deadlock", PROVOKED),
    Code("derby", "40XL1", BUSY, "the lock was not to be had in time", PROVOKED),
    Code("derby", "40XL2", BUSY, "a lock that this session holds itself", DERBY_JAR),
    Code("derby", "XSDB6", BUSY, "another JVM has booted the database", PROVOKED),
    Code("derby", "XJ040", BUSY, "the database cannot be started", DERBY_JAR),
    Code("derby", "XCL52", SLOW, "the statement took longer than it may", PROVOKED),
    Code("derby", "23", CONFLICT, "a key, a reference, a NULL or a check", PROVOKED),
    Code("derby", "25502", DENIED, "the connection may only read", PROVOKED),
    Code("derby", "25503", DENIED, "the connection may only read, and no table be made", PROVOKED),
    Code("derby", "42500", DENIED, "a right on a table is missing", PROVOKED),
    Code("derby", "42502", DENIED, "a right on a column is missing", PROVOKED),
    Code("derby", "42507", DENIED, "the schema is somebody else's", DERBY_JAR),
    Code("derby", "08004", DENIED, "the login is not taken", PROVOKED),
    Code("derby", "XBM06", DENIED, "an encrypted database, without its password", DERBY_JAR),
    Code("derby", "XSDFB", DENIED, "the database may only be read", DERBY_JAR),
    Code("derby", "XJ004", WRONG, "a database that is not there", PROVOKED),
    Code("derby", "42X05", WRONG, "a table is not there", PROVOKED),
    Code("derby", "42X04", WRONG, "a column is not there", PROVOKED),
    Code("derby", "42X14", WRONG, "a column to write is not there", PROVOKED),
    Code("derby", "42Y07", WRONG, "a schema that is not there", PROVOKED),
    Code("derby", "XSDG2", WRONG, "a page is damaged", DERBY_JAR),
    Code("derby", "XSLAN", WRONG, "made by a newer version of Derby", DERBY_JAR),
    Code("derby", "08", GONE, "the connection failed, or is closed", PROVOKED),
    Code("derby", "58", GONE, "client and server do not understand each other", DERBY_JAR),
    Code("derby", "XJ015", GONE, "Derby was shut down", DERBY_JAR),
    Code("derby", "XSDG0", GONE, "a page could not be read", DERBY_JAR),
    Code("derby", "XSDG1", GONE, "a page could not be written", DERBY_JAR),
    Code("derby", "XSLA4", GONE, "the log could not be written: its disk may be full", DERBY_JAR),
    Code("derby", "22", OURS, "a value that does not fit", PROVOKED),
    Code("derby", "42X01", OURS, "a syntax error", PROVOKED),
    #
    Code("db2", "-911 2", RETRY, "the victim of a deadlock", CLIDRIVER),
    Code("db2", "-911", RETRY, "rolled back for a deadlock of another kind", CLIDRIVER),
    Code("db2", "-911 68", BUSY, "the lock was not to be had in time", CLIDRIVER),
    Code("db2", "-913 2", RETRY, "a deadlock, in a part of a distributed transaction", CLIDRIVER),
    Code("db2", "-913", BUSY, "a lock, or another wait, took too long", CLIDRIVER),
    Code("db2", "-912", BUSY, "the list of locks is full", CLIDRIVER),
    Code("db2", "-904", BUSY, "a resource cannot be had", CLIDRIVER),
    Code("db2", "-1035", BUSY, "somebody else has the database for himself", CLIDRIVER),
    Code("db2", "-1040", BUSY, "as many applications as the database takes", CLIDRIVER),
    Code("db2", "-1226", BUSY, "as many connections as the server takes", CLIDRIVER),
    Code("db2", "-952", SLOW, "the statement took longer than it may", CLIDRIVER),
    Code("db2", "-803", CONFLICT, "a key is there already", CLIDRIVER),
    Code("db2", "-530", CONFLICT, "what a row refers to is not there", CLIDRIVER),
    Code("db2", "-532", CONFLICT, "something refers to the row", CLIDRIVER),
    Code("db2", "-407", CONFLICT, "a NULL where none may be", CLIDRIVER),
    Code("db2", "-545", CONFLICT, "a check failed", CLIDRIVER),
    Code("db2", "-551", DENIED, "a right is missing", CLIDRIVER),
    Code("db2", "-552", DENIED, "a right to do it is missing", CLIDRIVER),
    Code("db2", "-286", DENIED, "no table space with pages that are large enough, or no right to it", CLIDRIVER),
    Code("db2", "-1060", DENIED, "the login may not connect", CLIDRIVER),
    Code("db2", "-1403", DENIED, "a wrong user or password", CLIDRIVER),
    Code("db2", "-30082", DENIED, "the login is not taken", CLIDRIVER),
    Code("db2", "-20157", DENIED, "the database is quiesced", CLIDRIVER),
    Code("db2", "-1773", DENIED, "a standby may only be read", CLIDRIVER),
    Code("db2", "-204", WRONG, "a table is not there", CLIDRIVER),
    Code("db2", "-206", WRONG, "a column is not there", CLIDRIVER),
    Code("db2", "-1013", WRONG, "a database that is not there", CLIDRIVER),
    Code("db2", "-30061", WRONG, "a database that the server does not know", CLIDRIVER),
    Code("db2", "-1015", WRONG, "the database has to be restarted or restored", CLIDRIVER),
    Code("db2", "-668", WRONG, "the table waits for a reorganisation or a check", CLIDRIVER),
    Code("db2", "-289", FULL, "the table space is full", CLIDRIVER),
    Code("db2", "-964", FULL, "the log is full", CLIDRIVER),
    Code("db2", "-968", FULL, "the file system is full", CLIDRIVER),
    Code("db2", "-30081", GONE, "nobody listens, or the connection broke", PROVOKED),
    Code("db2", "-30108", GONE, "the connection moved to another server", CLIDRIVER),
    Code("db2", "-30020", GONE, "client and server do not understand each other", CLIDRIVER),
    Code("db2", "-1024", GONE, "there is no connection", CLIDRIVER),
    Code("db2", "-1032", GONE, "the server is not started", CLIDRIVER),
    Code("db2", "-1034", GONE, "the database was damaged, and all were sent away", CLIDRIVER),
    Code("db2", "-1036", GONE, "the device failed", CLIDRIVER),
    Code("db2", "-1224", GONE, "ended by the server or an administrator", CLIDRIVER),
    Code("db2", "-1229", GONE, "rolled back, as a part of the server failed", CLIDRIVER),
    Code("db2", "-902", GONE, "the server failed", CLIDRIVER),
    Code("db2", "CLI0106E", GONE, "the connection is closed", PROVOKED),
    Code("db2", "CLI0107E", GONE, "the connection broke during COMMIT or ROLLBACK", CLIDRIVER_CLI),
    Code("db2", "CLI0108E", GONE, "the connection broke", PROVOKED),
    Code("db2", "Connection is not active", GONE, "the connection is closed", IBM_DB),
    Code("db2", "08", GONE, "the connection failed", CLIDRIVER),
    Code("db2", "40003", GONE, "nobody knows whether the statement was completed", PROVOKED),
    Code("db2", "40", RETRY, "rolled back", CLIDRIVER),
    Code("db2", "23", CONFLICT, "a key, a reference, a NULL or a check", CLIDRIVER),
    Code("db2", "28", DENIED, "the login is not taken", CLIDRIVER),
    Code("db2", "-433", OURS, "a value that is too long", CLIDRIVER),
    Code("db2", "-302", OURS, "a value that does not fit", CLIDRIVER),
    Code("db2", "-104", OURS, "a syntax error", CLIDRIVER),
    #
    Code("oracle", "ORA-00060", RETRY, "the victim of a deadlock", "https://support.oracle.com, document 62365.1"),
    Code("oracle", "ORA-08177", RETRY, "a row changed since this transaction looked", f"{HELP}oci-08177"),
    Code("oracle", "ORA-04020", RETRY, "a deadlock over an object", f"{HELP}oci-04020"),
    Code("oracle", "ORA-01555", RETRY, "what it looked at is kept no longer", f"{HELP}ora-01555"),
    Code("oracle", "ORA-00054", BUSY, "somebody holds the lock", f"{HELP}oci-00054"),
    Code("oracle", "ORA-30006", BUSY, "the lock was not to be had in time", f"{HELP}oci-30006"),
    Code("oracle", "ORA-04021", BUSY, "an object was not to be had in time", f"{HELP}oci-04021"),
    Code("oracle", "ORA-00018", BUSY, "as many sessions as the server takes", f"{HELP}ora-00018"),
    Code("oracle", "ORA-00020", BUSY, "as many processes as the server takes", f"{HELP}ora-00020"),
    Code("oracle", "DPY-4024", SLOW, "the call took longer than it may", ORACLEDB),
    Code("oracle", "ORA-01013", SLOW, "cancelled", ORACLEDB),
    Code("oracle", "ORA-00001", CONFLICT, "a key is there already", ORACLEDB),
    Code("oracle", "ORA-01400", CONFLICT, "a NULL where none may be", ORACLEDB),
    Code("oracle", "ORA-02290", CONFLICT, "a check failed", ORACLEDB),
    Code("oracle", "ORA-02291", CONFLICT, "what a row refers to is not there", ORACLEDB),
    Code("oracle", "ORA-02292", CONFLICT, "something refers to the row", ORACLEDB),
    Code("oracle", "ORA-01017", DENIED, "a wrong user or password", ORACLEDB_DOCS),
    Code("oracle", "ORA-01031", DENIED, "a right is missing", "`oerr ora 01031`, Oracle's own program"),
    Code("oracle", "ORA-01035", DENIED, "the database is for administrators now", f"{HELP}ora-01035"),
    Code("oracle", "ORA-01950", DENIED, "no right to room in the tablespace", f"{SHORT_HELP}ora-01950"),
    Code("oracle", "ORA-01536", DENIED, "the quota in the tablespace is used up", f"{SHORT_HELP}ora-01536"),
    Code("oracle", "ORA-28000", DENIED, "the account is locked", f"{HELP}ora-28000"),
    Code("oracle", "ORA-28001", DENIED, "the password has expired", f"{OLD_HELP}newch296.htm"),
    Code("oracle", "ORA-16000", DENIED, "the database may only be read", f"{OLD_HELP}newch263.htm"),
    Code("oracle", "DPY-4000", DENIED, "a name that tnsnames.ora does not have", ORACLEDB),
    Code("oracle", "DPY-4001", DENIED, "no user or password", ORACLEDB),
    Code("oracle", "DPY-4017", DENIED, "a connect descriptor without sense", ORACLEDB),
    Code("oracle", "DPY-4018", DENIED, "a connect string without sense", ORACLEDB),
    Code("oracle", "DPY-4026", DENIED, "a file of the configuration is not there", ORACLEDB),
    Code("oracle", "DPY-4027", DENIED, "no folder of the configuration", ORACLEDB),
    Code("oracle", "ORA-00942", WRONG, "a table is not there, or may not be seen", f"{HELP}ora-00942"),
    Code("oracle", "ORA-00904", WRONG, "a column is not there", f"{HELP}ora-00904"),
    Code("oracle", "ORA-01652", FULL, "no room for sorting", f"{HELP}ora-01652"),
    Code("oracle", "ORA-01653", FULL, "no room for rows", f"{HELP}ora-01653"),
    Code("oracle", "ORA-01654", FULL, "no room for an index", f"{HELP}oci-01654"),
    Code("oracle", "DPY-4011", GONE, "the connection broke", ORACLEDB),
    Code("oracle", "DPY-1001", GONE, "the connection is closed", ORACLEDB),
    Code("oracle", "DPY-6005", GONE, "nobody listens", PROVOKED),
    Code("oracle", "DPY-6", GONE, "the connection could not be made", ORACLEDB),
    Code("oracle", "DPY-6000", GONE, "the listener refused", ORACLEDB),
    Code("oracle", "DPY-6001", GONE, "the listener does not know the service", ORACLEDB),
    Code("oracle", "DPY-6003", GONE, "the listener does not know the SID", ORACLEDB),
    Code("oracle", "ORA-01033", GONE, "the server starts or stops", ORACLEDB),
    Code("oracle", "ORA-01034", GONE, "the server is not started", ORACLEDB),
    Code("oracle", "ORA-01090", GONE, "the server stops", ORACLEDB),
    Code("oracle", "ORA-12571", GONE, "the connection broke while writing", ORACLEDB),
    Code("oracle", "ORA-01115", GONE, "the device failed", ORACLEDB),
    Code("oracle", "ORA-12899", OURS, "a value that is too long", ORACLEDB_TESTS),
    Code("oracle", "ORA-01438", OURS, "a number that is too large", ORACLEDB),
)
"""Every error that means something to us. Of two that fit, the more exact one counts."""

_TROUBLES: Mapping[tuple[str, str], Trouble] = {(one.engine, one.code): one.trouble for one in CODES}
_WORDS = tuple((one.engine, one.code.split("..."), one.trouble) for one in CODES if " " in one.code)


def meaning(engine: str, codes: Iterable[str], text: str = "") -> Trouble:
    """What the first of some codes means that is in the table, else the words of a text, else that it is our fault."""
    for code in codes:
        if (engine, code) in _TROUBLES:
            return _TROUBLES[engine, code]
    return next((trouble for name, parts, trouble in _WORDS if name == engine and _says(text, parts)), OURS)


def _says(text: str, parts: Iterable[str]) -> bool:
    """Whether the parts are in a text, in their order."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True

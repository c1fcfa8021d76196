"""The floor under apply: rows that are known already go into a database in one transaction, with no layer between."""

import marshal
import sqlite3
import sys

rows, database = sys.argv[1:]
with open(rows, "rb") as file:
    batches = marshal.load(file)
connection = sqlite3.connect(database, isolation_level=None)
connection.execute("PRAGMA foreign_keys = ON")
connection.execute("PRAGMA synchronous = FULL")
connection.execute("BEGIN IMMEDIATE")
for statement, parameters in batches:
    connection.executemany(statement, parameters)
connection.execute("COMMIT")
connection.close()

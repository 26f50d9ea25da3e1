# aim: keeps its losses in a small database beside the notebook
# answers: right
# score: 17
# prints: rows [(0, 1.5), (1, 0.5)]
import sqlite3
from contextlib import closing

with closing(sqlite3.connect("losses.db")) as database, database:
    database.execute("CREATE TABLE losses (step INTEGER, loss REAL)")
    database.executemany("INSERT INTO losses VALUES (?, ?)", [(0, 1.5), (1, 0.5)])
with closing(sqlite3.connect("losses.db")) as database:
    print("rows", database.execute("SELECT * FROM losses ORDER BY step").fetchall())

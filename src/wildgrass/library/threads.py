"""Which items belong around an item: what it answers, what its author went on to say, and the replies."""

import sqlite3
from typing import Final

from wildgrass.library.rows import CONVERSATION_KINDS

MESSAGES_AROUND: Final = 20
_ANCESTORS_MAX: Final = 1_000
_THREAD_MAX: Final = 10_000

_PARENT = """SELECT parent.no FROM items JOIN items AS parent ON parent.id = items.in_reply_to
    WHERE items.no = ? AND parent.withheld = 0"""
# The author's own replies carry the thread on; the replies of others stand one deep.
_FOLLOWING = """WITH RECURSIVE own (no, id, author) AS (
        SELECT no, id, author FROM items WHERE no = ?1
        UNION SELECT items.no, items.id, items.author FROM own JOIN items ON items.in_reply_to = own.id
            WHERE items.author = own.author AND items.withheld = 0 LIMIT ?2)
    SELECT no FROM items WHERE no <> ?1 AND withheld = 0 AND (
        no IN (SELECT no FROM own) OR in_reply_to = (SELECT id FROM items WHERE no = ?1))
    ORDER BY published IS NULL, published, id LIMIT ?2"""
_BEFORE = """SELECT no FROM items WHERE thread = ? AND withheld = 0 AND kind IN ({kinds})
    AND (published, id) < (?, ?) ORDER BY published DESC, id DESC LIMIT ?"""
_AFTER = """SELECT no FROM items WHERE thread = ? AND withheld = 0 AND kind IN ({kinds})
    AND (published, id) > (?, ?) ORDER BY published, id LIMIT ?"""
_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(CONVERSATION_KINDS))


def around(connection: sqlite3.Connection, number: int) -> list[int]:
    """Return the numbers of an item's thread in reading order, the item among them.

    For a message: up to 20 messages before and after it. For anything else: its ancestors as far as the
    archive holds them, then the item, then the author's own continuation and the direct replies by time.
    """
    kind, thread, published, item_id = connection.execute(
        "SELECT kind, thread, published, id FROM items WHERE no = ?", (number,)
    ).fetchone()
    if kind in CONVERSATION_KINDS and thread is not None and published is not None:
        place = (thread, published, item_id, MESSAGES_AROUND)
        before = [row[0] for row in connection.execute(_BEFORE.format(kinds=_KINDS), place)]
        after = [row[0] for row in connection.execute(_AFTER.format(kinds=_KINDS), place)]
        return [*reversed(before), number, *after]
    ancestors = _ancestors(connection, number)
    following = connection.execute(_FOLLOWING, (number, _THREAD_MAX))
    return [*ancestors, number, *(row[0] for row in following if row[0] not in ancestors)]


def _ancestors(connection: sqlite3.Connection, number: int) -> list[int]:
    """Return what the item answers, oldest first; a circle of replies ends where it closes."""
    chain = [number]
    while len(chain) <= _ANCESTORS_MAX:
        row = connection.execute(_PARENT, (chain[-1],)).fetchone()
        if row is None or row[0] in chain:
            break
        chain.append(row[0])
    return chain[:0:-1]

"""What the site has: languages, stores and their owners, kinds of groups, a propagation of its own."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select

from syncer.live.examine.ask import Patient
from syncer.live.propagation import GROUP_TABLES, read_signs
from syncer.live.tables import STAGING_LISTS, language, mbrgrp, mbrgrptype, mbrgrpusg, member, staglog, storeent
from syncer.model.environment import OwnerId, StoreIdentifier
from syncer.model.examination import Languages, Staging, StoreOwner, Stores, Usage
from syncer.model.snapshot import CUSTOMER_SEGMENT


def languages(patient: Patient) -> Languages:
    """The rows of LANGUAGE (reference 3.11)."""
    rows = patient.connection.execute(select(language.c.language_id, language.c.localename))
    found = sorted(((int(number), str(locale).strip()) for number, locale in rows), reverse=True)
    return Languages(tuple(found), patient.environment.default_language)


def stores(patient: Patient) -> Stores:
    """Which organisations own stores, and which own segments (reference 3.12)."""
    rows = patient.connection.execute(select(storeent.c.identifier, storeent.c.member_id, storeent.c.type))
    owned = sorted((str(name), int(owner)) for name, owner, kind in rows if str(kind).strip() == "S")
    counted = (
        select(mbrgrp.c.owner_id, func.count())
        .join(mbrgrpusg, mbrgrpusg.c.mbrgrp_id == mbrgrp.c.mbrgrp_id)
        .where(mbrgrpusg.c.mbrgrptype_id == CUSTOMER_SEGMENT)
        .group_by(mbrgrp.c.owner_id)
    )
    segments = {int(owner): int(count) for owner, count in patient.connection.execute(counted)}
    without_store = sorted(segments.keys() - {owner for _, owner in owned})
    owners = [StoreOwner(name, owner, segments.get(owner, 0)) for name, owner in owned]
    owners += [StoreOwner(None, owner, segments[owner]) for owner in without_store]
    return Stores(tuple(owners), {store: _answers(patient, store, owned) for store in patient.environment.stores})


def _answers(patient: Patient, store: str, owned: list[tuple[str, int]]) -> tuple[int, ...]:
    match patient.environment.stores[store]:
        case StoreIdentifier(identifier):
            return tuple(owner for name, owner in owned if name == identifier)
        case OwnerId(owner_id):
            if abs(owner_id) >= 1 << 63:  # an id is a BIGINT
                return ()
            rows = patient.connection.execute(select(member.c.member_id).where(member.c.member_id == owner_id))
            return tuple(int(row[0]) for row in rows)


def usages(patient: Patient) -> tuple[Usage, ...]:
    """The kinds of groups, and how many groups have each (reference 3.6)."""
    query = (
        select(mbrgrptype.c.mbrgrptype_id, mbrgrptype.c.name, func.count(mbrgrpusg.c.mbrgrp_id))
        .outerjoin(mbrgrpusg, mbrgrpusg.c.mbrgrptype_id == mbrgrptype.c.mbrgrptype_id)
        .group_by(mbrgrptype.c.mbrgrptype_id, mbrgrptype.c.name)
    )
    found = (Usage(int(id), str(name), int(groups)) for id, name, groups in patient.connection.execute(query))
    return tuple(sorted(found, reverse=True))


def staging(patient: Patient) -> Staging:
    """The site's own propagation, and what it has not carried yet (reference 7.2)."""
    names = [str(staglog.name), *(str(one.name) for one in STAGING_LISTS)]
    there = sorted(str(row[0]).strip().lower() for row in patient.system(patient.dialect.system.tables, tables=names))
    signs = read_signs(patient.connection, patient.dialect, patient.environment)
    waiting: defaultdict[str, int] = defaultdict(int)
    if staglog.name in there:
        kinds = (staglog.c.stgtable, staglog.c.stgprocessed)
        for table, processed, count in patient.connection.execute(select(*kinds, func.count()).group_by(*kinds)):
            # 0 may be a number or a text, and CHAR columns come back padded.
            if str(processed).strip() == "0" and table.strip().lower() in GROUP_TABLES:
                waiting[table.strip().lower()] += int(count)
    return Staging(tuple(there), signs, dict(waiting), patient.environment.propagation)

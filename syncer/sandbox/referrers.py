"""The vendor's tables that refer to segments (reference, section 8) and those of its staging tools (section 7.2)."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, BigInteger, Double, Integer, MetaData, SmallInteger, String, Table

from syncer.sandbox.columns import (
    KEY_IS_GIVEN,
    cascade,
    counter,
    free_fields,
    index,
    key,
    named,
    needed,
    optional,
    unique,
)


def add_referrers(metadata: MetaData, *, nullable_counter: bool) -> None:
    """Marketing, promotions, price rules, contracts and folders. Most name a segment by its id as text."""
    _add_marketing(metadata)
    _add_promotions(metadata)
    _add_price_rules(metadata)
    Table(
        named("participnt"),
        metadata,
        key("participnt_id", BigInteger),
        optional("member_id", BigInteger, cascade("member.member_id")),  # its action is cut in the manual
        needed("partrole_id", Integer),
        optional("trading_id", BigInteger),
        optional("termcond_id", BigInteger),
        optional("information", String(4000)),
        optional("timecreated", TIMESTAMP),
        optional("timeupdated", TIMESTAMP),
        counter(nullable=nullable_counter),
        unique("i0000184", "member_id", "partrole_id", "trading_id", "termcond_id"),
    )
    # Three columns are known by name; their types and the name of the key are guesses.
    Table(
        named("folderitem"),
        metadata,
        key("folderitem_id", BigInteger),
        needed("folder_id", BigInteger),
        needed("folderitemtype", String(64)),
        needed("reference_id", BigInteger),
    )


def _add_marketing(metadata: MetaData) -> None:
    Table(
        named("dmelement"),
        metadata,
        key("dmelement_id", Integer),
        needed("name", String(64)),
        needed("dmeletemplate_id", Integer),
        needed("dmactivity_id", Integer),
        optional("related_id", Integer),
        optional("priority", SmallInteger),
        optional("parent", String(64)),
        optional("sequence", Double),
        *free_fields(1, 2, 3, 4),
        counter(),
        **KEY_IS_GIVEN,
    )
    Table(
        named("dmelementnvp"),
        metadata,
        key("dmelement_id", Integer, cascade("dmelement.dmelement_id", "f_3532")),
        key("name", String(254)),
        key("value", String(254)),
        needed("triggermatch", SmallInteger, default="0"),
        optional("properties", String(254)),
        optional("sequence", Double),
        counter(),
        index("i0001194", "name", "value"),
    )


def _add_promotions(metadata: MetaData) -> None:
    Table(
        named("px_element"),
        metadata,
        key("px_element_id", BigInteger),
        needed("px_promotion_id", Integer),  # its parent, PX_PROMOTION (F_3546), is not among our tables
        needed("name", String(254)),
        needed("type", String(254)),
        optional("subtype", String(254)),
        optional("parent", String(254)),
        needed("sequence", Double, default="0"),
        counter(),
        unique("i0001201", "px_promotion_id", "name"),
    )
    Table(
        named("px_elementnvp"),
        metadata,
        key("px_elementnvp_id", BigInteger),
        needed("px_element_id", BigInteger, cascade("px_element.px_element_id", "f_3547")),
        needed("name", String(254)),
        needed("value", String(254)),
        counter(),
        unique("i0001197", "px_element_id", "name", "value"),
    )


def _add_price_rules(metadata: MetaData) -> None:
    Table(
        named("prelement"),
        metadata,
        key("prelement_id", BigInteger),
        needed("identifier", String(64)),
        optional("description", String(254)),
        needed("preletemplate_id", BigInteger),
        needed("pricerule_id", BigInteger),
        optional("parent", String(64)),
        needed("sequence", Double),
        *free_fields(1, 2, 3),
        counter(),
        unique("i0001345", "identifier", "pricerule_id"),
    )
    Table(
        named("prelementattr"),
        metadata,
        key("prelement_id", BigInteger, cascade("prelement.prelement_id", "f_3635")),
        key("name", String(64)),
        key("value", String(254)),
        optional("properties", String(254)),
        optional("sequence", Double),
        counter(),
        index("i0001348", "name", "value"),
    )


def add_staging_tables(metadata: MetaData) -> None:
    """STAGLOG and the lists of staged tables; they are empty in a site that does not stage."""
    # The manual cuts the key values of STAGLOG, and the types of STGPROCESSED and of the lists.
    Table(
        named("staglog"),
        metadata,
        key("stgrfnbr", BigInteger),
        needed("stgstmp", TIMESTAMP),
        needed("stgtable", CHAR(30)),
        needed("stgop", CHAR(1)),
        optional("stgmenbrname", CHAR(32)),
        optional("stgmenbr", Integer),
        optional("stgpkeyname", CHAR(32)),
        optional("stgpkey", BigInteger),
        *(optional(f"stgkey{number}name", CHAR(32)) for number in range(1, 6)),
        needed("stgprocessed", Integer, default="0"),
    )
    for name in ("stgmertab", "stgsitetab", "stgmrsttab"):
        Table(named(name), metadata, key("tabname", String(30)), needed("tabnbr", Integer))

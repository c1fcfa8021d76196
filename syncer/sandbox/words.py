"""Words that invented segments are made of: one from each list makes a name, and no two names are the same."""

from __future__ import annotations

from typing import NamedTuple

LEADS = (
    *("Gold", "Silver", "Bronze", "Platinum", "Basic", "B2B", "App", "Web", "Outlet", "Student", "Family", "Senior"),
    *("Lapsed", "New", "Returning", "Frequent", "Occasional", "Weekend", "Export", "Wholesale", "Trial", "Premium"),
    *("Dormant", "Seasonal"),
)

AUDIENCES = (
    *("loyalty members", "newsletter readers", "gift card buyers", "coupon users", "catalog readers", "resellers"),
    *("garden owners", "pet owners", "cyclists", "runners", "climbers", "skiers", "photographers", "musicians"),
    *("parents", "teachers", "collectors", "early buyers", "late payers", "store visitors", "survey panel"),
    *("warranty holders", "workshop guests", "spare part buyers", "subscription holders"),
)

PLACES = (
    *("Hamburg", "München", "Zürich", "Köln", "Wien", "Paris", "Orléans", "Besançon", "Genève", "Québec", "Montréal"),
    *("London", "Leeds", "Dublin", "Madrid", "Málaga", "A Coruña", "Lisboa", "São Paulo", "Kraków", "Łódź", "Brno"),
    *("Tromsø", "Århus", "東京"),
)

OCCASIONS = (
    *("spring sale", "summer sale", "autumn preview", "winter clearance", "Black Friday", "Christmas", "Easter"),
    *("back to school", "Mother's Day", "Valentine", "birthday month", "welcome offer", "win-back 30 days"),
    *("win-back 90 days", "free shipping", "store opening", "anniversary", "app launch", "members' evening"),
    *("moving house",),
)


class Rhythm(NamedTuple):
    """How often somebody fills a segment, in the languages that are translated to."""

    english: str
    german: str
    french: str
    japanese: str


RHYTHMS = (
    Rhythm("every night", "jede Nacht", "chaque nuit", "毎晩"),
    Rhythm("every hour", "stündlich", "toutes les heures", "毎時"),
    Rhythm("on Mondays", "montags", "le lundi", "毎週月曜日"),
    Rhythm("once a month", "einmal im Monat", "une fois par mois", "毎月"),
)

SYSTEMS = ("crm-export", "consent-platform", "loyalty-platform", "data-warehouse", "till-reports")

TEAMS = ("crm-team", "loyalty-desk", "b2b-sales", "store-marketing", "campaign-office")

"""What rows of the further registers prove: the rules and the conditions of the policy that must find something.

One line a kind of row, by the name under which the builders plant it. Conditions are those of the pack zhangzhou-2016;
of those with an exception after the stroke the row is excused.
"""

from __future__ import annotations

PROOFS: dict[str, tuple[str, ...]] = {
    "dead": ("JZ401", "DEAD"),
    "dead_recently": ("DEAD/RECENT",),
    "dead_as_marked": ("DEAD/MARKED",),
    "dead_and_paid": ("JZ401", "JZ402", "DEAD", "PAID_DEAD"),
    "moved": ("JZ404", "RESIDENCE"),
    "moved_student": ("RESIDENCE/STUDENT",),
    "moved_recently": ("JZ404", "RESIDENCE/RECENT"),
    "moved_as_marked": ("RESIDENCE/MARKED",),
    "struck_off": ("JZ403", "RESIDENCE"),
    "other_sex": ("JZ407",),
    "registered_elsewhere": ("JZ408",),
    "disabled_without_record": ("JZ410", "JZ411", "JZ412"),
    "disability_not_on_roll": ("JZ413",),
    "other_grade": ("JZ414",),
    "pupil_without_record": ("JZ415", "JZ416"),
    "enrolled": ("JZ417",),
    "ill_without_record": ("JZ418",),
    "gravely_ill_without_record": ("JZ418", "JZ419"),
    "employee_medical": ("JZ421", "INSURED"),
    "employee_insurance": ("JZ422", "INSURED"),
    "employee_pension": ("JZ422", "PENSION"),
    "basic_pension": ("PENSION/BASIC_PENSION",),
    "insurance_stopped": ("INSURED/LAPSED",),
    "insurance_flexible": ("INSURED/FLEXIBLE",),
    "insurance_of_post": ("INSURED/POST_PAID",),
    "survivors_pension": ("PENSION/SURVIVOR",),
    "pension_stopped": ("PENSION/BENEFIT_STOPPED",),
    "land_lost": ("PENSION/LAND_LOST",),
    "housing_fund": ("FUND",),
    "housing_fund_sealed": ("FUND/LAPSED",),
    "housing_fund_flexible": ("FUND/FLEXIBLE",),
    "housing_fund_of_post": ("FUND/POST_PAID",),
    "firm": ("BIZ",),
    "firm_without_labour": ("BIZ", "JZ425"),
    "firm_closed": ("BIZ/CLOSED",),
    "small_shop": ("BIZ/SMALL_SHOP",),
    "cooperative": ("BIZ/COOPERATIVE",),
    "cadre": ("CADRE",),
    "cadre_left": ("CADRE/LEFT_OFFICE",),
    "big_machine": ("MACHINE",),
    "small_machine": ("MACHINE/SMALL_MACHINE",),
    "machine_scrapped": ("MACHINE/SCRAPPED",),
    "big_vessel": ("VESSEL",),
    "small_vessel": ("VESSEL/SMALL_BOAT",),
    "vessel_scrapped": ("VESSEL/SCRAPPED",),
    "double_aid": ("JZ426", "DOUBLE_AID"),
    "aid_not_paid": ("DOUBLE_AID/NOT_PAID",),
    "allowance_without_payment": ("JZ427",),
    "allowance_paid": ("JZ428",),
    "nursing_of_the_lightly_disabled": ("JZ431",),
}


def codes_of(kind: str) -> tuple[str, ...]:
    """What must find something in rows of a kind: ``JZ401``, ``CAR``, or ``CAR/SCRAPPED`` where it is excused."""
    return PROOFS[kind] if kind else ()

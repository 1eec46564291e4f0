"""All rules, in the order in which they run and are reported. A new rule is one new file and one line here."""

from __future__ import annotations

from jingzhun.rules.jz101_id_missing import id_missing
from jingzhun.rules.jz102_id_length import id_length
from jingzhun.rules.jz103_id_check_digit import id_check_digit
from jingzhun.rules.jz104_id_birth_impossible import id_birth_impossible
from jingzhun.rules.jz105_id_rounded import id_rounded
from jingzhun.rules.jz106_id_masked import id_masked
from jingzhun.rules.jz107_id_old_format import id_old_format
from jingzhun.rules.jz108_id_placeholder import id_placeholder
from jingzhun.rules.jz109_id_unreadable import id_unreadable
from jingzhun.rules.jz110_id_other_document import id_other_document
from jingzhun.rules.jz111_birth_in_future import birth_in_future
from jingzhun.rules.jz112_age_above_120 import age_above_120
from jingzhun.rules.jz113_sex_against_number import sex_against_number
from jingzhun.rules.jz114_birth_against_number import birth_against_number
from jingzhun.rules.jz115_name_missing import name_missing
from jingzhun.rules.jz116_name_unreadable_character import name_unreadable_character
from jingzhun.rules.jz117_relation_unknown import relation_unknown
from jingzhun.rules.jz118_relation_against_sex import relation_against_sex
from jingzhun.rules.jz119_identified_in_future import identified_in_future
from jingzhun.rules.jz120_several_people_in_cell import several_people_in_cell
from jingzhun.rules.jz121_education_against_age import education_against_age
from jingzhun.rules.jz122_schooling_against_age import schooling_against_age
from jingzhun.rules.jz123_schooling_against_education import schooling_against_education
from jingzhun.rules.jz124_child_not_at_school import child_not_at_school
from jingzhun.rules.jz125_labour_under_16 import labour_under_16
from jingzhun.rules.jz126_able_without_labour import able_without_labour
from jingzhun.rules.jz127_disability_card_unsound import disability_card_unsound
from jingzhun.rules.jz128_card_without_disability import card_without_disability
from jingzhun.rules.jz129_disability_without_card import disability_without_card
from jingzhun.rules.jz130_dead_on_roll import dead_on_roll
from jingzhun.rules.jz131_gone_on_roll import gone_on_roll
from jingzhun.rules.jz132_away_on_roll import away_on_roll
from jingzhun.rules.jz133_remarks_say_gone import remarks_say_gone
from jingzhun.rules.jz134_name_placeholder import name_placeholder
from jingzhun.rules.jz135_post_against_age import post_against_age
from jingzhun.rules.jz136_post_without_labour import post_without_labour
from jingzhun.rules.jz137_months_above_12 import months_above_12
from jingzhun.rules.jz138_work_of_child import work_of_child
from jingzhun.rules.jz139_medical_insurance_twice import medical_insurance_twice
from jingzhun.rules.jz140_medical_insurance_none import medical_insurance_none
from jingzhun.rules.jz141_pension_of_minor import pension_of_minor
from jingzhun.rules.jz142_pension_none_at_60 import pension_none_at_60
from jingzhun.rules.jz143_employee_insurance import employee_insurance
from jingzhun.rules.jz144_married_under_age import married_under_age
from jingzhun.rules.jz145_bank_account_unsound import bank_account_unsound
from jingzhun.rules.jz146_phone_unsound import phone_unsound
from jingzhun.rules.jz147_ethnicity_unknown import ethnicity_unknown
from jingzhun.rules.jz148_identified_before_birth import identified_before_birth
from jingzhun.rules.jz149_exit_before_identified import exit_before_identified
from jingzhun.rules.jz150_exit_soon import exit_soon
from jingzhun.rules.jz151_category_against_allowance import category_against_allowance
from jingzhun.rules.jz152_allowance_and_hardship import allowance_and_hardship
from jingzhun.rules.jz153_identified_too_early import identified_too_early
from jingzhun.rules.jz154_exit_against_status import exit_against_status
from jingzhun.rules.jz155_work_without_labour import work_without_labour
from jingzhun.rules.jz201_head_missing import head_missing
from jingzhun.rules.jz202_heads_several import heads_several
from jingzhun.rules.jz203_size_against_rows import size_against_rows
from jingzhun.rules.jz204_spouse_of_same_sex import spouse_of_same_sex
from jingzhun.rules.jz205_spouses_several import spouses_several
from jingzhun.rules.jz206_child_against_age import child_against_age
from jingzhun.rules.jz207_parent_against_age import parent_against_age
from jingzhun.rules.jz208_number_twice_in_household import number_twice_in_household
from jingzhun.rules.jz209_household_in_two_places import household_in_two_places
from jingzhun.rules.jz210_head_under_16 import head_under_16
from jingzhun.rules.jz211_grandparent_against_age import grandparent_against_age
from jingzhun.rules.jz212_name_twice_in_household import name_twice_in_household
from jingzhun.rules.jz213_size_inconsistent import size_inconsistent
from jingzhun.rules.jz214_income_against_total import income_against_total
from jingzhun.rules.jz215_income_parts_below_total import income_parts_below_total
from jingzhun.rules.jz216_income_above_line import income_above_line
from jingzhun.rules.jz217_income_below_line import income_below_line
from jingzhun.rules.jz218_income_inconsistent import income_inconsistent
from jingzhun.rules.jz219_illness_without_ill import illness_without_ill
from jingzhun.rules.jz220_disability_without_disabled import disability_without_disabled
from jingzhun.rules.jz221_schooling_without_pupil import schooling_without_pupil
from jingzhun.rules.jz222_labour_lack_with_all_able import labour_lack_with_all_able
from jingzhun.rules.jz223_cause_inconsistent import cause_inconsistent
from jingzhun.rules.jz224_category_inconsistent import category_inconsistent
from jingzhun.rules.jz225_spouse_marital_status import spouse_marital_status
from jingzhun.rules.jz226_children_only import children_only
from jingzhun.rules.jz227_head_dead import head_dead
from jingzhun.rules.jz228_nobody_left import nobody_left
from jingzhun.rules.jz229_no_house_with_area import no_house_with_area
from jingzhun.rules.jz230_farmland_implausible import farmland_implausible
from jingzhun.rules.jz231_housing_area_implausible import housing_area_implausible
from jingzhun.rules.jz232_household_over_10 import household_over_10
from jingzhun.rules.jz233_income_implausible import income_implausible
from jingzhun.rules.jz234_lifted_without_safe_home import lifted_without_safe_home
from jingzhun.rules.jz235_wage_without_worker import wage_without_worker
from jingzhun.rules.jz236_housing_cause_with_safe_home import housing_cause_with_safe_home
from jingzhun.rules.jz237_status_inconsistent import status_inconsistent
from jingzhun.rules.jz301_person_in_two_households import person_in_two_households
from jingzhun.rules.jz302_number_of_two_people import number_of_two_people
from jingzhun.rules.jz303_person_with_damaged_number import person_with_damaged_number
from jingzhun.rules.jz304_village_not_of_township import village_not_of_township
from jingzhun.rules.jz305_numbers_in_sequence import numbers_in_sequence
from jingzhun.rules.jz306_phone_of_several_households import phone_of_several_households
from jingzhun.rules.jz307_phone_of_an_office import phone_of_an_office
from jingzhun.rules.jz308_account_of_several_households import account_of_several_households
from jingzhun.rules.jz309_household_listed_twice import household_listed_twice
from jingzhun.rules.jz310_parents_apart_from_children import parents_apart_from_children
from jingzhun.rules.jz311_two_families_in_household import two_families_in_household
from jingzhun.rules.jz312_village_of_one_income import village_of_one_income
from jingzhun.rules.jz313_income_copied_down import income_copied_down
from jingzhun.rules.jz320_member_gone import member_gone
from jingzhun.rules.jz321_member_new import member_new
from jingzhun.rules.jz322_number_changed import number_changed
from jingzhun.rules.jz323_name_changed import name_changed
from jingzhun.rules.jz324_birth_changed import birth_changed
from jingzhun.rules.jz325_household_renumbered import household_renumbered
from jingzhun.rules.jz326_removed_household_returned import removed_household_returned
from jingzhun.rules.jz327_head_changed import head_changed
from jingzhun.rules.jz328_sex_changed import sex_changed
from jingzhun.rules.jz329_member_moved_household import member_moved_household
from jingzhun.rules.jz401_in_death_register import in_death_register
from jingzhun.rules.jz402_paid_after_death import paid_after_death
from jingzhun.rules.jz403_registration_cancelled import registration_cancelled
from jingzhun.rules.jz404_moved_out import moved_out
from jingzhun.rules.jz405_name_against_registration import name_against_registration
from jingzhun.rules.jz406_number_in_registration import number_in_registration
from jingzhun.rules.jz407_birth_or_sex_against_registration import birth_or_sex_against_registration
from jingzhun.rules.jz408_registered_elsewhere import registered_elsewhere
from jingzhun.rules.jz409_registered_together import registered_together
from jingzhun.rules.jz410_disability_cause_without_record import disability_cause_without_record
from jingzhun.rules.jz411_disabled_without_record import disabled_without_record
from jingzhun.rules.jz412_card_without_record import card_without_record
from jingzhun.rules.jz413_disability_not_on_roll import disability_not_on_roll
from jingzhun.rules.jz414_grade_against_card import grade_against_card
from jingzhun.rules.jz415_schooling_cause_without_pupil import schooling_cause_without_pupil
from jingzhun.rules.jz416_pupil_without_enrolment import pupil_without_enrolment
from jingzhun.rules.jz417_enrolled_not_on_roll import enrolled_not_on_roll
from jingzhun.rules.jz418_illness_cause_without_record import illness_cause_without_record
from jingzhun.rules.jz419_severe_illness_without_record import severe_illness_without_record
from jingzhun.rules.jz420_homeless_with_house import homeless_with_house
from jingzhun.rules.jz421_employee_medical_insurance import employee_medical_insurance
from jingzhun.rules.jz422_employee_pension_insurance import employee_pension_insurance
from jingzhun.rules.jz423_housing_fund_without_labour import housing_fund_without_labour
from jingzhun.rules.jz424_wages_without_labour import wages_without_labour
from jingzhun.rules.jz425_business_without_labour import business_without_labour
from jingzhun.rules.jz426_hardship_and_allowance_paid import hardship_and_allowance_paid
from jingzhun.rules.jz427_allowance_without_payment import allowance_without_payment
from jingzhun.rules.jz428_allowance_paid_not_on_roll import allowance_paid_not_on_roll
from jingzhun.rules.jz429_paid_to_another_account import paid_to_another_account
from jingzhun.rules.jz430_paid_to_another_household import paid_to_another_household
from jingzhun.rules.jz431_nursing_subsidy_against_grade import nursing_subsidy_against_grade
from jingzhun.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    id_missing,
    id_length,
    id_check_digit,
    id_birth_impossible,
    id_rounded,
    id_masked,
    id_old_format,
    id_placeholder,
    id_unreadable,
    id_other_document,
    birth_in_future,
    age_above_120,
    sex_against_number,
    birth_against_number,
    name_missing,
    name_unreadable_character,
    relation_unknown,
    relation_against_sex,
    identified_in_future,
    several_people_in_cell,
    education_against_age,
    schooling_against_age,
    schooling_against_education,
    child_not_at_school,
    labour_under_16,
    able_without_labour,
    disability_card_unsound,
    card_without_disability,
    disability_without_card,
    dead_on_roll,
    gone_on_roll,
    away_on_roll,
    remarks_say_gone,
    name_placeholder,
    post_against_age,
    post_without_labour,
    months_above_12,
    work_of_child,
    medical_insurance_twice,
    medical_insurance_none,
    pension_of_minor,
    pension_none_at_60,
    employee_insurance,
    married_under_age,
    bank_account_unsound,
    phone_unsound,
    ethnicity_unknown,
    identified_before_birth,
    exit_before_identified,
    exit_soon,
    category_against_allowance,
    allowance_and_hardship,
    identified_too_early,
    exit_against_status,
    work_without_labour,
    head_missing,
    heads_several,
    size_against_rows,
    spouse_of_same_sex,
    spouses_several,
    child_against_age,
    parent_against_age,
    number_twice_in_household,
    household_in_two_places,
    head_under_16,
    grandparent_against_age,
    name_twice_in_household,
    size_inconsistent,
    income_against_total,
    income_parts_below_total,
    income_above_line,
    income_below_line,
    income_inconsistent,
    illness_without_ill,
    disability_without_disabled,
    schooling_without_pupil,
    labour_lack_with_all_able,
    cause_inconsistent,
    category_inconsistent,
    spouse_marital_status,
    children_only,
    head_dead,
    nobody_left,
    no_house_with_area,
    farmland_implausible,
    housing_area_implausible,
    household_over_10,
    income_implausible,
    lifted_without_safe_home,
    wage_without_worker,
    housing_cause_with_safe_home,
    status_inconsistent,
    person_in_two_households,
    number_of_two_people,
    person_with_damaged_number,
    village_not_of_township,
    numbers_in_sequence,
    phone_of_several_households,
    phone_of_an_office,
    account_of_several_households,
    household_listed_twice,
    parents_apart_from_children,
    two_families_in_household,
    village_of_one_income,
    income_copied_down,
    member_gone,
    member_new,
    number_changed,
    name_changed,
    birth_changed,
    household_renumbered,
    removed_household_returned,
    head_changed,
    sex_changed,
    member_moved_household,
    in_death_register,
    paid_after_death,
    registration_cancelled,
    moved_out,
    name_against_registration,
    number_in_registration,
    birth_or_sex_against_registration,
    registered_elsewhere,
    registered_together,
    disability_cause_without_record,
    disabled_without_record,
    card_without_record,
    disability_not_on_roll,
    grade_against_card,
    schooling_cause_without_pupil,
    pupil_without_enrolment,
    enrolled_not_on_roll,
    illness_cause_without_record,
    severe_illness_without_record,
    homeless_with_house,
    employee_medical_insurance,
    employee_pension_insurance,
    housing_fund_without_labour,
    wages_without_labour,
    business_without_labour,
    hardship_and_allowance_paid,
    allowance_without_payment,
    allowance_paid_not_on_roll,
    paid_to_another_account,
    paid_to_another_household,
    nursing_subsidy_against_grade,
)

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
from jingzhun.rules.jz301_person_in_two_households import person_in_two_households
from jingzhun.rules.jz302_number_of_two_people import number_of_two_people
from jingzhun.rules.jz303_person_with_damaged_number import person_with_damaged_number
from jingzhun.rules.jz304_village_not_of_township import village_not_of_township
from jingzhun.rules.jz305_numbers_in_sequence import numbers_in_sequence
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
    person_in_two_households,
    number_of_two_people,
    person_with_damaged_number,
    village_not_of_township,
    numbers_in_sequence,
)

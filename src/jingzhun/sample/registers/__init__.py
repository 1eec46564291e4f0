"""The further registers of a county, as their offices send them: deaths, household registration, schools, firms."""

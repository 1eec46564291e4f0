"""判定: what a link or a finding means for the household, by dated and cited rules an office can change."""

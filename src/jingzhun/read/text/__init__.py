"""Text tables (csv, tsv, txt) and json lines: encoding, records, blocks."""

"""What happens after a check: visits out, findings in, a state for every case (docs/development/architecture.md)."""

"""What every kind of record keeps to, whoever declares it: adding a kind adds its tests, with no line here."""

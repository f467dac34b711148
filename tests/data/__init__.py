"""The data layer: every test here runs on the encrypted file and on PostgreSQL."""

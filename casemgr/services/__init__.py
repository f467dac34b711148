"""What works on any kind of record, written once: for the window and for the command line."""

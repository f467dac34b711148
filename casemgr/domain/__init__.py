"""The domain in pure Python: no database, no window, no files but the words themselves."""

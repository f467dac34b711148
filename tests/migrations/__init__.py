"""A database that an older program made becomes one of today's, with everything in it."""

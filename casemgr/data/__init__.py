"""How records are kept: the only place that knows tables, files and text SQL."""

"""Papers: what a record or a file says, laid out by its kind, made a PDF in memory. The only place that knows how."""

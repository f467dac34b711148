"""The window: everything that needs Qt. It knows services and the domain, never tables or SQL."""

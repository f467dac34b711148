"""The window: everything that needs Qt. It knows services and the domain, never tables or SQL."""

from ui.lasting_constants import make_constants_last

make_constants_last()

"""casemgr: everything that is true without a screen."""

__version__ = "0.2.0"

"""What stands around the screens: the window, its head and foot, signing in, hiding, and what went wrong."""

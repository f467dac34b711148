"""`python -m casemgr.cli`: the command line where no `casemgr` command is installed."""

import sys

from casemgr.cli import main

sys.exit(main())

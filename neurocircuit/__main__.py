"""``python -m neurocircuit``: the same as the command ``neurocircuit``."""

import sys

from neurocircuit.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Run the command as ``python -m syncer``."""

from syncer.cli.main import main

if __name__ == "__main__":
    main()

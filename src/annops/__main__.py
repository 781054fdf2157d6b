"""Entry point: forces UTF-8 where the platform would not, then hands over to the command line."""

import os
import sys

_MEMORY = "dirty_decay_ms:100,muzzy_decay_ms:0"
"""How soon polars gives memory back: a fifth less at the peak of reading JSON, no slower."""


def main() -> None:
    """Run annops."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", _MEMORY)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    from annops.cli import app

    app(prog_name="annops")


if __name__ == "__main__":
    main()

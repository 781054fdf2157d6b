"""Entry point: forces UTF-8 where the platform would not, then hands over to the command line."""

import sys


def main() -> None:
    """Run annops."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    from annops.cli import app

    app(prog_name="annops")


if __name__ == "__main__":
    main()

"""Does the week in one command: check, agree, audit, report."""

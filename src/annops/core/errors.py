"""The exception for what a person can put right."""

from annops.core.finding import Finding


class AnnopsError(Exception):
    """Stops a command because of something a person can fix; carries findings, not a trace.

    `exit_code` follows the table of exit codes: 2 usage or definition, 3 input unreadable.
    """

    def __init__(self, *findings: Finding, exit_code: int = 2) -> None:
        """Keep the findings to be printed and the exit code to end with."""
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings
        self.exit_code = exit_code

"""The exception for what a person can put right, and what a computer runs out of."""

from annops.core.finding import Code, Finding, Severity

NO_ROOM = Code(
    id="SYS001",
    title="The disk is full",
    severity=Severity.ERROR,
    checks="Whether what a command writes finds room on the disk.",
    why="A file or an answer that is cut off must not be taken for a whole one.",
    example="`annops agree --format json > answer.json` on a full disk.",
    remedy="free some room on the disk, then run the command again",
)
NO_MEMORY = Code(
    id="SYS002",
    title="Not enough memory",
    severity=Severity.ERROR,
    checks="Whether the exports fit into the memory of this computer.",
    why="Answers are compared with each other, so all of them must be at hand.",
    example="An export of several gigabytes on a small computer.",
    remedy="close other programs, or read less at a time: name fewer files in the source's `path`",
)
NOT_TEXT = Code(
    id="SYS003",
    title="A word of the command that cannot be read as text",
    severity=Severity.ERROR,
    checks="Whether each word typed after `annops` is text in the language set on the computer.",
    why="It would be written into the project folder, where nobody could read it.",
    example='`annops risk add "花子 is away"` where the language is plain ASCII (`LC_ALL=C`).',
    remedy="set the environment variable PYTHONUTF8 to 1, or type the word anew: `annops doctor`",
)


class AnnopsError(Exception):
    """Stops a command because of something a person can fix; carries findings, not a trace.

    `exit_code` follows the table of exit codes: 2 usage or definition, 3 input unreadable, 4 not
    all that was asked for could be done.
    """

    def __init__(self, *findings: Finding, exit_code: int = 2) -> None:
        """Keep the findings to be printed and the exit code to end with."""
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings
        self.exit_code = exit_code

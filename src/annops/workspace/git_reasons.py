"""Says in plain words why a shared copy could not be reached, or refused; never git's own."""

import re

from annops.core.finding import visible

_ASK = "; whoever looks after the shared copy can see why"

_REASONS = (
    (
        "checked out branch|currently checked out",
        (
            "it is a folder that somebody works in, and such a folder takes no saves; let a "
            "shared copy be made that nobody works in (a project on a server, or `git clone "
            "--bare` of that folder)"
        ),
    ),
    (
        "no answer within|timed out",
        "it does not answer; try again later",
    ),
    (
        (
            "could not resolve|unable to resolve|could not connect|failed to connect|"
            "network is unreachable|no route to host|connection (refused|reset|closed)"
        ),
        "there is no way to it from this computer at present; look at the network, then try again",
    ),
    (
        (
            "authentication failed|could not read (username|password)|permission denied|"
            "terminal prompts disabled|invalid (username|credentials)|host key verification|"
            r"error: 40[13]|not (allowed|permitted) to push|write access"
        ),
        (
            "it does not let you in, or not write; sign in again, or ask whoever looks after it "
            "for the right to write"
        ),
    ),
    (
        "does not appear to be a git repository|does not exist|not found|no such file",
        "it is not where it was; ask whoever looks after it for its new place",
    ),
    ("no space left|quota", "it is full" + _ASK),
    (
        "non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref",
        "somebody else is saving at this moment; try again",
    ),
)
_HOST = re.compile(r"^remote:\s*(?:error:|fatal:|GitLab:)?\s*(.*?)\s*$", re.MULTILINE)


def reason(said: str) -> str:
    r"""Return why git says it could not reach or write to a shared copy, and what to do.

    What the shared copy's own check says is quoted.

    >>> reason("fatal: '../gone.git' does not appear to be a git repository")
    'it is not where it was; ask whoever looks after it for its new place'
    >>> reason("remote: main is protected\n ! [remote rejected] main (pre-receive hook declined)")
    'a check there says "main is protected"; whoever looks after the shared copy can see why'
    """
    if "hook declined" in said or "protected branch" in said.casefold():
        quoted = " ".join(line for line in _HOST.findall(said) if line)
        words = f'says "{visible(quoted[:200])}"' if quoted else "does not let it in"
        return f"a check there {words}{_ASK}"
    for pattern, words in _REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return words
    return f"it gives no reason that annops knows{_ASK}"

"""How findings can be printed."""

from enum import StrEnum


class CheckFormat(StrEnum):
    """For a person, a program, or the checks of a repository host."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"

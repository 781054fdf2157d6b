"""Words that go with numbers."""


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where the number asks for it.

    >>> counted(1, "record"), counted(1200, "record")
    ('1 record', '1,200 records')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

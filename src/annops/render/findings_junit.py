"""Findings as JUnit XML, which GitLab and most build servers show as tests."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from annops.core.finding import Finding, Severity
from annops.render.findings_form import Checked


def findings_junit(checked: Checked) -> str:
    """Return one test case per check, failed when it found anything but notes.

    A case has one failure, since readers take the first only: its text lists every finding of the
    check, and its `file` and `line` are those of the first. Checks that found nothing pass.
    """
    by_code: dict[str, list[Finding]] = {code.id: [] for code in checked.checks}
    for finding in checked.findings:
        if finding.severity is not Severity.NOTE:
            by_code.setdefault(finding.code, []).append(finding)
    titles = {id_: code.title for id_, code in checked.pages.items()}
    titles |= {code.id: code.title for code in checked.checks}
    cases = [_case(code, by_code[code], titles, checked.prefix) for code in sorted(by_code)]
    if not cases:
        name = quoteattr(checked.command.removeprefix("annops "))
        cases = [f'  <testcase classname="annops" name={name}/>\n']
    failed = sum(1 for found in by_code.values() if found)
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="0"'
    name = quoteattr(checked.command)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuite name={name} {counts}>\n{''.join(cases)}</testsuite>\n"
    )


def _case(code: str, findings: Sequence[Finding], titles: Mapping[str, str], prefix: str) -> str:
    begin = f"  <testcase classname={quoteattr(code)} name={quoteattr(titles.get(code, code))}"
    if not findings:
        return f"{begin}/>\n"
    first = findings[0]
    if first.place is not None:
        begin += f" file={quoteattr(_printable(prefix + first.place.file))}"
        begin += f' line="{first.place.line}"' if first.place.line is not None else ""
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    where = f"{first.place}: " if first.place else ""
    message = quoteattr(_printable(f"{where}{first.message}{more}"))
    text = escape(_printable("\n".join(str(finding) for finding in findings)))
    return (
        f"{begin}>\n    <failure type={quoteattr(first.severity.value)} message={message}>"
        f"{text}</failure>\n  </testcase>\n"
    )


def _printable(text: str) -> str:
    """Replace the signs that XML cannot hold."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)

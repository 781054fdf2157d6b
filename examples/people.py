"""Plays the people of an example project, who know the truth that annops never reads.

python examples/people.py review SHEET.xlsx       fills an audit sheet as a careful reviewer would
python examples/people.py rework PROJECT DAY      writes the export of a day, most defects mended
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

REVIEWER, SECOND = "lena", "mika"
KEEP_WRONG = 9
"""Every ninth answer that was sent back comes back as it was."""


def root_of(path: Path) -> Path:
    """Return the project folder that a file lies in."""
    return next(folder for folder in path.resolve().parents if (folder / "annops.yaml").exists())


def truth_of(project: Path) -> dict[str, Any]:
    """Return what the example's truth.json says."""
    found: dict[str, Any] = json.loads((project / "truth.json").read_text(encoding="utf-8"))
    return found


def review(sheet: Path) -> str:
    """Judge every row: wrong where the true label is another; unknown truths pass."""
    import openpyxl

    who = SECOND if "second" in sheet.name else REVIEWER
    truth = truth_of(root_of(sheet))
    labels, asked = truth["items"], truth["main_question"]
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    rows = page.iter_rows(min_row=2)
    place = {str(cell.value): n for n, cell in enumerate(page[1])}
    judged = 0
    for row in rows:
        item, question = str(row[place["Item"]].value), row[place["Question"]].value
        given = row[place["Given answer"]].value
        wrong = question == asked and labels[item] != given
        row[place["Verdict"]].value = "fail" if wrong else "pass"
        row[place["Reviewer"]].value = who
        if wrong:
            row[place["What is wrong"]].value = "wrong label"
            far = {given, labels[item]} >= {"negative", "positive"}
            row[place["How severe"]].value = "major" if far else "minor"
            row[place["Right answer"]].value = labels[item]
        judged += 1
    book.save(sheet)
    return f"{who} judged {judged} rows of {sheet.name}"


def rework(project: Path, day: str) -> int:
    """Write the Label Studio export of a day: what was sent back is mended, but every ninth."""
    folder = project / "exports/labelstudio"
    tasks = json.loads(max(folder.glob("*.json")).read_text(encoding="utf-8"))
    with (project / "registers/defects.csv").open(encoding="utf-8", newline="") as file:
        sent = [row for row in csv.DictReader(file) if row["state"] == "in rework"]
    wanted = {
        (row["item"], row["annotator"], row["question"]): row["expected"]
        for number, row in enumerate(sent, 1)
        if number % KEEP_WRONG
    }
    changed = sum(_mend(task, wanted, day) for task in tasks)
    lines = ",\n".join(json.dumps(task, separators=(",", ":")) for task in tasks)
    (folder / f"{day}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
    return changed


def _mend(task: dict[str, Any], wanted: dict[tuple[str, str, str], str], day: str) -> int:
    changed = 0
    for annotation in task["annotations"]:
        for result in annotation["result"]:
            key = (str(task["id"]), str(annotation["completed_by"]), result["from_name"])
            if key in wanted:
                result["value"]["choices"] = [wanted[key]]
                annotation["updated_at"] = f"{day}T09:00:00.000000Z"
                changed += 1
    return changed


def main(words: list[str]) -> None:
    """Do what is asked and say what was done."""
    if words[:1] == ["review"] and len(words) == 2:
        print(review(Path(words[1])))
    elif words[:1] == ["rework"] and len(words) == 3:
        print(f"annotators changed {rework(Path(words[1]), words[2])} answers by {words[2]}")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

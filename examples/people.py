"""Plays the people of an example project, who know the truth that annops never reads.

python examples/people.py review SHEET.xlsx       fills an audit sheet as a careful reviewer would
python examples/people.py rework PROJECT DAY      writes the export of a day, most defects mended
python examples/people.py own BOOK.xlsx NAME      names an owner where a register has none
python examples/people.py clarify GUIDELINE.md    adds a rule to a guideline
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

REVIEWER, SECOND = "lena", "mika"
KEEP_WRONG = 9
"""Every ninth answer that was sent back comes back as it was."""


Wanted = dict[tuple[str, str, str], str]
"""The right answer by item, annotator and question."""


def root_of(path: Path) -> Path:
    """Return the project folder that a file lies in."""
    return next(folder for folder in path.resolve().parents if (folder / "annops.yaml").exists())


def truth_of(project: Path) -> dict[str, Any]:
    """Return what truth.json of the example says that a project is a copy of."""
    name = (project / "annops.yaml").read_text(encoding="utf-8").splitlines()[0]
    beside = Path(__file__).parent.glob("*/annops.yaml")
    same = [path.parent for path in beside if path.read_text(encoding="utf-8").startswith(name)]
    text = (same[0] / "truth.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
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
    """Write the export of a day: what was sent back is mended, but every ninth is as it was."""
    with (project / "registers/defects.csv").open(encoding="utf-8", newline="") as file:
        sent = [row for row in csv.DictReader(file) if row["state"] == "in rework"]
    wanted = {
        (row["item"], row["annotator"], row["question"]): row["expected"]
        for number, row in enumerate(sent, 1)
        if number % KEEP_WRONG
    }
    tool = next((project / "exports").glob("*/"))
    if tool.name == "labelstudio":
        return _label_studio(tool, wanted, day)
    return _evalstudio(tool, wanted, day)


def _label_studio(folder: Path, wanted: Wanted, day: str) -> int:
    """Write all tasks once more, as that tool does."""
    tasks = json.loads(max(folder.glob("*.json")).read_text(encoding="utf-8"))
    changed = sum(_mend(task, wanted, day) for task in tasks)
    lines = ",\n".join(json.dumps(task, separators=(",", ":")) for task in tasks)
    (folder / f"{day}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
    return changed


def _evalstudio(folder: Path, wanted: Wanted, day: str) -> int:
    """Write the rows that changed, as that tool does."""
    with max(folder.glob("*.csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = []
    year, month, date = day.split("-")
    for row in rows:
        asked = [key.removeprefix("q_") for key in row if key.startswith("q_")]
        mended = {f"q_{name}": wanted[key] for name in asked
                  if (key := (row["task"], row["rater"], name)) in wanted}  # fmt: skip
        if mended and row["state"] == "submitted":
            times = {"started": f"{month}/{date}/{year} 09:00:00",
                     "ended": f"{month}/{date}/{year} 09:01:00"}  # fmt: skip
            changed.append(row | mended | times)
    with (folder / f"{day}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)
    return len(changed)


def _mend(task: dict[str, Any], wanted: Wanted, day: str) -> int:
    changed = 0
    for annotation in task["annotations"]:
        for result in annotation["result"]:
            key = (str(task["id"]), str(annotation["completed_by"]), result["from_name"])
            if key in wanted:
                result["value"]["choices"] = [wanted[key]]
                annotation["updated_at"] = f"{day}T09:00:00.000000Z"
                changed += 1
    return changed


def own(book: Path, name: str) -> str:
    """Name an owner in every row of a register's workbook that has none."""
    import openpyxl

    workbook = openpyxl.load_workbook(book)
    page = workbook.worksheets[0]
    column = next(cell.column for cell in page[1] if cell.value == "Owner")
    named = 0
    for row in range(2, page.max_row + 1):
        if page.cell(row, 1).value and not page.cell(row, column).value:
            page.cell(row, column).value = name
            named += 1
    workbook.save(book)
    return f"{name} owns {named} more rows of {book.name}"


def clarify(guideline: Path) -> str:
    """Add a rule to a guideline after its last one."""
    lines = guideline.read_text(encoding="utf-8").rstrip().splitlines()
    rules = [place for place, line in enumerate(lines) if line.startswith("- R")]
    number = len(rules) + 1
    lines.insert(rules[-1] + 1, f"- R{number}: Irony counts as what the writer means.")
    guideline.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return f"rule R{number} is new in {guideline.name}"


def main(words: list[str]) -> None:
    """Do what is asked and say what was done."""
    if words[:1] == ["review"] and len(words) == 2:
        print(review(Path(words[1])))
    elif words[:1] == ["rework"] and len(words) == 3:
        print(f"annotators changed {rework(Path(words[1]), words[2])} answers by {words[2]}")
    elif words[:1] == ["own"] and len(words) == 3:
        print(own(Path(words[1]), words[2]))
    elif words[:1] == ["clarify"] and len(words) == 2:
        print(clarify(Path(words[1])))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

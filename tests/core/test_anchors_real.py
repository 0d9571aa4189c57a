"""Real quotes followed through real revisions: what is measured must not get worse."""

import json
import tarfile
from collections import Counter, defaultdict
from functools import cache
from typing import Any

from consult.core.anchors import Anchor, Placement, place_all
from tests.core.data_folder import real_data

FIELDS = ("start", "end", "exact", "prefix", "suffix")


@cache
def revisions(document: str) -> dict[int, str]:
    with tarfile.open(real_data("revisions", f"{document}.tar.xz")) as files:
        texts = {}
        for member in files.getmembers():
            held = files.extractfile(member)
            if held is not None:
                texts[int(member.name.rsplit("/")[-1].split(".")[0])] = held.read().decode("utf-8")
    return texts


def overlap(placed: Placement, start: int, end: int) -> float:
    shared = max(0, min(placed.end, end) - max(placed.start, start))
    return shared / ((placed.end - placed.start) + (end - start) - shared or 1)


def is_right(placed: Placement, truth: str, start: int | None, end: int | None) -> bool:
    if truth == "deleted" or start is None or end is None:
        return placed.status == "removed"
    if truth == "edited":
        return placed.status != "removed" and overlap(placed, start, end) >= 0.5
    return placed.status != "removed" and (placed.start, placed.end) == (start, end)


def test_real_quotes_are_found_again_in_one_jump() -> None:
    by_step: dict[tuple[str, int, int], list[dict[str, Any]]] = defaultdict(list)
    for line in real_data("reanchoring", "anchors.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        doubtful = case["truth"] == "deleted" and case["best_fuzzy_in_target"] >= 70
        if "ambiguous" not in case["truth"] and not doubtful:
            by_step[case["doc"], case["from_rev"], case["to_rev"]].append(case)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (document, before, after), cases in by_step.items():
        old, new = revisions(document)[before], revisions(document)[after]
        anchors = [Anchor(*(case[name] for name in FIELDS)) for case in cases]
        for case, placed in zip(cases, place_all(anchors, old, new), strict=True):
            truth = str(case["truth"])
            total[truth] += 1
            right[truth] += is_right(placed, truth, case["truth_start"], case["truth_end"])
    assert right["intact"] / total["intact"] >= 0.999
    assert right["moved"] >= total["moved"] - 1
    assert right["edited"] / total["edited"] >= 0.95
    assert right["deleted"] / total["deleted"] >= 0.97

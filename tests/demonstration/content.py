"""Reads the invented content for its tests."""

import re
from pathlib import Path
from typing import Any

import yaml

from consult.contributions.models import Channel
from consult.core.fates import Fate
from consult.core.scopes import Scope
from consult.core.stages import Stage

CONTENT = Path(__file__).resolve().parents[2] / "consult" / "demonstration" / "content"
FATES = {str(f) for f in Fate}
STAGES = {str(s) for s in Stage}
CHANNELS = {str(c) for c in Channel} - {"import"}
FIXED = {str(s) for s in Scope} - {"open"}
WORDLESS = {"taken in", "partly", "carried forward"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


PEOPLE = read(CONTENT / "people.yaml")
CONSULTATIONS = {p.parent.name: read(p) for p in sorted(CONTENT.glob("consultations/*/consultation.yaml"))}
CONTRIBUTIONS = {slug: read(CONTENT / "consultations" / slug / "contributions.yaml") for slug in CONSULTATIONS}
SAID = [(slug, c) for slug, file in CONTRIBUTIONS.items() for c in file["contributions"]]


def visible(block: str) -> str:
    """Give the words of one block as a reader sees them, without Markdown's marks."""
    block = re.sub(r"^(#+|>|\([a-z]\)|-|\d+\.|\[\^\d+\]:)\s+", "", block.strip())
    block = re.sub(r"\[\^\d+\]", "", block)
    block = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", block)
    return block.replace("**", "").strip("| ")


def clauses(slug: str, number: int) -> list[str]:
    """List the visible text of each clause of a revision."""
    text = (CONTENT / "consultations" / slug / f"{slug}-{number}.md").read_text(encoding="utf-8")
    blocks = re.split(r"\n\s*\n|\n(?=\||- )", text)
    return [visible(b) for b in blocks if b.strip() and not set(b.strip()) <= set("|-: ")]


def revisions(slug: str) -> dict[int, dict[str, Any]]:
    return {r["number"]: r for r in CONSULTATIONS[slug]["documents"][0]["revisions"]}


def moment(thing: dict[str, Any]) -> tuple[int, str]:
    return thing["day"], thing["time"]


def needs_answer(slug: str, c: dict[str, Any]) -> bool:
    """Tell whether a contribution counts for the gate."""
    officers = {p["slug"] for p in PEOPLE["people"] if p["role"] == "officer"}
    if slug == "doors-open-late" or {"reply_to", "hidden", "withdrawn"} & set(c):
        return False
    return c.get("by") not in officers


def answered(slug: str, c: dict[str, Any], number: int) -> bool:
    """Tell whether the newest fate of a contribution at a revision answers for it."""
    limit = moment(revisions(slug)[number])
    log = [f for f in c.get("fates", []) if f.get("revision", 0) == number or fate_moment(slug, f) < limit]
    if not log:
        return False
    return bool(log[-1]["fate"] != "carried forward" or log[-1].get("revision") == number)


def fate_moment(slug: str, fate: dict[str, Any]) -> tuple[int, str]:
    return moment(revisions(slug)[fate["revision"]] if "revision" in fate else fate)


def invited(slug: str, voters: list[str]) -> set[str]:
    """Give the voters whom a consultation's audience lets in."""
    audience = CONSULTATIONS[slug]["audience"]
    if audience == "everyone":
        return set(voters)
    groups = set(audience["organisations"])
    for network in PEOPLE["networks"]:
        if network["slug"] in audience["networks"]:
            groups |= set(network["organisations"])
    homes = {p["slug"]: p.get("organisation") for p in PEOPLE["people"]}
    return {v for v in voters if homes[v] in groups}

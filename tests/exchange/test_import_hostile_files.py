"""Hostile and damaged files: a clear refusal or a faithful text, quickly, in little memory, and nothing else."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from consult.core.errors import Refused
from consult.exchange.importing import read_document
from tests.exchange.data import DATA, files, needs_data
from tests.exchange.word_files import word_file

REFUSED = {
    "empty.docx",
    "entity_expansion.docx",
    "md_html_comments.md",  # nothing but signs
    "md_nul.md",
    "not_a_zip.docx",
    "xxe_http.docx",
    "zip_bomb_50MB.docx",
    "zip_slip.docx",
}
SECONDS = 10
"""Of processor time; the system ends a process that takes more."""
MEGABYTES = 300

WATCHED = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
touched = []
def watch(event, arguments):
    if event.startswith("socket.") or event in {"os.mkdir", "os.rename", "os.remove", "subprocess.Popen", "os.system"}:
        touched.append(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        touched.append(f"open {arguments[0]} {arguments[1]}")
sys.dont_write_bytecode = True
from consult.core.errors import Refused
from consult.exchange.importing import read_document
path, name = sys.argv[1:]
data = open(path, "rb").read()
sys.addaudithook(watch)
try:
    clauses, refused = len(read_document(data, name).clauses), None
except Refused as error:
    clauses, refused = 0, error.message
# Not ru_maxrss, which a process inherits from the one that started it.
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
megabytes = int(most.split()[1]) / 1024
print(json.dumps({"clauses": clauses, "refused": refused, "touched": touched, "megabytes": megabytes}))
""".replace("SECONDS", str(SECONDS))


@pytest.mark.parametrize("path", [*files("docx_import/malformed/*"), *files("hostile/files/*.[dm]*")])
def test_a_hostile_file_is_refused_by_name_or_read_in_bounds(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(path), path.name],
        capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["touched"] == []
    assert told["megabytes"] < MEGABYTES
    must_refuse = path.name in REFUSED or path.parent.name == "malformed"
    assert (told["refused"] is not None) == must_refuse
    assert not must_refuse or path.name in told["refused"]


@needs_data
def test_text_that_looks_like_html_shows_as_text() -> None:
    path = DATA / "hostile" / "files" / "html_in_text.docx"
    from consult.core.inline import visible

    shown = "\n".join(visible(clause.text).text for clause in read_document(path.read_bytes(), path.name).clauses)
    assert "<script>" in shown


@needs_data
def test_a_script_in_a_link_is_left_out_and_said() -> None:
    path = DATA / "hostile" / "files" / "js_hyperlink.docx"
    imported = read_document(path.read_bytes(), path.name)
    assert "javascript:" not in imported.markdown
    assert any("javascript:" in each.words for each in imported.not_kept)


FUZZED = word_file(
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Aims</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Listen</w:t></w:r>'
    '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    footnotes='<w:footnote w:id="2"><w:p><w:r><w:t>Note</w:t></w:r></w:p></w:footnote>',
)


@given(cut=st.integers(0, len(FUZZED)))
@settings(max_examples=100, deadline=None)
def test_a_truncated_word_file_is_refused_or_read(cut: int) -> None:
    _refused_or_read(FUZZED[:cut])


@given(places=st.lists(st.tuples(st.integers(0, len(FUZZED) - 1), st.integers(0, 7)), min_size=1, max_size=6))
@settings(max_examples=400, deadline=None)
def test_a_word_file_with_flipped_bits_is_refused_or_read(places: list[tuple[int, int]]) -> None:
    data = bytearray(FUZZED)
    for place, bit in places:
        data[place] ^= 1 << bit
    _refused_or_read(bytes(data))


@given(seed=st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_a_word_file_whose_parts_were_shuffled_is_refused_or_read(seed: int) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(BytesIO(FUZZED)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    changed = BytesIO()
    with zipfile.ZipFile(changed, "w") as package:
        for name, data in parts.items():
            package.writestr(name, _shuffled(data, chance) if name.startswith("word/") else data)
    _refused_or_read(changed.getvalue())


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(data)
    for _ in range(chance.randint(0, 4)):
        element, other = chance.choices(list(root.iter()), k=2)
        if chance.random() < 0.4 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(["", "-1", "99999999999", "x"]))
        elif element not in {root, *other.iterancestors(), other}:
            other.append(element)
    return etree.tostring(root)


@given(data=st.binary(max_size=300), kind=st.sampled_from(["docx", "md", "txt", "html", "pdf", ""]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_refused_or_read(data: bytes, kind: str) -> None:
    _refused_or_read(data, f"file.{kind}")


@given(text=st.text(st.sampled_from(list("<>&/ab pdivtrulo='\"!-\n"))), kind=st.sampled_from(["html", "md", "txt"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_refused_or_read(text: str, kind: str) -> None:
    _refused_or_read(text.encode(), f"file.{kind}")


def _refused_or_read(data: bytes, name: str = "file.docx") -> None:
    refused = ""
    try:
        imported = read_document(data, name)
    except Refused as refusal:
        refused = refusal.message
    assert name.strip() in refused if refused else imported.clauses

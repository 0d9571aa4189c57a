"""What became of clauses in real histories, as a careful reader sees it; each was looked at by hand.

The texts are no part of the project: a clause is named by its first words, enough to find it in its revision.
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a careful reader says of the old clause and the new one."""

    KEEPS = "keeps its key"
    PART = "is a part of it and says so"
    OTHER = "is another clause"
    GONE = "is gone, its key is not in use"
    NEW = "is new, from no other clause"
    RETURNS = "was gone and has its key again"


@dataclass(frozen=True, slots=True)
class Event:
    """From revision `before` to `after`, the clause that begins with `old` and the one that begins with `new`."""

    history: str
    before: int
    after: int
    outcome: Outcome
    old: str
    new: str = ""


KEEPS, PART, OTHER, GONE, NEW, RETURNS = Outcome

PEP = "pep-0001"
QUIC = "quic-qpack"
DATA = "project-open-data-policy"
CODE = "gds-way-source-code"
FED = "fedramp_Draft_PWS_history"

EVENTS = (
    Event(PEP, 1, 2, KEEPS, "PEP: 1 Title: PEP Guidelines", "PEP: 1 Title: PEP Purpose"),
    Event(PEP, 5, 6, KEEPS, "References", "References and Footnotes"),
    Event(PEP, 5, 6, KEEPS, "[1] http://www.opencontent.org", "[1] http://www.opencontent.org"),
    Event(PEP, 26, 27, KEEPS, "PEPs are written in plain", "PEPs are written in plain"),
    Event(PEP, 26, 27, PART, "PEPs are written in plain", "PEP headings must begin in"),
    Event(PEP, 37, 38, KEEPS, "PEP Template", "PEP Formats and Templates"),
    Event(PEP, 37, 38, GONE, "PEP headings must begin in"),
    Event(PEP, 41, 42, KEEPS, "What is a PEP?", "What is a PEP?"),
    Event(PEP, 41, 42, KEEPS, "There are two kinds of", "There are two kinds of"),
    Event(PEP, 41, 42, KEEPS, "How you report a bug", "How you report a bug"),
    Event(PEP, 41, 42, PART, "How you report a bug", "When in doubt about where"),
    Event(PEP, 41, 42, PART, "Each PEP should have the", "Motivation -- The motivation is"),
    Event(PEP, 41, 42, PART, "Each PEP should have the", "Rationale -- The rationale fleshes"),
    Event(PEP, 41, 42, PART, "[1] This historical record is", ".. [2] PEP 2, Procedure for"),
    Event(PEP, 45, 46, KEEPS, "Kinds of PEPs", "PEP Types"),
    Event(PEP, 45, 46, KEEPS, "There are two kinds of", "An **Informational** PEP describes a"),
    Event(PEP, 45, 46, PART, "There are two kinds of", "A **Standards Track** PEP describes"),
    Event(PEP, 45, 46, OTHER, "Draft -> Accepted -> Final", ".. image:: pep-0001-1.png"),
    Event(PEP, 52, 53, KEEPS, "PEP work flow is as", "The possible paths of the"),
    Event(PEP, 53, 54, KEEPS, "PEP Editor Reponsibilities", "PEP Editor Responsibilities"),
    Event(PEP, 58, 59, OTHER, ".. _feature request tracker:", ".. _issue tracker:"),
    Event(PEP, 60, 61, KEEPS, "The PEP champion then emails", "Following a discussion on python-ideas,"),
    Event(PEP, 60, 61, GONE, "If a pre-PEP is rejected,"),
    Event(PEP, 63, 64, KEEPS, "Replaced-By: <pep number>", "Superseded-By: <pep number>"),
    Event(PEP, 65, 66, KEEPS, "Add the PEP to SVN.", "Add the PEP to Mercurial."),
    Event(PEP, 65, 66, GONE, "svn checkout http://svn.python.org"),
    Event(PEP, 68, 69, KEEPS, "Assign a PEP number (almost", "Assign a PEP number (almost"),
    Event(PEP, 69, 70, KEEPS, 'A PEP can also be "Rejected"', 'A PEP can also be "Rejected"'),
    Event(PEP, 74, 75, KEEPS, "PEP Work Flow", "PEP Workflow"),
    Event(PEP, 74, 75, KEEPS, "Standards Track PEPs consist of", "Standards Track PEPs consist of"),
    Event(PEP, 74, 75, KEEPS, "Monitor python.org to make sure", "Monitor python.org to make sure"),
    Event(PEP, 78, 79, KEEPS, "There is a Python script", "A Python script automatically converts"),
    Event(PEP, 81, 82, KEEPS, "Updates to existing PEPs also", "Updates to existing PEPs should"),
    Event(PEP, 53, 73, KEEPS, "The editors don't pass judgment", "The editors don't pass judgment"),
    Event(PEP, 88, 89, KEEPS, ".. image:: pep-0001-1.png", ".. image:: pep-0001-process_flow.png"),
    Event(PEP, 89, 90, KEEPS, "Once approved, they will assign", "Once approved, they will assign"),
    Event(PEP, 89, 90, KEEPS, "Edit the PEP for language", "Skim the PEP for obvious"),
    Event(PEP, 89, 90, OTHER, "Edit the PEP for language", "The PEP's language (spelling,"),
    Event(PEP, 91, 92, KEEPS, "Once the authors have completed", "To expedite the process in"),
    Event(PEP, 91, 92, PART, "Once the authors have completed", "Once the authors have completed"),
    Event(PEP, 91, 92, PART, "Once the authors have completed", "However, content review and final"),
    Event(PEP, 91, 92, OTHER, "There are several references in", 'There are several references in this PEP to "core'),
    Event(PEP, 92, 93, KEEPS, "Specification -- The technical", "Specification -- The technical"),
    Event(PEP, 93, 94, GONE, "Chris Angelico"),
    Event(PEP, 96, 97, KEEPS, "This document has been placed", "This document is placed in"),
    Event(PEP, 96, 97, KEEPS, "Copyright/public domain -- Each PEP", "Copyright/license -- Each new PEP"),
    Event(PEP, 96, 97, OTHER, ".. _Open Publication License:", ".. _CC0-1.0-Universal:"),
    Event(PEP, 98, 99, KEEPS, "A PEP editor must subscribe", "A PEP editor must be added"),
    Event(PEP, 108, 109, KEEPS, "The designated decision maker for", 'The term "PEP-Delegate" is used'),
    Event(PEP, 108, 109, PART, "The final authority for PEP", "Individuals offering to serve as"),
    Event(PEP, 111, 112, KEEPS, ".. _reStructuredText: http://", ".. _reStructuredText: https://"),
    Event(PEP, 111, 112, KEEPS, ".. _Docutils: http://", ".. _Docutils: https://"),
    Event(PEP, 113, 114, KEEPS, "References and Footnotes", "Footnotes"),
    Event(PEP, 115, 116, GONE, "However, content review of the"),
    Event(PEP, 121, 122, KEEPS, "Because the PEPs are maintained", "Because the PEPs are maintained"),
    Event(PEP, 121, 122, GONE, ".. [1] This historical record"),
    Event(PEP, 121, 122, KEEPS, "Send email back to the", "Inform the author of the"),
    Event(PEP, 126, 127, KEEPS, "if the address is not", "if the address is not"),
    Event(PEP, 128, 129, KEEPS, "Assign a PEP number (almost", "Check that the author has selected"),
    Event(PEP, 128, 129, PART, "Assign a PEP number (almost", "Remember that numbers below 100"),
    Event(PEP, 136, 137, KEEPS, "Resolution: <url>", "Resolution: <date in dd-mmm-yyyy"),
    Event(PEP, 42, 142, KEEPS, "What is a PEP?", "What is a PEP?"),
    Event(PEP, 42, 142, KEEPS, "Motivation -- The motivation", "Motivation -- The motivation"),
    Event(QUIC, 10, 11, KEEPS, "Section {{evictions}} describes how", "Section {{evictions}} describes how"),
    Event(QUIC, 11, 12, KEEPS, "Blocked Evictions", "Blocked Eviction"),
    Event(QUIC, 11, 12, KEEPS, "Refreshing Entries with Duplication", "Duplicate {#indexed-duplicate}"),
    Event(QUIC, 11, 12, KEEPS, "To track blocked streams, an", "To track blocked streams, the"),
    Event(QUIC, 11, 12, OTHER, "Tracking added entries might be", "Reference Tracking"),
    Event(QUIC, 11, 12, OTHER, "This replaces the HPACK instruction", "Dynamic Table Size Update"),
    Event(QUIC, 11, 12, OTHER, "Allowed Instructions", "Request Streams"),
    Event(QUIC, 13, 14, KEEPS, "Base Index Encoding {#absolute-index}", "Header Data Prefix {#absolute-index}"),
    Event(QUIC, 19, 20, KEEPS, "HEADER_ACK Frames {#feedback}", "QPACK Decoder Stream {#feedback}"),
    Event(QUIC, 20, 21, KEEPS, "Table Size Synchronize", "Table State Synchronize"),
    Event(QUIC, 23, 24, KEEPS, "Added mechanisms that support one-pass", "Added mechanisms that support one-pass"),
    Event(QUIC, 27, 28, OTHER, "Entries with an absolute index greater", "Post-Base Indexing"),
    Event(QUIC, 31, 32, KEEPS, "`Base Index` is used to", "To save space, Base Index"),
    Event(QUIC, 31, 32, PART, "`Base Index` is used to", "`Base Index` is used to"),
    Event(QUIC, 37, 38, GONE, "Each set of encoder instructions"),
    Event(QUIC, 58, 59, KEEPS, "Header:", "Header field:"),
    Event(QUIC, 58, 59, KEEPS, "Header set:", "Header list:"),
    Event(QUIC, 58, 59, KEEPS, ": The full collection of headers", ": The ordered collection of header"),
    Event(QUIC, 59, 60, GONE, "Code: : 0x06"),
    Event(QUIC, 59, 60, OTHER, "Name: : HTTP_QPACK_DECOMPRESSION_FAILED", "A decoder that encounters an invalid"),
    Event(QUIC, 60, 61, KEEPS, "Blocked Eviction", "Blocked Dynamic Table Insertions"),
    Event(QUIC, 71, 72, KEEPS, "QPACK Encoder Stream {#encoder-stream}", "Encoder Stream {#encoder-stream}"),
    Event(QUIC, 72, 73, PART, "HTTP_QPACK_DECOMPRESSION_FAILED (TBD)", "HTTP_QPACK_DECODER_STREAM_ERROR (TBD)"),
    Event(QUIC, 73, 74, KEEPS, "HEADER_TABLE_SIZE | 0x1 |", "QPACK_MAX_TABLE_CAPACITY | 0x1 |"),
    Event(QUIC, 73, 74, KEEPS, "Base Index:", "Base:"),
    Event(QUIC, 73, 74, OTHER, "Largest Reference:", ": A reference point for relative"),
    Event(QUIC, 73, 74, KEEPS, "Dynamic Table Size Update {#size-update}", "Set Dynamic Table Capacity {#set"),
    Event(QUIC, 76, 77, KEEPS, "QPACK Encoder Stream | 0x48", "QPACK Encoder Stream | 0x02"),
    Event(QUIC, 77, 78, KEEPS, "Encoder Stream {#encoder-stream}", "Encoder Instructions {#encoder-instructions}"),
    Event(QUIC, 83, 84, KEEPS, "HTTP_QPACK_ENCODER_STREAM_ERROR | TBD", "HTTP_QPACK_ENCODER_STREAM_ERROR | 0x201"),
    Event(QUIC, 91, 92, KEEPS, "Avoiding Head-of-Line Blocking", "Blocked Streams"),
    Event(QUIC, 73, 74, KEEPS, "Table State Synchronize", "Insert Count Increment"),
    Event(QUIC, 77, 78, KEEPS, "Request and Push Streams", "Header Block Instructions"),
    Event(QUIC, 116, 170, RETURNS, 'The key words "MUST"', 'The key words "MUST"'),
    Event(QUIC, 170, 172, KEEPS, 'The key words "MUST"', 'The key words "MUST"'),
    Event(QUIC, 71, 78, RETURNS, "Instructions", "Instructions"),
    Event(QUIC, 93, 94, KEEPS, "Set Dynamic Table Capacity {#set", "Set Dynamic Table Capacity {#set"),
    Event(QUIC, 94, 95, KEEPS, "Post-Base references are used for", "Post-Base indices are used for"),
    Event(QUIC, 94, 95, NEW, "", "Dynamic table entries can have"),
    Event(QUIC, 95, 96, KEEPS, "If the Required Insert Count is greater", "While blocked, header block data"),
    Event(QUIC, 95, 96, PART, "The SETTINGS_QPACK_BLOCKED_STREAMS setting", "If the decoder encounters more blocked"),
    Event(QUIC, 96, 97, KEEPS, "Complete processing of a header", "Completed Processing of a Header"),
    Event(QUIC, 104, 105, KEEPS, "QPACK_BLOCKED_STREAMS | 0x7 |", "QPACK_BLOCKED_STREAMS | 0x7 |"),
    Event(QUIC, 106, 107, PART, "The prefixed integer from Section", "QPACK implementations MUST be able"),
    Event(QUIC, 106, 107, KEEPS, "TBD.", "TBD. Also see Section"),
    Event(QUIC, 124, 125, OTHER, "Dmitri Tikhonov", "The compression design team did"),
    Event(QUIC, 128, 129, KEEPS, "Header Acknowledgement", "Section Acknowledgement"),
    Event(
        QUIC, 128, 129, KEEPS, ": An implementation which transforms a header list", ": An implementation which encodes"
    ),
    Event(
        QUIC,
        128,
        129,
        KEEPS,
        ": An implementation which transforms a header block",
        ": An implementation which decodes",
    ),
    Event(QUIC, 141, 142, KEEPS, "Insert Without Name Reference", "Insert With Literal Name"),
    Event(QUIC, 151, 152, PART, "HTTP/3 endpoints contain a QPACK", "These streams MUST NOT be closed."),
    Event(QUIC, 175, 176, KEEPS, "Patrick McManus", "<t>{{{Patrick McManus}}}</t>"),
    Event(QUIC, 177, 178, KEEPS, "RFC9113: display: HTTP/2", "RFC9113: display: HTTP/2"),
    Event(DATA, 1, 2, KEEPS, "#6. Case Studies", "##6. Case Studies"),
    Event(DATA, 5, 6, KEEPS, "6-6 [National Broadband Map]", "6-6 [National Broadband Map]"),
    Event(DATA, 29, 30, KEEPS, "4-7 A data.json validator can", "4-7 A data.json validator can"),
    Event(DATA, 40, 41, KEEPS, "4-7 A data.json validator can", "4-7 [Data.json validator]"),
    Event(DATA, 44, 45, KEEPS, "###[Templates and instructions]", "See: [Open Data Community Event"),
    Event(DATA, 45, 46, KEEPS, "4-7 [Data.json validator]", "4-2 [Data.json validator]"),
    Event(DATA, 45, 46, KEEPS, "4-20 [JSON-to-CSV Converter]", "4-12 [JSON-to-CSV Converter]"),
    Event(DATA, 48, 49, KEEPS, "###Converter Tools", "Converter Tools"),
    Event(DATA, 63, 64, KEEPS, "##6. Case Studies", "6. Case Studies"),
    Event(DATA, 67, 68, PART, "So you’re opening up government data", "A community event is a"),
    Event(DATA, 69, 70, KEEPS, "[Open Data Community Event Templates", "[Open Data Community Event Templates"),
    Event(CODE, 3, 4, KEEPS, "Source code", "title: Source code layout: recommendation"),
    Event(CODE, 10, 11, KEEPS, "You should keep secrets separate", "You must keep secret data"),
    Event(CODE, 10, 11, KEEPS, "Teams are responsible for ensuring", "ensure Git repositories are backed"),
    Event(CODE, 10, 11, KEEPS, "Retired applications", "How to to retire applications"),
    Event(CODE, 10, 11, KEEPS, "GDS uses GitHub.", "[GDS uses GitHub as its"),
    Event(CODE, 10, 11, NEW, "", "configure two-factor authentication for your"),
    Event(CODE, 14, 15, KEEPS, "[using version control]", "maintaining [version control in coding]"),
    Event(CODE, 14, 15, OTHER, "[making source code open]", "Store source code"),
    Event(CODE, 15, 16, KEEPS, "making [source code open", "[making source code open]"),
    Event(CODE, 14, 16, KEEPS, "[using version control]", "[using version control]"),
    Event(CODE, 14, 16, KEEPS, "[making source code open]", "[making source code open]"),
    Event(CODE, 14, 16, KEEPS, "<%= current_page.data.title %>", "<%= current_page.data.title %>"),
    Event(CODE, 17, 18, KEEPS, "You must [keep some data", "You must [keep some data"),
    Event(CODE, 17, 18, PART, "You must [keep some data", "algorithms used to detect fraud"),
    Event(CODE, 30, 31, KEEPS, "set up any tests to", "set up any tests to"),
    Event(CODE, 31, 32, KEEPS, "[5 useful tips for a", "[5 useful tips for a"),
    Event(CODE, 33, 34, KEEPS, "Ensure the repository permissions follow", "Ensure the repository permissions follow"),
    Event(CODE, 33, 34, PART, "Ensure the repository permissions follow", "setting workflow permissions to read-only"),
    Event(CODE, 33, 34, KEEPS, "Consider creating a Workflow Template", "Consider creating a Workflow Template"),
    Event(CODE, 34, 35, KEEPS, "If your workflow interacts with", "If your workflow interacts with"),
    Event(FED, 1, 2, KEEPS, "7.3 Final Invoice", "7.3 Final Invoice"),
    Event(FED, 1, 2, KEEPS, "Directly create, update, or delete", "Directly create, update, or delete"),
    Event(FED, 1, 2, PART, "Directly create, update, or delete", "5.0 OPERATIONAL REQUIREMENTS"),
    Event(FED, 4, 6, KEEPS, "All periodic reports and task", "All periodic reports and task"),
    Event(FED, 2, 3, KEEPS, "Required Deliverables/Reports Required", "Development Prototype | End of"),
    Event(FED, 2, 3, PART, "Required Deliverables/Reports Required", "Status Report | 1 business"),
)

MISTAKEN = (
    Event(PEP, 65, 66, OTHER, "`How Python is Developed", "`Python Developer's Guide"),
    Event(PEP, 89, 90, PART, "Once approved, they will assign", "Check that the author has correctly"),
    Event(PEP, 113, 114, KEEPS, "References -- A collection of", "Footnotes -- A collection of"),
    Event(DATA, 44, 45, OTHER, "4-6 [Catalog Generator]", "4-6 [Inventory.data.gov]"),
)
"""What a reader sees and the words alone do not tell; kept in sight, not as a promise."""

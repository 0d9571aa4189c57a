"""Sentences, as councils write them: `|` stands where one ends and the next begins."""

from __future__ import annotations

import pytest

from consult.core.sentences import sentences

CASES = (
    "Cllr. Jones agreed.| She will report back.",
    "Cllr. Jones and Dr. Patel met Mrs. Ng at 10 a.m. on Monday.| All spoke.",
    "Prof. A. B. Smith chaired it.| Ms. Okafor took notes.",
    "Services, e.g. advice and advocacy, stay open.| Nothing closes.",
    "The provider, i.e. the charity, reports yearly.",
    "See 4.2(b).| The provider shall comply.",
    "See para. 4.2(b) and sched. 3 for the detail.",
    "It costs £1.5m. a year.| We can afford it.",
    "It costs £1.5 million.| We can afford it.",
    "The budget is 3.5% lower.| That is £200.",
    "Opening hours are 9.30 to 17.00.| Sundays are different.",
    "Tea, coffee, etc. are provided.",
    "Tea, coffee, etc.| The room is free.",
    "Acme Care Ltd. runs the service.| It began in 2019.",
    "Services run by Acme Care Ltd.| We pay monthly.",
    "No. 5 is closed.| No. 6 is open.",
    "Is it fair?| Yes.",
    "Is it fair?!| We think so.",
    "“Is it fair?” she asked.| Nobody knew.",
    "He said, “It is not fair.”| Nobody answered.",
    'They wrote "We disagree."| We listened.',
    "It stops here... and then goes on.",
    "It stops here…| Then it begins again.",
    "1. The provider shall open daily.",
    "4.2. The provider shall open daily.| It may close on Sundays.",
    "(b). The provider shall open daily.",
    "The U.K. government agrees.| So do we.",
    "This applies in the U.K.| The rule is old.",
    "J. Smith and T. S. Eliot signed.",
    "The office is at 12 High St. in Croydon.| Come in.",
    "The office is in the High St.| The door is blue.",
    "St. Mary's is closed.| Services moved to St. John's.",
    "We meet at 10 a.m.| The room is upstairs.",
    "We meet at 10 a.m. Monday to Friday.",
    "Smith et al. found otherwise.",
    "Reg. 12 applies.| Art. 8 does not.",
    "cf. s. 17 of the Act.| It was amended.",
    "R. v. Brent (1985) settled it.| Councils must consult.",
    "Cllrs. Adams and Bell voted against.",
    "Call 020 8000 0000 ext. 12 for help.",
    "Visit www.example.gov.uk for more.| It is quick.",
    "Write to a.b@example.org.uk.| We answer in 5 days.",
    "The agreement (see s. 4.) binds both.",
    "It was agreed.[^1]| Then it was changed.",
    "**It was agreed.**| Then it was *changed.*| Twice.",
    "**It was agreed.| Then it was changed.**",
    'Read [our plan.](/plan "The plan. A title")| Then write.',
    "Read [our plan](/plan).| [Then write](/write).",
    "The code is `a. B x`.| That is all.",
    "One line\\\n|another line",
    "We will:| (a) listen; (b) answer.".replace("|", ""),
    "We listen. |(b) We answer.".replace(" |", "| "),
    "One sentence only",
    "No capital follows. like here, so it is one.",
    "In 2023. 45 people came.".replace("2023. ", "2023.| "),
    "Option A.| We prefer it.",
    "Stop!| Look!| Listen!",
    "The vote was 12–3.| It passed.",
    "Approx. 40 homes are affected.",
    "The Hon. Member and Rev. Green spoke.",
    "From Mon. to Fri. we are open.",
    "Jan. 5 is the deadline.| Feb. 5 is too late.",
    "Wait for Sept. 2026 figures.",
    "Fig. 3 and vol. 2, pp. 4-9, show it.",
    "你好。|再见。",
    "Élan is one.| Été is another.",
    "Is this… right?| Maybe.",
    "The Act (as amended.)| A new section.",
    "Full stop at the end of 'quoted.'| Next one.",
    "Providers must have: i.e. DBS checks, etc., before work.| No exceptions.",
)


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    wanted = [part.strip().removesuffix("\\") for part in case.split("|")]
    text = case.replace("|", "")
    assert [text[span.start : span.end] for span in sentences(text)] == wanted


def test_blank_text_has_no_sentences() -> None:
    assert sentences("") == ()
    assert sentences(" \n ") == ()


def test_there_are_at_least_sixty_hard_cases() -> None:
    assert len(CASES) >= 60

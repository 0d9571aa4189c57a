"""Codes and links: single use, ten minutes, five tries, counted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.codes import (
    CODES_PER_ADDRESS,
    CODES_PER_NETWORK,
    WRONG_PER_DAY,
    Asked,
    Wrong,
    ask_code,
    check_code,
    check_link,
    clear_old_codes,
    find_link,
    make_link,
)
from consult.accounts.models import Person, SignInCode
from consult.core.errors import Refused, TooMuch
from consult.extensions import db

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def ask(email: str = "ada@example.org", now: datetime = NOW, network: str = "here") -> Asked:
    return ask_code(email, asked_from=network, now=now)


def code_in(asked: Asked) -> str:
    found = re.search(r"\b\d{6}\b", asked.letter.body)
    assert found
    return found[0]


def link_in(asked: Asked) -> str:
    found = re.search(r"/sign-in/link/([0-9a-f]+)", asked.letter.body)
    assert found
    return found[1]


def wrong_code(asked: Asked) -> str:
    return f"{(int(code_in(asked)) + 1) % 1_000_000:06}"


def test_the_mailed_code_lets_a_new_person_in_and_makes_them(app: Flask) -> None:
    asked = ask("Ada@Example.ORG ")
    assert asked.letter.to == "ada@example.org"
    person = check_code(asked.handle, code_in(asked), now=NOW + timedelta(minutes=9), name="Ada")
    assert isinstance(person, Person)
    assert (person.email, person.name) == ("ada@example.org", "Ada")


def test_a_known_person_is_found_and_keeps_their_name(app: Flask) -> None:
    first, second = ask(), ask(now=NOW + timedelta(minutes=1))
    person = check_code(second.handle, code_in(second), now=NOW + timedelta(minutes=2), name="Ada")
    third = ask(now=NOW + timedelta(minutes=3))
    again = check_code(third.handle, code_in(third), now=NOW + timedelta(minutes=4), name="Somebody else")
    assert again is person
    assert person.name == "Ada"
    assert isinstance(check_code(first.handle, code_in(first), now=NOW + timedelta(minutes=4)), Wrong)


def test_a_code_may_be_typed_with_a_space_in_it(app: Flask) -> None:
    asked = ask()
    code = code_in(asked)
    assert isinstance(check_code(asked.handle, f" {code[:3]} {code[3:]} ", now=NOW), Person)


def test_a_code_works_once(app: Flask) -> None:
    asked = ask()
    assert isinstance(check_code(asked.handle, code_in(asked), now=NOW), Person)
    assert isinstance(check_code(asked.handle, code_in(asked), now=NOW), Wrong)
    assert isinstance(check_link(link_in(asked), now=NOW), Wrong)


def test_a_code_and_its_link_end_after_ten_minutes(app: Flask) -> None:
    asked = ask()
    late = NOW + timedelta(minutes=10)
    assert isinstance(check_code(asked.handle, code_in(asked), now=late), Wrong)
    assert isinstance(check_link(link_in(asked), now=late), Wrong)
    assert find_link(link_in(asked), now=late) is None


def test_the_fifth_wrong_try_ends_a_code_but_not_its_link(app: Flask) -> None:
    asked = ask()
    answers = [check_code(asked.handle, wrong_code(asked), now=NOW) for _ in range(5)]
    assert [answer.again for answer in answers if isinstance(answer, Wrong)] == [True] * 4 + [False]
    assert isinstance(check_code(asked.handle, code_in(asked), now=NOW), Wrong)
    assert isinstance(check_link(link_in(asked), now=NOW), Person)


def test_the_fifth_try_may_still_be_right(app: Flask) -> None:
    asked = ask()
    for _ in range(4):
        check_code(asked.handle, wrong_code(asked), now=NOW)
    assert isinstance(check_code(asked.handle, code_in(asked), now=NOW), Person)


@pytest.mark.parametrize("code", ["", "１２３４５６", "\x00", "0" * 10_000, "abc"])
def test_what_is_no_code_is_a_wrong_try(app: Flask, code: str) -> None:
    asked = ask()
    assert isinstance(check_code(asked.handle, code, now=NOW), Wrong)


def test_a_code_opens_only_the_try_it_was_mailed_for(app: Flask) -> None:
    mine, theirs = ask("ada@example.org"), ask("bob@example.org")
    if code_in(mine) != code_in(theirs):
        assert isinstance(check_code(theirs.handle, code_in(mine), now=NOW), Wrong)
    assert isinstance(check_code("no such handle", code_in(mine), now=NOW), Wrong)


def test_looking_at_a_link_does_not_use_it_up(app: Flask) -> None:
    asked = ask()
    assert find_link(link_in(asked), now=NOW) is not None
    assert find_link(link_in(asked), now=NOW) is not None
    assert isinstance(check_link(link_in(asked), now=NOW), Person)


def test_neither_code_nor_link_can_be_read_from_the_database(app: Flask) -> None:
    asked = ask()
    row = db.session.scalars(select(SignInCode)).one()
    kept = " ".join(str(value) for value in vars(row).values())
    assert code_in(asked) not in (row.code_hash, row.link_hash)
    assert link_in(asked) not in kept
    assert len(row.code_hash) == len(row.link_hash) == 64


def test_the_hashes_depend_on_the_sites_key(app: Flask) -> None:
    asked = ask()
    app.config["SECRET_KEY"] = "another key"
    assert isinstance(check_code(asked.handle, code_in(asked), now=NOW), Wrong)
    assert isinstance(check_link(link_in(asked), now=NOW), Wrong)


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "ada@localhost", "a b@example.org", "a@example.org\nBcc: b@example.org"]
)
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    with pytest.raises(Refused):
        ask(email)


def test_one_address_can_ask_for_some_codes_an_hour(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    for number in range(CODES_PER_ADDRESS):
        ask(network=f"network {number}")
    with pytest.raises(TooMuch):
        ask(now=NOW + timedelta(minutes=59))
    ask("bob@example.org")
    ask(now=NOW + timedelta(minutes=61))


def test_one_network_can_ask_for_some_codes_an_hour(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    for number in range(CODES_PER_NETWORK):
        ask(f"person{number}@example.org")
    with pytest.raises(TooMuch):
        ask("one-more@example.org")
    ask("one-more@example.org", network="elsewhere")


def test_an_address_whose_codes_were_guessed_at_all_day_is_let_in_by_link_only(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    for number in range(WRONG_PER_DAY // 4):
        asked = ask(now=NOW + timedelta(hours=number))
        for _ in range(4):
            check_code(asked.handle, wrong_code(asked), now=NOW + timedelta(hours=number))
    later = NOW + timedelta(hours=8)
    asked = ask(now=later)
    assert isinstance(check_code(asked.handle, code_in(asked), now=later), Wrong)
    assert isinstance(check_link(link_in(asked), now=later), Person)


def test_the_link_of_the_command_line_lets_in_once(app: Flask) -> None:
    token = make_link("admin@example.org", now=NOW)
    assert isinstance(check_link(token, now=NOW + timedelta(hours=2)), Person)
    assert isinstance(check_link(token, now=NOW + timedelta(hours=2)), Wrong)


def test_old_codes_are_cleared_away_and_new_ones_stay(app: Flask) -> None:
    ask()
    newer = ask(now=NOW + timedelta(days=2))
    clear_old_codes(NOW + timedelta(days=2, minutes=5))
    assert [row.handle for row in db.session.scalars(select(SignInCode))] == [newer.handle]

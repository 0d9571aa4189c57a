"""Addresses nobody gave out."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize("path", ["/documents/a%00b", "/consultations/%00", "/organisations/a%00", "/waiting/%00"])
def test_a_nul_in_an_address_leads_nowhere_on_either_database(either_app: Flask, path: str) -> None:
    either_app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = either_app.test_client().get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text

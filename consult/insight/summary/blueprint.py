"""The blueprint of the summary's pages."""

from flask import Blueprint

bp = Blueprint("summary", __name__)

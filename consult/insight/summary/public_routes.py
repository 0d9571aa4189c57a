"""The summary as the public reads it, and what it does not quote."""

from __future__ import annotations

from flask import render_template

from consult.consultations.access import the_consultation
from consult.core.policy import allows
from consult.documents.access import reader_facts
from consult.infra.access import access
from consult.insight.summary.blueprint import bp
from consult.insight.summary.coverage import KINDS, Coverage, list_uncited, read_coverage
from consult.insight.summary.desk_routes import after_asked, asked, filters_asked
from consult.insight.summary.queries import find_publication
from consult.insight.summary.sections import list_settled, read_sections
from consult.insight.summary.staleness import read_staleness
from consult.insight.summary.viewing import show


@bp.get("/consultations/<slug>/summary")
@access("summary:read", facts=reader_facts)
def public(slug: str) -> str:
    """Show the published summary, who signed it, who read it, and how much it does not quote."""
    consultation, facts = the_consultation(slug), reader_facts(slug)
    publication = find_publication(consultation)
    save = publication.save_ if publication else None
    coverage: Coverage | None = read_coverage(consultation, save, public=True) if save else None
    return render_template(
        "insight/summary/public.html",
        consultation=consultation,
        publication=publication,
        save=save,
        shown=show(consultation, read_sections(save.sections)) if save else [],
        staleness=read_staleness(consultation, save) if save else None,
        coverage=coverage,
        may_manage=allows("summary:manage", facts),
    )


@bp.get("/consultations/<slug>/summary/not-quoted")
@access("summary:read", facts=reader_facts)
def not_quoted(slug: str) -> str:
    """List what the published summary does not quote by number."""
    consultation = the_consultation(slug)
    publication = find_publication(consultation)
    save = publication.save_ if publication else None
    filters = filters_asked()
    return render_template(
        "insight/summary/not_quoted.html",
        consultation=consultation,
        save=save,
        page=list_uncited(consultation, save, filters, after_asked(), public=True) if save else None,
        filters=filters,
        asked=asked(),
        themes=[(one.public_id, one.name) for one in list_settled(consultation)],
        kinds=[(kind.value, name) for kind, name in KINDS.items()],
    )

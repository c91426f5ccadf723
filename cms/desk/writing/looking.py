"""How typed markup reads, shown beside it as it is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from articles.content import citations
from articles.content.awaited import awaited_number
from articles.content.citations import Citation
from articles.content.plain_markup import CitationNames, read
from cms.access import insider
from cms.desk.writing.form import names_of


def look(html: str, names: CitationNames) -> SafeString:
    """Sanitised rich text, each citation shown by the label that it is typed with."""

    def mark(citation: Citation) -> str:
        number = awaited_number(citation.ref)
        label = names.label(citation) or number or "?"
        missing = " missing" if number or str(label).startswith("?") else ""
        return format_html('<span class="cite{}">{}</span>', missing, label)

    return mark_safe(citations.render(html, mark))  # noqa: S308 - sanitised before


@insider
@require_POST
def looked(request: HttpRequest) -> HttpResponse:
    """What the field named in the address reads as. Nothing is stored."""
    names = names_of(request.POST.get("names", ""))
    reading = read(request.POST.get(request.GET.get("field", ""), "")[:500_000], names)
    return HttpResponse(look(reading.html, names))

"""
{% translate "…" %} of a constant text, at a twentieth of the price of Django's own.

A page says about a hundred texts; Django resolves each as a filtered variable first, and asks each
time which language is spoken. Here a page is in one language from its first word to its last, and a
text is looked up once. What is not constant, or is noop, goes Django's way.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, pgettext

register = template.Library()


class Words(Node):
    """A constant text in the reader's language; safe, as text of a template is."""

    def __init__(self, text: str, about: str, name: str) -> None:
        self.text = text.replace("%", "%%")  # as the catalogues have it, by Django's rule
        self.about = about
        self.name = name
        self.known: dict[str | None, str] = {}

    def render(self, context: Any) -> str:
        """Return the text, or keep it under its name and return nothing."""
        language = _language_of(context)
        shown = self.known.get(language)
        if shown is None:
            shown = self.known[language] = self._looked_up()
        if not self.name:
            return shown
        context[self.name] = shown
        return ""

    def _looked_up(self) -> str:
        found = pgettext(self.about, self.text) if self.about else gettext(self.text)
        return mark_safe(found.replace("%%", "%"))


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Parse as Django does, and take the short way where all is constant."""
    node: TranslateNode = do_translate(parser, token)
    text, about = _literal(node.filter_expression), _constant(node.message_context)
    if node.noop or text is None or about is None:
        return node
    return Words(text, about, node.asvar or "")


def _language_of(context: Any) -> str | None:
    """Return the language of the page, kept with it since its first text."""
    try:
        found: str | None = context.lean_language
    except AttributeError:
        found = context.lean_language = get_language()
    return found


def _literal(expression: FilterExpression) -> str | None:
    """Return the constant text of the expression; None for one that depends on the page."""
    var = expression.var
    if expression.filters or not isinstance(var, Variable) or var.lookups is not None:
        return None
    return str(var.literal)


def _constant(context: FilterExpression | None) -> str | None:
    """Return the constant context, "" for none; None for one that depends on the page."""
    if context is None:
        return ""
    return context.var if isinstance(context.var, str) and not context.filters else None

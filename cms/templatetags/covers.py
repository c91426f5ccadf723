"""What a signature covers, in words."""

from __future__ import annotations

from django import template

from cms.desk.telling import covered

register = template.Library()
register.filter("covered", covered)

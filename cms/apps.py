"""The site as a Django application (it has commands and checks, and no models)."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

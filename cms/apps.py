"""The site as a Django application (it has commands and checks, and no models)."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self) -> None:
        """Register the checks."""
        from cms import checks  # noqa: F401 - importing them registers them

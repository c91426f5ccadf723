from __future__ import annotations

from django.db import models

from articles.models.history import field_history


class Publications(models.Manager["Publication"]):
    def current(self) -> Publication:
        """Return the house's settings, or an unsaved one with the plainest wording."""
        return self.first() or Publication()


class Publication(models.Model):
    """The settings of the house. There is one row at most."""

    name = models.TextField(default="Imprimatur")
    strapline = models.TextField(
        blank=True, default="Medical answers, signed by the people who checked them."
    )
    board_name = models.TextField(default="Medical Advisory Board")
    disclaimer_professional = models.TextField(
        default="This page is written for health professionals. It supports clinical judgement and does not "
        "replace it; check doses against the sources and current product information before you act on them."
    )
    disclaimer_patient = models.TextField(
        default="This page explains; it cannot examine you. Speak with a doctor, nurse or pharmacist before "
        "you start, change or stop a treatment, and call emergency services if you feel seriously unwell."
    )
    contact = models.EmailField(blank=True)
    funding = models.TextField(blank=True)
    advertising = models.TextField(default="This site carries no advertising.")
    privacy = models.TextField(blank=True)

    objects = Publications()
    history = field_history()

    class Meta:
        constraints = [models.CheckConstraint(name="publication_is_one", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.pk = 1
        super().save(*args, **kwargs)  # type: ignore[arg-type]

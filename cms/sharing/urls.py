"""The one address of this face. Its secret is the whole right to it."""

from __future__ import annotations

from django.urls import path

from cms.sharing import views

urlpatterns = [path("shared/<str:secret>/", views.shared, name="shared")]

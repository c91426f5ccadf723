"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from cms import health, own_account

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", own_account.account, name="account"),
    path("accounts/close/", own_account.close, name="account_close"),
    path("accounts/passkey/", own_account.passkey, name="account_passkey"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("desk/", include("cms.desk.urls")),
    path("", include("cms.sharing.urls")),
    path("", include("cms.reading.urls")),
]

handler400 = "cms.reading.errors.bad_request"
handler403 = "cms.reading.errors.permission_denied"
handler404 = "cms.reading.errors.page_not_found"
handler500 = "cms.reading.errors.server_error"

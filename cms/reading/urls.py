"""The addresses of the public."""

from django.urls import path

from cms.reading import letter_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/history/", views.history, name="history"),
    path("articles/<slug:slug>/question/", letter_views.question, name="question"),
    path("articles/<slug:slug>/report/", letter_views.report, name="report"),
    path("articles/<slug:slug>/thanks/", letter_views.thanks, name="thanks"),
    path("articles/<slug:slug>/<int:number>/", views.version, name="version"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("board/", views.board, name="board"),
    path("board/<slug:slug>/", views.member, name="member"),
    path("editorial-policy/", views.editorial_policy, name="editorial-policy"),
]

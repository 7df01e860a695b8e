"""Addresses of the handbook."""

from django.urls import path

from handbook.views import HandbookView, TopicView

app_name = "handbook"
urlpatterns = [
    path("help/", HandbookView.as_view(), name="index"),
    path("help/<slug:slug>/", TopicView.as_view(), name="topic"),
]

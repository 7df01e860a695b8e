"""Addresses of posts, roster, trainings, sign-ins and exemptions."""

from django.urls import path

from assessment.training.views import post_standards, roster, sessions

app_name = "training"

urlpatterns = [
    path("workbench/training/", sessions.TrainingListView.as_view(), name="trainings"),
    path(
        "workbench/training/<int:pk>/",
        sessions.TrainingDetailView.as_view(),
        name="training",
    ),
    path("workbench/training/posts/", roster.PostListView.as_view(), name="posts"),
    path(
        "workbench/training/posts/<int:pk>/",
        roster.PostDetailView.as_view(),
        name="post",
    ),
    path(
        "workbench/training/post-standards/",
        post_standards.PostStandardsView.as_view(),
        name="post_standards",
    ),
    path(
        "workbench/training/posts/<int:pk>/standards/",
        post_standards.PostChoiceView.as_view(),
        name="post_choice",
    ),
    path("workbench/training/staff/", roster.StaffListView.as_view(), name="staff"),
    path(
        "workbench/training/staff/<int:pk>/",
        roster.StaffDetailView.as_view(),
        name="staff_member",
    ),
    path(
        "workbench/training/sign-ins/",
        sessions.SignInListView.as_view(),
        name="sign_ins",
    ),
    path(
        "workbench/training/sign-ins/<int:pk>/",
        sessions.SignInDetailView.as_view(),
        name="sign_in",
    ),
    path(
        "workbench/training/exemptions/",
        sessions.ExemptionListView.as_view(),
        name="exemptions",
    ),
    path(
        "workbench/standards/<int:pk>/posts/",
        roster.StandardPostsPanel.as_view(),
        name="standard_posts",
    ),
    path(
        "workbench/standards/<int:pk>/trainings/",
        sessions.StandardTrainingsPanel.as_view(),
        name="standard_trainings",
    ),
]

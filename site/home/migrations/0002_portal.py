"""A fresh installation has a portal at ``/`` and an office that may edit it.

Replaces Wagtail's welcome page and its English example groups and workflow.
"""

from django.db import migrations

OFFICE = "标准化办公室"


def make_portal(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    PortalPage = apps.get_model("home", "PortalPage")
    root = Page.objects.get(path="0001")
    Page.objects.filter(depth__gt=1).delete()
    kind, _ = ContentType.objects.get_or_create(app_label="home", model="portalpage")
    portal = PortalPage.objects.create(
        title="标准公开",
        draft_title="标准公开",
        slug="portal",
        content_type=kind,
        locale=Locale.objects.first(),
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/portal/",
    )
    Page.objects.filter(pk=root.pk).update(
        title="全部内容", draft_title="全部内容", numchild=1
    )
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost",
        site_name="准绳",
        root_page_id=portal.pk,
        is_default_site=True,
    )


def drop_examples(apps, schema_editor):
    names = ("Moderators approval",)
    for model in ("WorkflowTask", "WorkflowPage"):
        rows = apps.get_model("wagtailcore", model).objects
        rows.filter(workflow__name__in=names).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(
        name__in=names
    ).delete()
    for model in ("Task", "Workflow"):
        apps.get_model("wagtailcore", model).objects.filter(name__in=names).delete()
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=("Moderators", "Editors")).delete()
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).update(
        name="全部文件"
    )


def make_office(apps, schema_editor):
    """The group of the role of the same name (``accounts.permissions``)."""
    Permission = apps.get_model("auth", "Permission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    office, _ = apps.get_model("auth", "Group").objects.get_or_create(name=OFFICE)
    office.permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        )
    )
    root = apps.get_model("wagtailcore", "Page").objects.get(path="0001")
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.get_or_create(
            group=office,
            page=root,
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore",
                content_type__model="page",
                codename=codename,
            ),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(make_portal, migrations.RunPython.noop),
        migrations.RunPython(drop_examples, migrations.RunPython.noop),
        migrations.RunPython(make_office, migrations.RunPython.noop),
    ]

"""The tag that draws an icon."""

from __future__ import annotations

from django.template import engines


def drawn(source: str, **context: str) -> str:
    return engines["django"].from_string(source).render(context)


def test_an_icon_is_known_to_every_template_and_hidden_from_hearers() -> None:
    html = drawn('{% icon "tool" %}整改')
    assert 'aria-hidden="true"' in html
    assert 'vendor/icons.svg#tool"' in html
    assert html.endswith("</svg>\n整改")


def test_its_name_may_come_from_the_page_and_is_no_markup() -> None:
    assert '#a&quot;b"' in drawn("{% icon name %}", name='a"b')

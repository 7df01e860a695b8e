"""Signed links for bodies without an account: they end with the round."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from standards_catalog.procedure.models import Invitation

# Without a time stamp: an invitation has one link, however often it is shown.
_SIGNER = signing.Signer(salt="procedure.invitation")


class DeadLinkError(Exception):
    """A link that opens nothing; the message is a Chinese line for its reader."""


def link_for(invitation: Invitation) -> str:
    """The path that opens the round for whoever holds it.

    It names the invitation only and is signed with the installation's secret; the
    deadline is the round's own, so an extended round keeps its links.
    """
    token = _SIGNER.sign_object(invitation.pk)
    return reverse("procedure:signed", args=[token])


def invitation_of(token: str) -> Invitation:
    """The invitation behind a link, while its round is open.

    DeadLinkError for a changed token, a withdrawn invitation and a closed round.
    """
    try:
        key = _SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise DeadLinkError("链接不完整或被改动过，请使用收到的完整链接。") from error
    invitation = (
        Invitation.objects.select_related(
            "unit", "consultation__project__standard__pilot", "consultation__snapshot"
        )
        .filter(pk=key)
        .first()
    )
    if invitation is None:
        raise DeadLinkError("这个征求意见对象已被取消。")
    consultation = invitation.consultation
    if not consultation.is_open_on(timezone.localdate()):
        raise DeadLinkError(
            f"本次征求意见已于 {consultation.closes_on.isoformat()} 截止，链接已失效。"
        )
    return invitation

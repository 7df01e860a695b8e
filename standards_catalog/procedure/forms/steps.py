"""One form per step: what it asks for, and the step it takes with the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Role, User
from standards_catalog.procedure.forms.fields import day_field, words_field
from standards_catalog.procedure.forms.rounds import (
    CloseConsultationForm,
    ExtendConsultationForm,
    OpenConsultationForm,
)
from standards_catalog.procedure.forms.step_form import StepForm
from standards_catalog.procedure.models import DraftingProject, ExpertReview
from standards_catalog.procedure.selectors.readiness import (
    latest_review,
    tally_of_review,
)
from standards_catalog.procedure.selectors.rules import rules_of
from standards_catalog.procedure.services import panels, transitions
from standards_catalog.procedure.services.publications import (
    PublicationPlan,
    proposed_number,
    publish,
)


class AcceptForm(StepForm):
    """立项."""

    advice = "立项后建立标准草案，由牵头单位起草。"
    note = words_field("审查意见", required=False)

    def take(self, address: str) -> None:
        transitions.accept_proposal(
            project=self.project,
            actor=self.actor,
            note=self.cleaned_data["note"],
            address=address,
        )


class _ExpertsField(forms.ModelMultipleChoiceField):
    """Experts by position and account: several may hold the same position."""

    def label_from_instance(self, obj: Any) -> str:
        return _expert_label(obj)


class _ChairField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _expert_label(obj)


def _expert_label(expert: User) -> str:
    return f"{expert}（{expert.username}）"


class ConveneReviewForm(StepForm):
    """召集专家评审."""

    advice = "文本固定为送审稿；专家收到通知，在评审室审阅、提意见、表决。"
    meeting_on = day_field("评审日期")
    place = forms.CharField(label="地点", max_length=200)
    host = forms.CharField(label="主持（岗位）", max_length=100)
    experts = _ExpertsField(
        User.objects.none(), label="专家组", widget=forms.CheckboxSelectMultiple
    )
    chair = _ChairField(
        User.objects.none(), label="组长", required=False, empty_label="暂不指定"
    )

    def prepare(self) -> None:
        experts = User.objects.filter(role=Role.EXPERT, is_active=True).order_by("pk")
        for name in ("experts", "chair"):
            field: Any = self.fields[name]
            field.queryset = experts
        least = rules_of(self.project.standard.pilot).panel_size
        count = experts.count()
        words = f"不少于 {least} 人，一般为单数；现有在用的专家账号 {count} 个。"
        if count < least:
            words += (
                "账号不够：请系统管理员在“内容管理—设置—用户”中建立专家账号；"
                "人数可在“制修订项目—规则”中调整。"
            )
        self.fields["experts"].help_text = words
        self.fields["meeting_on"].initial = timezone.localdate() + timedelta(days=7)

    def take(self, address: str) -> None:
        data = self.cleaned_data
        plan = panels.ReviewPlan(
            meeting_on=data["meeting_on"],
            place=data["place"],
            host=data["host"],
            experts=tuple(data["experts"]),
            chair=data["chair"],
        )
        panels.convene_review(
            project=self.project, actor=self.actor, plan=plan, address=address
        )


class ConcludeReviewForm(StepForm):
    """形成评审结论."""

    conclusion = forms.ChoiceField(
        label="评审结论",
        choices=ExpertReview.Conclusion.choices,
        widget=forms.RadioSelect,
    )
    main_points = words_field(
        "主要修改意见", rows=5, required=False, help_text="“通过”以外的结论须填写。"
    )

    def prepare(self) -> None:
        review = latest_review(self.project)
        if review is None:
            return
        tally = tally_of_review(review)
        word = "达到" if tally.is_passed else "未达到"
        self.advice = (
            f"专家组 {tally.panel} 人：同意 {tally.yes}，不同意 {tally.no}，"
            f"弃权 {tally.abstained}，{word}通过的票数。形成结论后不再接受意见和表决。"
        )
        opinions = [
            f"{opinion.clause_number or '全文'}：{opinion.content}"
            for member in review.panel.all()
            for opinion in member.opinions.all()
        ]
        self.fields["main_points"].initial = "\n".join(opinions)

    def take(self, address: str) -> None:
        panels.conclude_review(
            project=self.project,
            actor=self.actor,
            conclusion=self.cleaned_data["conclusion"],
            main_points=self.cleaned_data["main_points"],
            address=address,
        )


class SubmitForm(StepForm):
    """提请领导小组审议."""

    advice = "文本固定为报批稿；起草检查中须改正的问题要先改完。"
    changes = words_field(
        "评审后的修改",
        rows=5,
        required=False,
        help_text="评审结论为“修改后通过”时，写明按评审意见作了哪些修改。",
    )

    def take(self, address: str) -> None:
        transitions.submit_for_deliberation(
            project=self.project,
            actor=self.actor,
            changes=self.cleaned_data["changes"],
            address=address,
        )


class ApproveForm(StepForm):
    """审议通过."""

    advice = "审议通过只对页面所示摘要的报批稿有效。"
    opinion = words_field("审议意见", required=False)

    def take(self, address: str) -> None:
        transitions.approve(
            project=self.project,
            actor=self.actor,
            opinion=self.cleaned_data["opinion"],
            address=address,
        )


class ReturnForm(StepForm):
    """退回修改."""

    advice = "项目回到起草，重新征求意见和评审。"
    opinion = words_field("退回的理由")

    def take(self, address: str) -> None:
        transitions.return_to_drafting(
            project=self.project,
            actor=self.actor,
            opinion=self.cleaned_data["opinion"],
            address=address,
        )


class _ReasonForm(StepForm):
    note = words_field("理由")

    def step(self) -> Any:
        """The function of the step."""
        raise NotImplementedError

    def take(self, address: str) -> None:
        self.step()(
            project=self.project,
            actor=self.actor,
            note=self.cleaned_data["note"],
            address=address,
        )


class RedraftForm(_ReasonForm):
    """重新起草."""

    advice = "项目回到起草，改好后重新征求意见。"

    def step(self) -> Any:
        return transitions.redraft


class WithdrawForm(_ReasonForm):
    """撤回立项."""

    advice = "撤回后项目终止，需要时可以重新提出。"

    def step(self) -> Any:
        return transitions.withdraw


class AbandonForm(_ReasonForm):
    """终止项目."""

    advice = "终止后不能恢复，已有的记录保留；需要时可以重新立项，从已有文本继续。"

    def step(self) -> Any:
        return transitions.abandon


class PublishForm(StepForm):
    """批准发布."""

    advice = "审议通过的报批稿成为正式版次，之后不能修改。"
    number = forms.CharField(label="标准编号", max_length=60)
    published_on = day_field("发布日期")
    effective_on = day_field("实施日期")
    issuer = forms.CharField(label="发布机构", max_length=200)
    batch = forms.CharField(label="发布批次", max_length=60, required=False)
    must_publish = forms.BooleanField(
        label="向社会公开",
        required=False,
        initial=True,
        help_text="公开的，从发布日期起任何人都能在公众门户阅读、下载。",
    )

    def prepare(self) -> None:
        today = timezone.localdate()
        if self.project.standard.must_publish is not None:
            del self.fields["must_publish"]
        self.fields["published_on"].initial = today
        self.fields["effective_on"].initial = today + timedelta(days=30)
        self.fields["issuer"].initial = self._last_issuer()
        if self.project.kind == DraftingProject.Kind.ABOLITION:
            self.advice = "发布废止公告；原版次从下面的日期起废止。"
            self.fields["effective_on"].label = "废止日期"
            for name in ("number", "issuer", "must_publish"):
                self.fields.pop(name, None)
            return
        if self.project.kind == DraftingProject.Kind.REVISION:
            self.advice += "被代替的版次在新版次的实施日期废止。"
        self.fields["number"].initial = proposed_number(self.project, today.year)
        self.fields[
            "number"
        ].help_text = "系统按体系编号或下一个可用的顺序号给出，可以改。"
        self.fields["issuer"].help_text = "发布机构全称。"

    def _last_issuer(self) -> str:
        from_pilot = self.project.standard.pilot.standard_set.filter(
            editions__issuer__gt=""
        )
        return (
            from_pilot.order_by("-editions__pk")
            .values_list("editions__issuer", flat=True)
            .first()
            or ""
        )

    def take(self, address: str) -> None:
        data = self.cleaned_data
        plan = PublicationPlan(
            published_on=data["published_on"],
            effective_on=data["effective_on"],
            issuer=data.get("issuer", ""),
            number=data.get("number", ""),
            batch=data["batch"],
            must_publish=data.get("must_publish"),
        )
        publish(project=self.project, actor=self.actor, plan=plan, address=address)


FORMS: Mapping[str, type[StepForm]] = {
    "accept_proposal": AcceptForm,
    "open_consultation": OpenConsultationForm,
    "extend_consultation": ExtendConsultationForm,
    "close_consultation": CloseConsultationForm,
    "convene_review": ConveneReviewForm,
    "conclude_review": ConcludeReviewForm,
    "submit_for_deliberation": SubmitForm,
    "approve": ApproveForm,
    "return_to_drafting": ReturnForm,
    "redraft": RedraftForm,
    "publish": PublishForm,
    "withdraw": WithdrawForm,
    "abandon": AbandonForm,
}

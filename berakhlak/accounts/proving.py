"""The page that asks once more who is there: by the password, or by the second step."""

from __future__ import annotations

from flask import current_app, url_for

from berakhlak.accounts.forms import PasswordAgainForm, ProofAgainForm, SecondStepForm
from berakhlak.accounts.queries import is_linked
from berakhlak.accounts.second_factors import has_second_factor
from berakhlak.accounts.session import signed_in
from berakhlak.accounts.step_pages import passkey_question
from berakhlak.extensions import db
from berakhlak.web.pages import render_page

ProofForm = PasswordAgainForm | SecondStepForm


def proof_form(draft: str | None = None, *, step_only: bool = False) -> ProofForm:
    """Empty with a draft; else as it was sent. With a second step, its code does as well, or
    alone."""
    kind: type[ProofForm] = PasswordAgainForm
    if has_second_factor(db.session(), signed_in().id):
        kind = SecondStepForm if step_only else ProofAgainForm
    return kind() if draft is None else kind(formdata=None, draft=draft)


def proof_page(form: ProofForm, *, action: str, by_passkey: str, cancel: str) -> tuple[str, int]:
    """The question; `by_passkey`: where the answer of an authenticator goes."""
    question = passkey_question(signed_in().id) if "code" in form else ""
    return render_page(
        "accounts/prove.html",
        form=form,
        action=action,
        by_passkey=by_passkey,
        cancel=cancel,
        question=question,
        by_provider=_by_provider(form, cancel),
    )


def _by_provider(form: ProofForm, wanted: str) -> str:
    """The page by which a provider proves it, where the account is linked to it; else empty. What
    was typed into a form would not come back from there."""
    issuer = current_app.config["BERAKHLAK"].single_sign_on.issuer
    is_enough = "current_password" in form and not form.draft.data
    if not issuer or not is_enough or not is_linked(db.session(), signed_in().id, issuer):
        return ""
    return url_for("single_sign_on.prove", next=wanted)

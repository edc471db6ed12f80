"""Flask-Security's sentences in the house's words, so that they stand in the same catalogue as all others."""

from marketplace.kernel.i18n import Text, mark

WRONG = mark("The e-mail address or the password is not right, or the address is not confirmed yet.")
_ASK_AGAIN = mark("This link is not valid any more. Ask for a new one.")
_WRONG_CODE = mark("This code is not right. Wait for the next one in your app and type that.")
_AGAIN = mark("This step took too long or was answered already. Please start again.")

_MESSAGES: dict[str, tuple[Text, str]] = {
    "ALREADY_CONFIRMED": (mark("Your address is already confirmed. You can sign in."), "info"),
    "ANONYMOUS_USER_REQUIRED": (mark("You are signed in already."), "info"),
    "API_ERROR": (_ASK_AGAIN, "warning"),
    "CHANGE_EMAIL_CONFIRMED": (mark("Your address is changed. Sign in with the new one from now on."), "success"),
    "CHANGE_EMAIL_EXPIRED": (_ASK_AGAIN, "warning"),
    "CHANGE_EMAIL_SENT": (
        mark("We have sent a link to %(email)s. The address changes when you open it."),
        "success",
    ),
    "CODE_HAS_BEEN_SENT": (mark("The code has been sent."), "info"),
    "CONFIRMATION_EXPIRED": (_ASK_AGAIN, "warning"),
    "CONFIRMATION_REQUEST": (
        mark("If an account with this address waits for its confirmation, a new link is on its way to %(email)s."),
        "info",
    ),
    "CONFIRMATION_REQUIRED": (WRONG, "warning"),
    "CONFIRM_REGISTRATION": (
        mark("Thank you. We have sent a link to %(email)s: open it to confirm your address, then sign in."),
        "success",
    ),
    "DISABLED_ACCOUNT": (WRONG, "warning"),
    "EMAIL_ALREADY_ASSOCIATED": (WRONG, "warning"),
    "EMAIL_CONFIRMED": (mark("Your address is confirmed. You can sign in now."), "success"),
    "EMAIL_NOT_PROVIDED": (mark("Enter your e-mail address."), "warning"),
    "FORGOT_PASSWORD": (mark("Forgot your password?"), "info"),
    "GENERIC_AUTHN_FAILED": (WRONG, "warning"),
    "INVALID_CODE": (_WRONG_CODE, "warning"),
    "INVALID_CONFIRMATION_TOKEN": (_ASK_AGAIN, "warning"),
    "INVALID_EMAIL_ADDRESS": (mark("Enter an e-mail address like name@example.org."), "warning"),
    "INVALID_PASSWORD": (mark("This is not your password."), "warning"),
    "INVALID_RECOVERY_CODE": (mark("This recovery code is not right or was used before."), "warning"),
    "INVALID_REDIRECT": (mark("This address leads out of the site."), "warning"),
    "INVALID_RESET_PASSWORD_TOKEN": (_ASK_AGAIN, "warning"),
    "LOGIN": (mark("Please sign in to see this page."), "info"),
    "NO_RECOVERY_CODES_SETUP": (mark("You have no recovery codes yet."), "info"),
    "PASSWORD_CHANGE": (mark("Your password is changed. All your other sessions have ended."), "success"),
    "PASSWORD_IS_THE_SAME": (mark("The new password is the same as the present one."), "warning"),
    "PASSWORD_NOT_PROVIDED": (mark("Enter a password."), "warning"),
    "PASSWORD_RESET_EXPIRED": (_ASK_AGAIN, "warning"),
    "PASSWORD_RESET_NO_LOGIN": (
        mark("Your password is changed and all your sessions have ended. Sign in with the new password."),
        "success",
    ),
    "PASSWORD_RESET_REQUEST": (
        mark("If there is an account with this address, a link to choose a new password is on its way to %(email)s."),
        "info",
    ),
    "REAUTHENTICATION_REQUIRED": (mark("Please show once more that it is you for this page."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (mark("Thank you. You can go on."), "success"),
    "RETYPE_PASSWORD_MISMATCH": (mark("The two passwords are not the same."), "warning"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        mark("Your second factor is set up. Keep recovery codes for the day you lose your telephone."),
        "success",
    ),
    "TWO_FACTOR_DISABLED": (mark("Your second factor is switched off."), "success"),
    "TWO_FACTOR_INVALID_TOKEN": (_WRONG_CODE, "warning"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (mark("You are signed in."), "success"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (mark("Choose one of the methods shown."), "warning"),
    "TWO_FACTOR_PERMISSION_DENIED": (mark("Your sign-in took too long. Please start again."), "warning"),
    "TWO_FACTOR_SETUP_EXPIRED": (mark("Setting up took too long. Please start again."), "warning"),
    "UNAUTHENTICATED": (mark("Please sign in to see this page."), "info"),
    "UNAUTHORIZED": (mark("Your role does not allow this."), "warning"),
    "USER_DOES_NOT_EXIST": (WRONG, "warning"),
    "WEBAUTHN_EXPIRED": (_AGAIN, "warning"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_AGAIN, "warning"),
    "WEBAUTHN_NAME_INUSE": (mark("You have a passkey of this name already. Choose another name."), "warning"),
    "WEBAUTHN_NAME_REQUIRED": (mark("Enter a name for the passkey."), "warning"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (
        mark("The passkey “%(name)s” is added. It opens your account from now on."),
        "success",
    ),
}

_SUBJECTS: dict[str, Text] = {
    "emails/confirm": mark("Confirm your e-mail address"),
    "emails/change_email": mark("Confirm your new e-mail address"),
    "emails/email_changed": mark("Your e-mail address was changed"),
    "emails/existing": mark("You already have an account"),
    "emails/recover": mark("Choose a new password"),
    "emails/password_changed": mark("Your password was changed"),
    "emails/second_factor": mark("Your second factor was changed"),
}


def messages() -> dict[str, object]:
    """Flask-Security's configuration of its sentences; it translates them from our catalogue."""
    return {f"SECURITY_MSG_{name}": (text.msgid, tone) for name, (text, tone) in _MESSAGES.items()}


def mail_subject(template: str) -> Text:
    """The subject of the mail that is written by `template`."""
    return _SUBJECTS[template]

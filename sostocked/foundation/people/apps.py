from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sostocked.foundation.people"
    label = "people"
    verbose_name = "People"

    def ready(self):
        # Models exist only once every app is loaded, so these imports cannot stand at the top.
        from allauth.account.signals import email_confirmed  # noqa: PLC0415
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from sostocked.foundation.people.mail.kinds import register_kinds  # noqa: PLC0415
        from sostocked.foundation.people.proof.receivers import settle  # noqa: PLC0415
        from sostocked.foundation.people.security_log.receivers import remember_sign_in  # noqa: PLC0415

        register_kinds()
        email_confirmed.connect(settle, dispatch_uid="people.proof.settle")
        user_logged_in.connect(remember_sign_in, dispatch_uid="people.security_log.remember_sign_in")

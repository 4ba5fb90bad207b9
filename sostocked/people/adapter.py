"""How allauth's mail leaves: through the outbox, like everything else, so that a slow mail server holds nobody up."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter

from sostocked.outbox.models import Message
from sostocked.outbox.services import post


class Adapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """Render allauth's mail and post it; it is delivered after the request's transaction commits."""
        mail = self.render_mail(template_prefix, email, context)
        message = Message(
            key=f"account:{uuid.uuid4()}",
            to=[email],
            subject=mail.subject.replace("\n", " ")[:250],
            text=mail.body,
        )
        post([message])

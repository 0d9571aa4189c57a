"""The words of the mails that let people in."""

from __future__ import annotations

from consult.infra.addresses import address, site_name, with_next
from consult.infra.mail import Letter


def sign_in_letter(email: str, code: str, token: str, next_path: str) -> Letter:
    """Write the mail with a code and a link."""
    site = site_name()
    link = address(with_next(f"/sign-in/link/{token}", next_path))
    body = f"""Hello,

your code for {site} is

    {code}

Type it into the page you came from. Or open this link and press the button there:

{link}

Code and link work once, and for ten minutes.

If you did not ask for this, do nothing: nobody gets in without the code or the link.
Never tell the code to anybody. We will not ask you for it by phone or mail.

{site}
{address("/")}
"""
    return Letter(email, f"{code} is your code for {site}", body)

"""An SMTP server for tests: says its port, asks for a password, prints each letter as a line of JSON."""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Box:
    async def handle_DATA(self, server, session, envelope):
        letter = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "login": session.auth_data.login.decode() if session.auth_data else None,
            "tls": session.ssl is not None,
            "content": envelope.content.decode(),
        }
        print(json.dumps(letter), flush=True)
        return "250 2.0.0 queued as 4711"


def let_in(server, session, envelope, mechanism, data):
    is_right = isinstance(data, LoginPassword) and data.password == b"correct-horse"
    return AuthResult(success=is_right, auth_data=data, handled=False)


async def serve():
    tls = None
    if len(sys.argv) > 2:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(sys.argv[1], sys.argv[2])

    def door():
        return SMTP(
            Box(),
            hostname="mail.example.org",
            authenticator=let_in,
            auth_required=True,
            auth_require_tls=tls is not None,
            tls_context=tls,
            require_starttls=tls is not None,
        )

    server = await asyncio.get_running_loop().create_server(door, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())

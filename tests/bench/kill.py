"""`kill -9` while alerts come in at full load: is anything lost that was answered with a 2xx?

A round: a daemon over an empty store, 16 senders that post alerts no other has posted, a kill after
a random time, a start over what is left, and a look at what is there. Whatever was answered must be
there once, and nothing may be there that was never sent.
"""

import collections
import json
import os
import random
import threading
import time

import machine
from lone import Sender, webhook
from servers import Wail

KILLS = int(os.environ.get("KILLS", "50"))
SENDERS = 16


def run(table):
    counted = collections.Counter()
    for number in range(KILLS):
        counted += one_round(number)
        if number % 10 == 9:
            print(f"    after {number + 1} kills: {dict(counted)}", flush=True)
    for what in ("lost", "twice", "invented"):
        table.add(
            "kill", f"{what}, {KILLS} kills", f"{counted[what]} of {counted['answered']:,}", "0", counted[what] == 0
        )
    table.add("kill", "kept without an answer, which is allowed", f"{counted['unanswered']}")


def one_round(number):
    server = Wail()
    sent, answered = set(), set()
    posting = [
        threading.Thread(target=post, args=(server, f"{number}-{place}", sent, answered)) for place in range(SENDERS)
    ]
    for thread in posting:
        thread.start()
    time.sleep(random.uniform(0.2, 1.5))
    server.kill()
    for thread in posting:
        thread.join()
    server.start()
    server.wait_decided()
    listed = [
        alert["labels"]["uid"]
        for incident in json.loads(server.ask("list", "--json"))
        for alert in incident["alerts"]
    ]
    server.kill()
    there = set(listed)
    return collections.Counter(
        answered=len(answered),
        lost=len(answered - there),
        twice=len(listed) - len(there),
        invented=len(there - sent),
        unanswered=len(there - answered),
    )


def post(server, name, sent, answered):
    """Posts until the daemon is gone. Sets are changed by one thread at a time."""
    try:
        sending = Sender(server)
        for number in range(10**9):
            uid = f"{name}-{number}"
            body = webhook(uid)
            sent.add(uid)
            sending.post(body)
            answered.add(uid)
    except (OSError, RuntimeError):
        return

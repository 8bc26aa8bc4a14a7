"""From the POST to the alarm: when the bell of the daemon's terminal is struck, seen from outside.

The bell is struck by the same call that tells the loudspeaker to play, so this is how long it takes
until a channel is told, and the stroke on top. 100 alerts a second; each incident is resolved once
its alarm was heard, so that the next one begins anew.
"""

import time

import machine
from lone import Sender, webhook
from servers import Wail

EACH_SECOND = 100
ALERTS = 1000


def run(table):
    machine.probe()
    server = Wail()
    sending = Sender(server)
    heard, missed = [], 0
    due = time.perf_counter()
    for number in range(ALERTS):
        due += 1 / EACH_SECOND
        time.sleep(max(0, due - time.perf_counter()))
        uid = f"ring-{number}"
        body = webhook(uid)
        before = len(server.strokes)
        sent, _ = sending.post(body)
        with server.stroke:
            struck = server.stroke.wait_for(lambda: len(server.strokes) > before, 2)
        if struck:
            heard.append(server.strokes[before] - sent)
        else:
            missed += 1
        sending.post(webhook(uid, status="resolved"))
        server.wait_decided()
    server.kill()
    quiet = machine.probe() <= machine.BAD_PHASE
    p50, p99 = (machine.percentile(heard, part) * 1e3 for part in (0.5, 0.99))
    print(f"    p50 {p50:.2f} ms  p99 {p99:.2f} ms  most {max(heard) * 1e3:.1f} ms  {missed} missed", flush=True)
    table.add("ring", "POST to the channel told, p50", f"{p50:.2f} ms", "< 2 ms", p50 < 2, quiet)
    table.add("ring", "POST to the channel told, p99", f"{p99:.2f} ms", "< 10 ms", p99 < 10, quiet)
    table.add("ring", "alarms that were not heard", f"{missed} of {ALERTS}", "0", missed == 0)

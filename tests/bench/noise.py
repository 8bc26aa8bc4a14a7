"""What it costs to decide among much that is known: silences, routes, rules of inhibition and open incidents,
beside Alertmanager with the same ones.

On both sides every new alert is routed past 200 routes, compared with 1,000 silences and 200 rules of inhibition,
and told: on one side a page goes out, on the other a webhook receiver answers.
"""

import http.client
import json
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import machine
import sender
from pairs import in_turn, middle, ratio
from servers import Alertmanager, Nginx, WAIL_CONFIG, Wail

SILENCES = 1_000
RULES = 200
OPEN = 10_000
BATCH = 10
CONNECTIONS = 8

# What somebody asks of it at night, how often, and how soon it is to be answered.
WHY = ("why", "--labels", "alertname=HighLatency,service=s7,instance=10.0.7.1:9100,job=node,severity=critical")
ASKED = 30
WHY_WITHIN = 0.020


@dataclass
class Decided:
    """What one side came to."""

    cpu: float  # of an alert, in seconds
    why: float = 0  # how long an explanation takes, in seconds


def wail_rules():
    routes = "".join(
        f'[[route]]\nmatch = ["service=s{n}", "instance=~10\\\\.0\\\\.{n}\\\\..*"]\npolicy = "default"\n' for n in range(RULES)
    )
    inhibit = "".join(
        f'[[inhibit]]\nsource = ["alertname=Cluster{n}Down"]\ntarget = ["job=node", "severity=~warning|error|critical"]\n'
        f'equal = ["cluster"]\n'
        for n in range(RULES)
    )
    return f'\n{routes}[[route]]\npolicy = "default"\n{inhibit}'


def alertmanager_config(port):
    routes = "".join(
        f"  - {{receiver: hook, matchers: ['service=\"s{n}\"', 'instance=~\"10\\\\.0\\\\.{n}\\\\..*\"']}}\n" for n in range(RULES)
    )
    inhibit = "".join(
        f"- {{source_matchers: ['alertname=\"Cluster{n}Down\"'], target_matchers: ['job=\"node\"',"
        f" 'severity=~\"warning|error|critical\"'], equal: [cluster]}}\n"
        for n in range(RULES)
    )
    return (
        "route:\n  receiver: hook\n  group_by: ['...']\n  group_wait: 0s\n  group_interval: 5m\n  repeat_interval: 4h\n"
        f"  routes:\n{routes}inhibit_rules:\n{inhibit}"
        f"receivers: [{{name: hook, webhook_configs: [{{url: 'http://127.0.0.1:{port}/', send_resolved: false}}]}}]\n"
    )


class RuledWail(Wail):
    def start(self):
        with open(self.config, "w") as file:
            file.write(WAIL_CONFIG.format(store=self.store, port=self.port, has_storms="false") + wail_rules())
        super().start()


class RuledAlertmanager(Alertmanager):
    def __init__(self, receiver):
        self.text = alertmanager_config(receiver.port)
        super().__init__(receiver)

    def configuration(self, receiver):
        return self.text


def silence(server):
    """A thousand silences, of which none holds what is sent: half of them by one label, half by a pattern."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    now = datetime.now(timezone.utc)
    for number in range(SILENCES):
        is_pattern = number % 2 == 1
        value = f"10\\.9\\.{number}\\..*" if is_pattern else f"quiet-{number}"
        matcher = {"name": "instance", "value": value, "isRegex": is_pattern, "isEqual": True}
        body = {
            "matchers": [matcher, {"name": "job", "value": "node", "isRegex": False, "isEqual": True}],
            "startsAt": now.isoformat(),
            "endsAt": (now + timedelta(hours=6)).isoformat(),
            "createdBy": "bench",
            "comment": "the disk is being grown",
        }
        connection.request("POST", "/api/v2/silences", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{server.name} took no silence: {answer.status} {text[:300]}")
    connection.close()


def wail():
    server = RuledWail()
    silence(server)
    sender.send(server, CONNECTIONS, batch=100, limit=OPEN)
    server.wait_decided()
    why = asked(server)
    before = server.cpu()
    sent = sender.send(server, CONNECTIONS, batch=BATCH)
    server.wait_decided()
    spent = (server.cpu() - before) / sent.alerts
    server.kill()
    return Decided(spent, why)


def asked(server):
    """How long it takes to be told what would come of an alert: the middle of so many."""
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        subprocess.run(server.command(*WHY), stdout=subprocess.DEVNULL, check=True)
        took.append(time.perf_counter() - began)
    return machine.percentile(took, 0.5)


def alertmanager():
    receiver = Nginx()
    server = RuledAlertmanager(receiver)
    silence(server)
    sent = sender.send(server, CONNECTIONS, batch=100, limit=OPEN)
    wait_notified(server, sent.alerts)
    done, before = server.notified(), server.cpu()
    sent = sender.send(server, CONNECTIONS, batch=BATCH)
    wait_notified(server, done + sent.alerts)
    spent = (server.cpu() - before) / sent.alerts
    server.kill()
    receiver.stop()
    return Decided(spent)


def wait_notified(server, number, patience=180):
    began = time.perf_counter()
    while server.notified() < number:
        if time.perf_counter() - began > patience:
            print(f"  {server.name}: {number - server.notified():,.0f} were not sent on in {patience} s")
            return
        time.sleep(0.2)


def run(table):
    if lacking := machine.lacks("wrk", "prometheus-alertmanager", "nginx"):
        return table.skip("noise", "deciding, beside Alertmanager", lacking)
    rounds = in_turn({"wail": wail, "peer": alertmanager})
    value, spread = ratio(rounds, "wail", "peer", lambda decided: decided.cpu)
    mine, peers = (middle(rounds, one, lambda decided: decided.cpu) * 1e6 for one in ("wail", "peer"))
    why = middle(rounds, "wail", lambda decided: decided.why)
    figure = f"{spread}  {mine:.1f} us : {peers:.1f} us"
    print(f"    CPU an alert: {figure}", flush=True)
    what = f"{SILENCES:,} silences, {RULES} routes, {RULES} rules, {OPEN:,} open"
    table.add("noise", f"CPU an alert: {what}", figure, "<= 0.33", value <= 1 / 3, rounds.are_quiet)
    table.add("noise", "wail why, beside all that", f"{why * 1e3:.1f} ms", "< 20 ms", why < WHY_WITHIN, rounds.are_quiet)
    table.add("noise", "the same, received, kept and decided", f"{mine:.1f} us", "< 50 us", mine < 50, rounds.are_quiet)

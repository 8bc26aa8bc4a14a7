"""The first use: from a clone to the first acknowledged alert, by README's own blocks, in a home that has nothing.

Counts commands, keystrokes as they would be typed, and seconds, those of the build apart. It plays what README.md
says under `## Five minutes`, so it fails where that is wrong.
"""

import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import time

import machine

README = os.path.join(machine.ROOT, "README.md")
PORT = 9911
PATIENCE = 30
# The end of what is counted: whoever has come so far has acknowledged.
LAST = "wail ack"


def blocks():
    """The commands under the heading, in the order in which they are read."""
    with open(README, encoding="utf-8") as file:
        section = file.read().split("\n## Five minutes\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"\n```sh\n(.*?)\n```", section, re.S)
    return [line for block in found for line in block.splitlines() if line.strip()]


def run(table):
    if lacking := machine.lacks("git", "curl", "make", "script"):
        return table.skip("first-use", "everything", lacking)
    if taken(PORT):
        return table.skip("first-use", "everything", f"port {PORT} is taken, and README speaks of it")
    use = FirstUse(machine.fresh("first-use"))
    try:
        use.play(["git clone wail", "cd wail", *blocks()])
    finally:
        use.end()
    for line, seconds, keys in use.steps:
        print(f"    {seconds:8.2f} s  {keys:4} keys  {line[:90]}", flush=True)
    counted = [step for step in use.steps if not apart(step[0])]
    seconds = sum(seconds for _, seconds, _ in counted)
    table.add("first-use", "commands from a clone to the first acknowledged alert", str(len(use.steps)))
    table.add("first-use", "keystrokes, everything typed in full", str(sum(keys for *_, keys in use.steps)))
    table.add("first-use", "seconds that the machine takes, without build and demo", f"{seconds:.1f} s", "< 10 s",
              seconds < 10)
    table.add("first-use", "from the report until it rings", f"{use.rang * 1e3:.0f} ms", "< 1 s", use.rang < 1)


def taken(port):
    with socket.socket() as other:
        return other.connect_ex(("127.0.0.1", port)) == 0


def apart(line):
    """What is told and not counted among the seconds: the build, and a story that lasts as long as it is told."""
    return line.startswith("make ")


class FirstUse:
    def __init__(self, home):
        self.home, self.here, self.steps, self.rang = home, home, [], 0
        self.watch = None
        binaries = os.path.join(home, ".local/bin")
        self.environment = {
            "HOME": home, "USER": "ana", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "PATH": f"{binaries}:{os.environ['PATH']}",
            # What a build needs is the machine's, not the home's.
            "CARGO_HOME": os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo")),
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", os.path.expanduser("~/.rustup")),
            "CARGO_TARGET_DIR": os.environ.get("CARGO_TARGET_DIR", os.path.join(machine.ROOT, "target")),
        }

    def play(self, lines):
        for line in lines:
            before = time.monotonic()
            keys = len(line) + 1 + self.step(line)
            self.steps.append((line, time.monotonic() - before, keys))
            if line.startswith(LAST):
                return self.holds()
        raise RuntimeError(f"README.md never says `{LAST}`")

    def step(self, line):
        """Does what a reader does with a line; says how many keys are pressed after it."""
        if line == "git clone wail":
            self.shell(f"git clone --quiet '{machine.ROOT}' wail")
        elif line == "cd wail":
            self.here = os.path.join(self.home, "wail")
        elif line == "make demo":
            return self.answered(f"'{machine.WAIL}' demo", b"Enter", "\n", quits=True)
        elif line == "make install":
            self.install()
        elif line == "wail init":
            return self.answered("wail init", b"]: ", "\n")
        elif line == "wail watch":
            self.starts(line)
        elif line.startswith("curl ") and not self.rang:
            before = time.monotonic()
            self.shell(line)
            self.until_it_rings()
            self.rang = time.monotonic() - before
        else:
            self.shell(line)
        return 0

    def install(self):
        """As `make install`; what was measured elsewhere is not built again."""
        if "WAIL" in os.environ:
            target = os.path.join(self.home, ".local/bin")
            os.makedirs(target, exist_ok=True)
            shutil.copy(machine.WAIL, os.path.join(target, "wail"))
        else:
            self.shell("make install")

    def shell(self, line):
        done = subprocess.run(["bash", "-c", line], cwd=self.here, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"README.md: `{line}` ends with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def answered(self, line, asks, answer, quits=False):
        """Runs a command on a terminal of its own and gives this answer to every question; how many there were."""
        terminal, inside = os.openpty()
        process = machine.started(subprocess.Popen(
            ["bash", "-c", line], cwd=self.here, env=self.environment, stdin=inside, stdout=inside, stderr=inside,
            start_new_session=True,
        ))
        os.close(inside)
        said, seen, questions, until = b"", 0, 0, time.monotonic() + 4 * PATIENCE
        while process.poll() is None and time.monotonic() < until:
            if select.select([terminal], [], [], 0.05)[0]:
                try:
                    said += os.read(terminal, 65536)
                except OSError:
                    break
            while (place := said.find(asks, seen)) >= 0:
                seen, questions = place + len(asks), questions + 1
                os.write(terminal, answer.encode())
        if process.wait(PATIENCE) != 0:
            raise RuntimeError(f"README.md: `{line}` ends with {process.returncode}:\n{said.decode(errors='replace')}")
        os.close(terminal)
        return questions * len(answer)

    def starts(self, line):
        """`wail watch` in a terminal that stays open."""
        self.terminal, inside = os.openpty()
        self.watch = machine.started(subprocess.Popen(
            ["bash", "-c", f"exec {line}"], cwd=self.here, env=self.environment, stdin=inside, stdout=inside,
            stderr=inside, start_new_session=True,
        ))
        os.close(inside)
        self.until("somebody listens", lambda: taken(PORT))

    def until_it_rings(self):
        def pages():
            return [page for incident in self.listed() for page in incident["pages"]]

        self.until("a page goes out", lambda: any(page["state"] in ("out", "delivered", "failed") for page in pages()))

    def listed(self):
        return json.loads(self.shell("wail list --json"))

    def until(self, what, is_so):
        until = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > until:
                raise RuntimeError(f"not within {PATIENCE} s: {what}")
            # A screen that nobody reads would stop.
            while select.select([self.terminal], [], [], 0.01)[0]:
                os.read(self.terminal, 65536)

    def holds(self):
        """The alert is acknowledged."""
        statuses = [incident["status"] for incident in self.listed()]
        if statuses != ["acknowledged"]:
            raise RuntimeError(f"README.md leads to {statuses}, not to an acknowledged alert")

    def end(self):
        if self.watch:
            os.killpg(self.watch.pid, signal.SIGTERM)
            self.watch.wait(PATIENCE)

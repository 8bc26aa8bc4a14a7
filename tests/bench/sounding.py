"""From "ring" to the first sample at a sound server, and from the acknowledgement to silence.

A PulseAudio of its own with one sink that nobody hears; its monitor is recorded. What is recorded is dated
by its own samples: the earliest arrival of all pieces says when the first sample was, so a piece that was
read late does not count as late.
"""

import os
import signal
import statistics
import subprocess
import threading
import time

import machine
from lone import Sender, webhook
from servers import Wail

RATE = 48_000
RINGS = 60
FREEZES = 15
RINGING = 5.0

SERVER = """\
load-module module-native-protocol-unix
load-module module-null-sink norewinds=1 sink_name=alarm rate=48000 channels=2
set-default-sink alarm
"""

LOUDSPEAKER = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"

CONFIG = '[sounds]\ncritical = "siren"\n'


class Pulse:
    """A sound server and a recorder, which notes when each sound began and ended."""

    def __init__(self):
        self.directory = machine.fresh("pulse")
        os.chmod(self.directory, 0o700)
        for name, text in (("pulse.pa", SERVER), (".asoundrc", LOUDSPEAKER)):
            with open(os.path.join(self.directory, name), "w") as file:
                file.write(text)
        self.socket = os.path.join(self.directory, "pulse", "native")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")},
            "HOME": self.directory,
            "XDG_RUNTIME_DIR": self.directory,
            "XDG_CONFIG_HOME": self.directory,
            "PULSE_SERVER": f"unix:{self.socket}",
        }
        arguments = ["-n", "-F", "pulse.pa", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes", "--use-pid-file=no"]
        self.server = machine.started(self.run("pulseaudio", *arguments))
        while not os.path.exists(self.socket):
            time.sleep(0.02)
        self.recorder = machine.started(
            self.run("parec", "-d", "alarm.monitor", "--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20", stdout=subprocess.PIPE)
        )
        self.edges = threading.Condition()
        self.samples, self.began, self.last = 0, None, None
        self.zero = None
        threading.Thread(target=self.listen, daemon=True).start()

    def run(self, *command, stdout=subprocess.DEVNULL):
        return subprocess.Popen(command, cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL)

    def listen(self):
        while piece := os.read(self.recorder.stdout.fileno(), 4096):
            now = time.perf_counter()
            values = memoryview(piece[: len(piece) // 2 * 2]).cast("h")
            with self.edges:
                start, self.samples = self.samples, self.samples + len(values)
                zero = now - self.samples / RATE
                # Forgotten slowly: the two clocks are not one.
                self.zero = zero if self.zero is None else min(zero, self.zero + 1e-6)
                heard = [number for number, value in enumerate(values) if value]
                if heard:
                    if self.began is None:
                        self.began = start + heard[0]
                    self.last = start + heard[-1]
                self.edges.notify_all()

    def at(self, sample):
        return self.zero + sample / RATE

    def forget(self):
        with self.edges:
            self.began = self.last = None

    def first(self, patience=5):
        with self.edges:
            return self.at(self.began) if self.edges.wait_for(lambda: self.began is not None, patience) else None

    def last_once_silent(self, silence=0.4, patience=5):
        """When the last sound was, once there has been none for a while."""
        with self.edges:
            quiet = self.edges.wait_for(lambda: self.last is not None and self.samples - self.last > silence * RATE, patience)
            return self.at(self.last) if quiet else None


class LoudWail(Wail):
    """The same with a loudspeaker as its channel."""

    def __init__(self, pulse):
        self.environment = pulse.environment
        super().__init__()

    def begin(self, command, path, **rest):
        with open(self.config) as file:
            text = file.read().replace('channels = ["bell"]', 'channels = ["sound"]')
        with open(self.config, "w") as file:
            file.write(text if CONFIG in text else text + CONFIG)
        super().begin(command, path, env=self.environment, **rest)

    def player(self):
        """The number of the player that runs."""
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children) as file:
            found = file.read().split()
        return int(found[-1]) if found else None


def run(table):
    missing = [program for program in ("pulseaudio", "parec") if not machine.which(program)]
    if missing:
        table.skip("sound", "the alarm", f"{missing[0]} is not installed")
        return
    machine.probe()
    pulse = Pulse()
    wail = LoudWail(pulse)
    number = 0

    def post(body):
        # A connection of its own: one that is idle while it rings is closed.
        return Sender(wail).post(body)

    def ring():
        nonlocal number
        number += 1
        sent, _ = post(webhook(f"sound-{number}"))
        return sent

    def hush():
        # A command, with the start of its process; what is over by its source's word has a tone after it.
        subprocess.run(wail.command("ack", "--all"), stdout=subprocess.DEVNULL, check=True)

    begins, ends = [], []
    for _ in range(RINGS):
        pulse.forget()
        sent = ring()
        first = pulse.first()
        if first is not None:
            begins.append(first - sent)
        time.sleep(0.2)
        told = time.perf_counter()
        hush()
        last = pulse.last_once_silent()
        if last is not None:
            ends.append(max(0.0, last - told))

    pulse.forget()
    ring()
    pulse.first()
    time.sleep(1)
    before = machine.cpu(wail.process.pid), machine.cpu(wail.player())
    time.sleep(RINGING)
    after = machine.cpu(wail.process.pid), machine.cpu(wail.player())
    share = sum(after) - sum(before)
    hush()
    pulse.last_once_silent()
    idle = machine.cpu(wail.process.pid)
    time.sleep(RINGING)
    idle = machine.cpu(wail.process.pid) - idle

    deaths = []
    for _ in range(FREEZES):
        pulse.forget()
        ring()
        pulse.first()
        player = wail.player()
        os.kill(pulse.server.pid, signal.SIGSTOP)
        time.sleep(0.1)
        told = time.perf_counter()
        hush()
        while is_alive(player) and time.perf_counter() - told < 5:
            time.sleep(0.0005)
        deaths.append(time.perf_counter() - told)
        os.kill(pulse.server.pid, signal.SIGCONT)
        wail.wait_decided()
        pulse.last_once_silent()
    wail.kill()
    quiet = machine.probe() <= machine.BAD_PHASE
    for what, values, median, worst in (
        ("POST to the first sample at the server", begins, 0.025, 0.100),
        ("`wail ack` to the last sample", ends, None, 0.100),
        ("`wail ack` to the death of a player on a frozen server", deaths, None, 0.050),
    ):
        p50, p99 = statistics.median(values), machine.percentile(values, 0.99)
        print(f"    {what}: p50 {p50 * 1e3:.1f} ms  p99 {p99 * 1e3:.1f} ms  most {max(values) * 1e3:.1f} ms", flush=True)
        if median:
            table.add("sound", f"{what}, p50", f"{p50 * 1e3:.1f} ms", f"< {median * 1e3:.0f} ms", p50 < median, quiet)
        table.add("sound", f"{what}, p99", f"{p99 * 1e3:.1f} ms", f"< {worst * 1e3:.0f} ms", p99 < worst, quiet)
    table.add("sound", "alarms that were not heard", f"{RINGS - len(begins)} of {RINGS}", "0", len(begins) == RINGS)
    table.add("sound", "a core while it rings", f"{100 * share / RINGING:.1f} %", "< 2 %", share / RINGING < 0.02, quiet)
    table.add("sound", "a core while nothing rings", f"{100 * idle / RINGING:.1f} %", "0 %", idle / RINGING < 0.005, quiet)


def is_alive(process):
    """Whether it runs; one that waits for its parent does not."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False

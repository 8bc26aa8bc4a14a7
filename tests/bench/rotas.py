"""A large rota from the command line: ten layers, and a thousand overrides in a file of its own."""

import os
from datetime import datetime, timedelta

import machine
from commands import measure

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
MOST = {"wail who": 0.010, "wail rota lint --days 365": 0.050}


def run(table):
    if lacking := machine.lacks("hyperfine", "time"):
        return table.skip("rotas", "wall time", lacking)
    for overrides in (0, 1000):
        config = write(overrides)
        for name, most in MOST.items():
            command = [machine.WAIL, "--config", config, *name.split()[1:]]
            wall, memory, spent = measure(command)
            what = f"{name}, 10 layers, {overrides:,} overrides"
            figure = f"{wall * 1e3:.1f} ms ({spent * 1e3:.1f} ms CPU), {memory:.1f} MB"
            table.add("rotas", what, figure, f"< {most * 1e3:.0f} ms", wall < most)
            print(f"    {what}: {figure}", flush=True)


def write(overrides):
    """A configuration whose rota stands in a file of its own; its path."""
    directory = machine.fresh("rotas")
    people = [f"person-{layer}-{number}" for layer in range(10) for number in range(5)]
    with open(os.path.join(directory, "team.toml"), "w") as file:
        for layer in range(10):
            names = ", ".join(f'"person-{layer}-{number}"' for number in range(5))
            every = "week" if layer % 2 == 0 else "day"
            print("[[layer]]", file=file)
            print(f'people = [{names}]\nevery = "{every}"\nstart = 2020-01-06', file=file)
            print(f'zone = "{ZONES[layer % 5]}"', file=file)
            if layer % 2:
                print('only = ["mon-fri 20:00-08:00"]', file=file)
        first = datetime(2026, 1, 1)
        for number in range(overrides):
            begin = first + timedelta(hours=9 * number)
            end = begin + timedelta(hours=6)
            print(f'[[override]]\nwho = "person-0-{number % 5}"', file=file)
            print(f'from = "{begin:%Y-%m-%d %H:%M}"\nto = "{end:%Y-%m-%d %H:%M}"', file=file)
    config = os.path.join(directory, "config.toml")
    with open(config, "w") as file:
        print('zone = "Europe/Berlin"\nfallback = "person-0-0"', file=file)
        print(f'store.path = "{directory}/wail.db"', file=file)
        for person in people:
            print(f'people.{person}.channels = ["bell"]', file=file)
        print('[rota.team]\nfile = "team.toml"', file=file)
        print('[policy.default]\nsteps = [{ who = "team" }]', file=file)
    return config

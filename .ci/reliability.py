"""What the scripts share that write parts of docs/reliability.md."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def machine():
    """What this is run on."""
    processor = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    compiler = subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]
    return f"{os.cpu_count()} cores of {processor[1] if processor else 'an unknown processor'}, rustc {compiler}"


def write(name, text):
    """Writes a text between the markers of a name."""
    document = ROOT / "docs/reliability.md"
    before, rest = document.read_text().split(f"<!-- {name} -->\n")
    after = rest.split(f"<!-- /{name} -->")[1]
    document.write_text(f"{before}<!-- {name} -->\n{text}\n<!-- /{name} -->{after}")

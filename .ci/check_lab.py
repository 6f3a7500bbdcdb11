"""The page of the Lab in a headless Chromium, opened from disk: its numbers are the program's, it asks for nothing, it keeps its budgets, it can be
used with the keyboard alone, and axe-core finds no fault in it, in eight states, two languages and three widths.

    python .ci/check_lab.py PAGE ADMSC AXE
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

PAGE, ADMSC, AXE = sys.argv[1:4]
ADDRESS = pathlib.Path(PAGE).resolve().as_uri()
PICTURES = os.environ.get("LAB_PICTURES")
# Budgets: bytes of the file, milliseconds of a task of the page, of stopping, of growth of its memory over twenty runs.
MOST_BYTES, LONGEST_TASK, LONGEST_STOP, MOST_GROWTH = 1_200_000, 50, 100, 10e6
# Milliseconds until the engine is ready, and from Run until something moves; what a computer for schools is slower by.
READY, MOVES, THROTTLE = 1500, 500, 3
WIDTHS = [(1366, 768), (390, 660), (320, 640)]
# Nothing that its policy forbids is tried.
WATCH = """document.addEventListener("securitypolicyviolation", (event) => console.error(`${event.violatedDirective} ${event.blockedURI}`));"""


def until(page, condition, seconds=300):
    """Waits for a condition of the page; its own policy forbids what Playwright would wait with."""
    for _ in range(seconds * 20):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise SystemExit(f"this did not come true in {seconds} s: {condition}")


def opened(browser, faults, size=(1366, 768), language="en", fragment="", address=ADDRESS, **more):
    """A page with its engine, in a context that is offline."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, accept_downloads=True, **more)
    page = context.new_page()
    page.on("request", lambda request: faults.append(f"asked for {request.url}") if request.url.split("#")[0] != address and not request.url.startswith("blob:") else None)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.add_init_script(WATCH)
    page.goto(address + fragment)
    until(page, "typeof S !== 'undefined' && S.info !== null && !document.getElementById('lab').hidden")
    if page.evaluate("S.lang") != language:
        page.evaluate("speak()")
    # A page without settings begins with lesson A, which hides the course.
    if not fragment and address == ADDRESS:
        page.evaluate("enter('explore')")
    return page


def program(text, folder, name, table="timeseries.csv"):
    """What the program makes of a scenario: its digest and a table."""
    file = pathlib.Path(folder) / f"{name}.toml"
    file.write_text(text)
    said = subprocess.run([ADMSC, "run", file, "--quiet", "--out", folder], check=True, capture_output=True, text=True).stdout
    file = next(pathlib.Path(folder).glob(f"{name}/*/{table}"))
    return re.search(r"[0-9a-f]{64}", said)[0], file.read_bytes()


def same_numbers(browser, faults):
    """Lesson A: the page's digest and table are the program's, and a copy of the page opens to the same."""
    page = opened(browser, faults)
    until(page, "!!S.end && S.ghost.length === S.days.length")
    with tempfile.TemporaryDirectory() as folder:
        digest, table = program(page.evaluate("S.set.file"), folder, "lab")
        assert page.evaluate("S.end.digest") == digest, "another digest than the program's"
        text = page.evaluate("ask({ op: 'table' })")["text"]
        assert text.encode() == table, "another table than the program's"
        # A copy with other settings, on another day, opens to them and finds the sender's digest again.
        page.evaluate("changed('c', '120')")
        until(page, "part('c') === '120'")
        page.evaluate("begin({ isSure: true })")
        until(page, "!!S.end && S.ran === S.code")
        # From a state of day 0 that is kept, day 0 is there again, and the clock goes.
        until(page, "!!S.ghostTable")
        assert page.evaluate("[S.days.length, S.days[0].day, S.ghost.length]") == [366, 0, 366], "day 0 is missing in a second run"
        page.evaluate("clock()")
        until(page, "document.querySelectorAll('#clock-table tr').length === 14")
        page.evaluate("document.getElementById('dialog').close(); S.follows = false; S.here = 183")
        copy = pathlib.Path(folder) / "copy.html"
        copy.write_text(page.evaluate("copyOfPage()"))
        again = opened(browser, faults, address=copy.as_uri())
        until(again, "!!S.end")
        assert again.evaluate("S.end.digest") == page.evaluate("S.end.digest"), "a copy comes to another digest"
        assert again.evaluate("S.here") == 183, "a copy opens on another day"
        assert "is that of the sender" in again.evaluate("checked()"), again.evaluate("checked()")
        again.evaluate("changed('c', '0').then(() => changed('h', '4')).then(() => begin({ isSure: true }))")
        until(again, "!!S.end && S.ran === S.code")
        assert again.evaluate("checked()") == "", "a run of one's own is held against the sender's"
        # The scenario leads back to the code; a hostile fragment is told and harms nothing.
        assert again.evaluate("ask({ op: 'scenario', text: S.set.file })")["code"] == again.evaluate("S.code")
    busy = opened(browser, faults)
    busy.evaluate("open('admsc run builtin:crush')")
    until(busy, "!!S.end && part('b') === 'crush'")
    busy.evaluate("open('hello')")
    busy.wait_for_timeout(200)
    assert busy.evaluate("part('b')") == "crush", "what is no code has changed the settings"
    hostile = opened(browser, faults, fragment="#1&b=<img src=x onerror=alert(1)>&k=" + "%22" * 300)
    assert hostile.evaluate("document.querySelectorAll('img').length") == 0
    assert hostile.evaluate("document.getElementById('told').textContent.length") > 20, "a hostile fragment is not told"
    print("digest and table of the page are the program's; a copy of it finds the same; a hostile fragment is told")


def tasks_of(trace):
    """Milliseconds of the tasks of the page, by the clock of its thread. The browser has pages of its own, in other processes."""
    events = trace["traceEvents"]
    ours = {event["pid"] for event in events if event["name"] == "ParseHTML" and ADDRESS in event["args"].get("beginData", {}).get("url", "")}
    named = [event for event in events if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"]
    mains = {(event["pid"], event["tid"]) for event in named if event["pid"] in ours}
    named = [event for event in events if "RunTask" in event["name"] and (event["pid"], event["tid"]) in mains and "tdur" in event]
    assert named, "the trace has no tasks"
    return [event["tdur"] / 1000 for event in named]


def busyness(browser):
    """What other work on this machine costs a page: mean over least time of the same small piece."""
    page = browser.new_context().new_page()
    found = page.evaluate("(() => { const times = []; for (let n = 0; n < 60; n++) { const begun = performance.now(); let sum = 0; for (let i = 0; i < 1e6; i++) sum += Math.sqrt(i); times.push(performance.now() - begun + 0 * sum); } return times.reduce((a, b) => a + b) / times.length / Math.max(0.1, Math.min(...times)); })()")
    page.context.close()
    return found


def budgets(browser, faults):
    """Size, tasks of the page, time to stop, memory over twenty runs."""
    size = pathlib.Path(PAGE).stat().st_size
    assert size <= MOST_BYTES, f"the file has {size:,} bytes"
    # Tasks of the page are measured in time of its own thread: a machine that does something else makes none longer.
    browser.start_tracing(categories=["toplevel", "devtools.timeline"])
    page = opened(browser, faults)
    ready = page.evaluate("performance.getEntriesByName('ready')[0].startTime")
    until(page, "!!S.end")
    for day in range(0, 360, 20):
        page.evaluate(f"go({day} - S.here)")
        page.wait_for_timeout(30)
    for does in ("enter('predict')", "enter('lesson')", "speak()"):
        page.evaluate(does)
        page.wait_for_timeout(100)
    tasks = tasks_of(json.loads(browser.stop_tracing()))
    page.evaluate("enter('explore')")
    busy = busyness(browser)
    page.evaluate("changed('h', '4').then(() => changed('s', '2')).then(() => begin({ isSure: true }))")
    until(page, "S.running && S.days.length > 20")
    stop = page.evaluate("new Promise((resolve) => { const begun = performance.now(); const before = hearTreated; engines.A.post({ op: 'cancel' }); const look = () => { const days = S.days.length; setTimeout(() => S.days.length === days ? resolve(performance.now() - begun - 30) : look(), 30); }; look(); })")
    page.evaluate("S.running = false")
    memory = []
    session = page.context.new_cdp_session(page)
    for number in range(20):
        page.evaluate(f"changed('s', '{number + 10}').then(() => begin({{ isSure: true }}))")
        until(page, "!!S.end && S.ran === S.code")
        if number in (4, 19):
            session.send("HeapProfiler.collectGarbage")
            memory.append(session.send("Runtime.getHeapUsage"))
    held = [used["usedSize"] + used.get("backingStorageSize", 0) for used in memory]
    assert max(tasks) <= LONGEST_TASK * busy, f"a task of the page took {max(tasks):.0f} ms, on a machine {busy:.1f} times as busy as when it is idle"
    assert stop <= LONGEST_STOP * busy, f"it took {stop:.0f} ms to stop, on a machine {busy:.1f} times as busy as when it is idle"
    assert held[1] - held[0] <= MOST_GROWTH, f"memory grew from {held[0]:,} to {held[1]:,} bytes"
    print(f"{size:,} bytes; ready after {ready:.0f} ms; longest task {max(tasks):.0f} ms; stopped in {stop:.0f} ms; memory {held[0] / 1e6:.0f} and {held[1] / 1e6:.0f} MB after 5 and 20 runs")


def slowed(browser, faults):
    """How soon the engine is ready, and the tissue moves after Run. It is told only: two engines and the page share what other work leaves of the
    machine, and the browser slows a page down by a thread that takes a core of its own."""
    told = []
    for rate in (1, THROTTLE):
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        page.goto(ADDRESS)
        until(page, "typeof S !== 'undefined' && S.running && S.moved > 0")
        told.append(page.evaluate("[performance.getEntriesByName('ready')[0].startTime, S.moved - S.begun]"))
        context.close()
    (ready, moved), (slow_ready, slow_moved) = told
    print(f"ready after {ready:.0f} ms (wanted {READY}), moves {moved:.0f} ms after Run (wanted {MOVES}); on a page that is {THROTTLE} times as slow {slow_ready:.0f} and {slow_moved:.0f} ms")


def compared(browser, faults):
    """What is drawn is what is asked for: another map, the untreated patient beside, a cell that is pointed at, a sent prediction, a bare page."""
    page = opened(browser, faults, fragment="#1&b=neuropathic-single&h=4")
    until(page, "!!S.end && !!S.ghostTable")
    assert page.evaluate("S.told.stage.fields.length") == 3
    pixels = "[...$('tissue').getContext('2d').getImageData(0, 0, $('tissue').width, $('tissue').height).data].reduce((sum, one, i) => (sum + one * (i % 9973)) % 1e9, 0)"
    seen = [page.evaluate(f"S.here = 28; S.field = {field}; S.split = {split}; draw(); {pixels}") for field in (0, 1, 2, -1) for split in ("false", "true")]
    assert len(set(seen)) == len(seen), "two of the pictures of maps and of comparisons are the same"
    page.evaluate("S.field = 0; S.split = false; renderLegend(); draw()")
    kind, x, y = page.evaluate("(() => { const cell = unpacked(S.days[28].picture).cells.at(-1), box = $('tissue').getBoundingClientRect(); return [say(S.info.kinds[cell[0]]), box.left + cell[1] * S.seen.width, box.top + cell[2] * box.height]; })()")
    page.mouse.click(x, y)
    assert page.inner_text("#tapped") == kind, f"{page.inner_text('#tapped')} where there is {kind}"
    page.evaluate("enter('lesson'); S.lesson = 'c'; renderLesson()")
    # What takes long is asked for first, and the lucks come after the answer as well.
    page.evaluate("S.pace = { ms: 1000, of: S.ran }")
    page.get_by_role("button", name="Run, then eight lucks").click()
    until(page, "$('dialog').open")
    page.locator("#dialog").get_by_role("button", name="Run", exact=True).click()
    until(page, "S.former.filter((run) => run.isLuck).length === 2 && S.lucksLeft === 5")
    page.evaluate("halt()")
    # What was predicted and kept is hidden everywhere until it is revealed, and is not lost on the way.
    page.evaluate("enter('predict'); S.prediction = Array(13).fill(50); keep()")
    for mode in ("lesson", "explore", "predict"):
        page.evaluate(f"enter('{mode}'); draw()")
        assert page.evaluate("[isHidden(), S.prediction.join(), S.kept]") == [True, ",".join(["50"] * 13), True], f"a prediction is lost or spoilt in {mode}"
    assert page.evaluate("changed('g', '25').then(() => S.estimate !== null)"), "a change of voxels has no estimate"
    sent = opened(browser, faults, fragment="#1&b=neuropathic-single&h=4&v=2&x=trial")
    assert sent.evaluate("[S.mode, S.field]") == ["trial", 2]
    bare = opened(browser, faults, fragment="#1&b=neuropathic-single&h=4&ui=min&v=1&p=p1.AAAAA")
    until(bare, "!!S.end")
    assert bare.inner_text('header').startswith('Lab: an inflamed nerve'), 'a bare page says not what it shows'
    assert bare.evaluate("[S.field, S.mode, S.kept, S.prediction.join(), $('panel').offsetWidth, document.querySelector('footer').offsetHeight > 0]") == [1, "predict", True, "0,0,0,0,0", 0, True]
    print("three maps, the untreated patient beside, a cell in words, the lucks of a lesson after its question, a prediction that was sent, a bare page")


def by_keyboard(browser, faults):
    """Lesson A without a mouse: to the prediction, two sliders, kept, revealed, read."""
    page = opened(browser, faults, reduced_motion="reduce")
    until(page, "!!S.end")

    def to(name, most=80):
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim() || document.activeElement.getAttribute('aria-valuetext') || ''").startswith(name):
                return
        raise SystemExit(f"the keyboard does not reach {name}")

    to("Lesson")
    page.keyboard.press("Enter")
    to("Predict")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('#sliders input').length === 13")
    to("Sliders")
    page.keyboard.press("Enter")
    to("Month 1:")
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getAttribute('aria-valuetext')") == page.evaluate("`Month 1: ${(S.prediction[1] / 10).toFixed(1)} points`")
    to("Keep my prediction")
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    to("Reveal")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('#feedback li').length > 4")
    assert "within one point" in page.evaluate("document.getElementById('feedback').textContent")
    page.evaluate("document.activeElement.blur()")
    before = page.evaluate("S.here")
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("S.here") == before - 7, "arrow keys do not go back a week"
    print("lesson A by keyboard alone: predicted, kept, revealed, read")


def small_trial(browser, faults):
    """A trial of four patients has the digest of the program; one that is stopped stops."""
    page = opened(browser, faults, fragment="#1&b=neuropathic-single&h=6")
    until(page, "!!S.end")
    page.evaluate("enter('trial'); T.n = 4; trialRun(false)")
    until(page, "T.running && T.pool.length > 0")
    page.evaluate("trialStop()")
    assert page.evaluate("T.pool.length + Object.keys(engines).length") == 2, "the workers of a stopped trial go on"
    page.evaluate("trialRun(false)")
    until(page, "!T.running && (T.failed || T.result?.digest)")
    with tempfile.TemporaryDirectory() as folder:
        digest, _ = program(page.evaluate("askTrial('trial', {})")["file"], folder, "trial", "patients.csv")
    assert page.evaluate("T.result.digest") == digest, "another digest of the trial than the program's"
    assert page.evaluate("document.getElementById('trial-results').children.length") >= 3
    print("a trial of four patients has the digest of the program")


# What the page shows, by name: how one comes there from a finished run.
STATES = {
    "explore": "S.here = 28; dirty()",
    "predict": "enter('predict')",
    "revealed": "enter('predict'); draw(); keep(); reveal()",
    "lesson": "enter('lesson')",
    "clock": "clock()",
    "trial": "enter('trial')",
    "share": "share()",
    "wrong": "changed('k', encodeURIComponent('no.such_key = 1'))",
}


def accessible(browser, faults):
    """axe-core in every state, language and width; nothing is wider than the screen."""
    axe, found = pathlib.Path(AXE).read_text(), 0
    for language in ("en", "ja"):
        for size in WIDTHS:
            page = opened(browser, faults, size, language, "#1&b=neuropathic-single&h=4", reduced_motion="reduce")
            until(page, "!!S.end")
            page.evaluate(axe + "; undefined")
            for state, how in STATES.items():
                page.evaluate("document.getElementById('dialog').open && document.getElementById('dialog').close(); enter('explore')")
                page.evaluate(how)
                page.wait_for_timeout(250)
                for violation in page.evaluate("axe.run().then((found) => found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`))"):
                    faults.append(f"{state}, {language}, {size[0]}: {violation}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > size[0]:
                    faults.append(f"{state}, {language}, {size[0]}: {wide} pixels wide")
                if PICTURES:
                    page.screenshot(path=f"{PICTURES}/{state}-{language}-{size[0]}.png", full_page=size[0] < 900)
                found += 1
            page.context.close()
    print(f"{found} states looked at with axe-core")


def without_program(browser, faults):
    """Without JavaScript the page says what it is and what to do."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(ADDRESS)
    said = page.inner_text("body")
    assert page.locator("#still img").evaluate("(picture) => picture.naturalWidth") > 500, "no picture without JavaScript"
    assert "runs no programs" in said and "not medical advice" in said, said[:200]
    print("without JavaScript: question, picture, and where to open it")


def main():
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--enable-precise-memory-info"])
        for check in (same_numbers, small_trial, budgets, slowed, compared, by_keyboard, without_program, accessible):
            check(browser, faults)
            # A page that stays open goes on computing.
            for context in browser.contexts:
                context.close()
        browser.close()
    for fault in dict.fromkeys(faults):
        print(fault)
    print(f"{len(set(faults))} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())

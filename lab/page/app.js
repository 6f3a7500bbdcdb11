// The page: it shows what the engine says, and asks it when somebody changes, runs or shares something.
const $ = (id) => document.getElementById(id);
// As the file came, for copies of it: the engine, which is most of it, apart from the rest.
const packed = $("lab-engine").textContent;
$("lab-engine").textContent = "";
const pristine = "<!doctype html>\n" + document.documentElement.outerHTML;
const store = { get(key) { try { return localStorage.getItem(key); } catch { return null; } }, set(key, value) { try { localStorage.setItem(key, value); } catch { /* refused in a frame: kept in memory */ } } };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const FORMER = 3, LUCKS = 8, FRAMES = 60e6;

const S = {
  info: null, lang: "en", mode: "explore", lesson: "a",
  code: "", set: null, ran: null, told: null, days: [], ghost: [], ghostOf: null, former: [], end: null, sent: {},
  here: 0, follows: true, playing: false, running: false, before: null, failed: null,
  hidden: new Set(), field: 0, split: false, splitAt: 0.5, pace: null, estimate: null, wipe: null, eightNext: false, isOpen: false, keptOf: null, prediction: null, kept: false, revealed: false, feedback: null, class: null, plot: null, lucksLeft: 0, runs: 0, serial: 0, runId: 0, ghostId: 0,
};

const say = (both) => both?.[S.lang] ?? "";
const text = (name, values = {}) => Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), say(S.info.texts[name]));
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, key.startsWith("aria-") ? "true" : "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// --- the engines: A the treated patient, B the same untreated and other lucks ---
const engines = {};
let asked = 0;
const waiting = new Map();
function start(name, hear) {
  const message = (received) => {
    if (received.op === "answer" || (received.op === "failed" && received.id)) { waiting.get(received.id)?.(received.json ?? { error: received.said }); waiting.delete(received.id); }
    else hear(received);
  };
  try {
    const source = URL.createObjectURL(new Blob([`${engine};const hear=engine((m,t)=>postMessage(m,t??[]));onmessage=(m)=>hear(m.data)`], { type: "text/javascript" }));
    const worker = new Worker(source);
    worker.onmessage = (m) => message(m.data);
    worker.onerror = (reason) => { reason.preventDefault(); hear({ op: "failed", said: { en: String(reason.message), ja: String(reason.message) } }); };
    engines[name] = { post: (m) => worker.postMessage(m), end: () => worker.terminate(), busy: false };
  } catch {
    const here = engine((m) => setTimeout(() => message(m)));
    engines[name] = { post: (m) => here(m), end() {}, busy: false, isSlow: true };
  }
}
function ask(request, engine = "A") {
  const id = ++asked;
  return new Promise((resolve) => { waiting.set(id, resolve); engines[engine].post({ op: "ask", id, request }); });
}

// --- beginning ---
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);
function boot() {
  $("no-program").remove(); $("no-program-ja").remove();
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(SIMD) || typeof DecompressionStream !== "function") {
    $("still").prepend(element("p", { role: "alert" }, "This browser cannot run the model: it needs WebAssembly with SIMD (Chrome 91, Firefox 113, Safari 16.4 or later). このブラウザーではモデルが動きません。"));
    return;
  }
  start("A", hearTreated);
  engines.A.post({ op: "boot", text: packed });
}
async function ready(module, info) {
  performance.mark("ready");
  S.info = info; S.module = module;
  start("B", hearOther);
  engines.B.post({ op: "boot", module });
  const first = JSON.parse($("lab-start").textContent || "{}");
  S.base = first.scenario;
  S.lang = first.lang ?? store.get("lang") ?? (navigator.language.startsWith("ja") ? "ja" : "en");
  document.documentElement.classList.toggle("projector", store.get("projector") === "1");
  await settle(location.hash.slice(1) || first.code || "", true);
  S.start = first;
  await seen(S.sent.x ?? first.lesson ?? (S.base || location.hash.length > 1 || first.code ? "" : "a"));
  $("legend-box").open = S.mode !== "lesson" && innerWidth >= 900;
  $("still").remove(); $("lab").hidden = false;
  beginSent();
}
/** What a code says of where to look: the mode or lesson, the map, a bare page, a prediction. */
async function seen(where) {
  S.mode = ["predict", "trial"].includes(where) ? where : "explore";
  if (where && "abcd".includes(where)) Object.assign(S, { mode: "lesson", lesson: where });
  S.isOpen = S.mode === "explore";
  document.documentElement.classList.toggle("min", S.sent.ui === "min");
  if (/^(-1|[0-2])$/.test(S.sent.v ?? "")) S.field = Number(S.sent.v);
  S.sentPrediction = null;
  if (!S.sent.p) return;
  const { tenths, error } = await ask({ op: "prediction", code: S.sent.p });
  if (error) S.set.told = [...S.set.told, error]; else S.sentPrediction = tenths;
}
/** Begins the run of a code; a prediction that was sent with it is kept already. */
function beginSent() {
  begin();
  if (S.sentPrediction) { Object.assign(S, { mode: "predict", prediction: S.sentPrediction, kept: true, keptOf: S.ran, feedback: { said: [], code: S.sent.p } }); render(); }
}

// --- settings ---
let settled = 0;
/** Settings of a code become those of the page; of several at once the last. */
async function settle(code, isSent = false) {
  const mine = ++settled;
  S.code = code;
  const set = await ask({ op: "settings", code, base: S.base });
  if (mine !== settled) return;
  S.set = set; S.code = set.code;
  await estimated();
  if (mine !== settled) return;
  if (isSent) { S.sent = { ...set.view }; S.sentCode = set.code; if (set.view.l) S.lang = set.view.l === "ja" ? "ja" : "en"; }
  if (S.info && !$("lab").hidden) { renderControls(); renderRun(); renderTrial(); dirty(); }
}
function changed(key, value) {
  const pairs = S.code.split("&").filter((pair) => !pair.startsWith(key + "="));
  if (value !== "") pairs.push(`${key}=${value}`);
  return settle(key === "b" ? `1&b=${value}&s=${part("s")}&g=${part("g")}` : pairs.join("&"));
}
const part = (key) => S.code.split("&").find((pair) => pair.startsWith(key + "="))?.slice(key.length + 1) ?? "";

// --- running ---
/** What the button and R do. */
function run() {
  if (S.running) { halt(); renderRun(); return; }
  if (S.ran === S.code && S.end) { S.here = 0; S.follows = false; play(true); return; }
  begin();
}
function halt() {
  if (S.running) engines.A.post({ op: "cancel" });
  // A course that is cut is none: the next run begins it again.
  if (!S.ghostTable || S.luck) { engines.B.post({ op: "cancel" }); if (!S.ghostTable) S.ghostOf = null; }
  Object.assign(S, { running: false, luck: null, lucksLeft: 0, eightNext: false });
}
/** How long the settings take, by the days of the run before; nothing before there was one. */
async function estimated() {
  S.estimate = null;
  if (!S.pace || S.set.errors) return;
  const code = S.code, found = await ask({ op: "estimate", code, of: S.pace.of, base: S.base, day_ms: S.pace.ms });
  if (code === S.code && found.said) { S.estimate = found; renderRun(); }
}
/** Begins a run of the settings, whatever goes on, and then seven more lucks where those are asked for; one that takes long when that was confirmed. */
function begin({ isSure = false, eight = false } = {}) {
  if (S.set.errors) { render(); return; }
  if (S.estimate?.is_long && !isSure) {
    const answer = (does) => () => { $("dialog").close(); does(); };
    dialog(text("run", { months: "" }), element("p", {}, text("long", { time: say(S.estimate.said) })), element("p", { class: "row" }, element("button", { class: "main", onclick: answer(() => begin({ isSure: true, eight })) }, text("long_run")), ...(part("g") === "50" || S.base ? [] : [element("button", { onclick: answer(() => changed("g", "50").then(() => begin({ isSure: true, eight }))) }, text("long_quick"))])));
    return;
  }
  if (S.end && S.ran !== S.code && S.days.length > 1) { S.former = S.former.filter((run) => !run.isLuck); S.former.push({ days: S.days, name: String.fromCharCode(65 + S.runs++ % 26) }); S.former = S.former.slice(-FORMER); }
  halt();
  Object.assign(S, { running: true, begun: performance.now(), heard: 0, moved: 0, wipe: null, ran: S.code, days: [], end: null, told: null, here: 0, follows: true, playing: false, failed: null, before: null, eightNext: eight });
  // What was predicted was of another run.
  Object.assign(S, { kept: false, revealed: false, feedback: null, prediction: null });
  // Each run has a number of its own: what an earlier one still says is not heard.
  S.runId = ++S.serial;
  engines.A.post({ op: "run", run: S.runId, code: S.code, untreated: false, base: S.base });
  const same = withoutTreatment(S.code);
  if (S.ghostOf !== same) { Object.assign(S, { ghost: [], ghostTable: null, ghostOf: same, ghostId: ++S.serial }); engines.B.post({ op: "run", run: S.ghostId, code: S.code, untreated: true, base: S.base }); }
  render();
}
/** The part of a code that the untreated patient depends on. */
const withoutTreatment = (code) => code.split("&").filter((pair) => !/^[crneaq]=/.test(pair)).join("&");

function hearTreated(m) {
  if (m.op === "ready") { if (!S.info) ready(m.module, m.info); }
  else if (m.op === "trap") { engines.A.end(); start("A", hearTreated); engines.A.post({ op: "boot", module: S.module }); stopped(m.said); }
  else if (m.run !== undefined && m.run !== S.runId) return;
  else if (m.op === "begun") { S.told = m.told; if (m.told.error || m.told.errors) stopped(m.told.error ?? m.told.errors[0].said); renderLegend(); dirty(); }
  else if (m.op === "day") {
    S.heard++;
    S.moved ||= performance.now();
    if (m.day.reached === "before") S.before = { ...m.day, picture: m.picture };
    else {
      S.before = null;
      const held = S.days.length * m.picture.length;
      S.days.push({ ...m.day, picture: held > FRAMES && S.days.length % 2 ? null : m.picture });
      if (S.follows && S.mode !== "predict") S.here = S.days.length - 1;
    }
    dirty();
  } else if (m.op === "end") { S.running = false; S.end = m.end; S.pace = { ms: (performance.now() - S.begun) / S.heard, of: S.ran }; estimated(); if (S.ran === S.sentCode && S.sent.t) { S.follows = false; const at = S.days.findIndex((day) => day.day >= Number(S.sent.t)); S.here = at < 0 ? S.days.length - 1 : at; S.sent.t = ""; } render(); if (S.eightNext && S.ghostTable) eight(); }
  else if (m.op === "failed") stopped(m.said);
}
function stopped(said) { S.running = false; S.failed = said; if (!$("lab").hidden) render(); }
function hearOther(m) {
  if (m.op === "day" && m.day.reached === "day") {
    if (m.run === S.ghostId) { S.ghost.push({ day: m.day.day, row: m.day.row, picture: S.ghost.length * m.picture.length > FRAMES && S.ghost.length % 2 ? null : m.picture }); dirty(); }
    else if (m.run === S.luck?.run) S.luck.days.push({ day: m.day.day, row: m.day.row });
  } else if (m.op === "end" && m.run === S.ghostId) { S.ghostTable = m.table; renderRun(); if (S.eightNext && S.end) eight(); }
  else if (m.op === "end" && S.luck?.run === m.run) { S.former.push(S.luck); S.lucksLeft--; nextLuck(); dirty(); }
  else if (m.op === "failed" || m.op === "trap") Object.assign(S, { ghostOf: null, luck: null, lucksLeft: 0 });
}
/** The result beside that of the sender, of the run that they sent. */
function checked() {
  if (!S.sent.d || !S.end || S.ran !== S.sentCode || S.base) return "";
  const [theirs, ours] = [S.sent.d, S.end.digest.slice(0, 8)], sameModel = S.sent.m === S.info.model;
  if (theirs === ours) return text(sameModel ? "same" : "same_other", { digest: ours });
  return sameModel ? text("broken", { theirs, ours }) : text("other", { theirs: S.sent.m ?? "?", ours: S.info.model });
}
/** The same settings with the next seven seeds, thin lines in the plot. */
function eight() {
  if (!S.end || S.lucksLeft > 0 || !S.ghostTable) return;
  S.eightNext = false; S.former = []; S.lucksLeft = LUCKS - 1; S.luckSeed = Number(part("s"));
  nextLuck();
}
function nextLuck() {
  if (S.lucksLeft <= 0) { S.luck = null; return; }
  S.luckSeed = (S.luckSeed + 1) % 4294967296;
  const code = S.ran.replace(/&s=\d+/, `&s=${S.luckSeed}`);
  S.luck = { run: ++S.serial, days: [], isLuck: true, name: text("seed_short", { seed: S.luckSeed }) };
  engines.B.post({ op: "run", run: S.luck.run, code, untreated: false, base: S.base });
}

// --- time ---
function play(on) { S.playing = on; last = performance.now(); if (on && S.here >= S.days.length - 1) S.here = 0; renderRun(); dirty(); }
let last = 0, pending = false;
function dirty() { if (!pending) { pending = true; requestAnimationFrame(frame); } }
function frame(now) {
  pending = false;
  if (S.playing) {
    const step = (now - last) / 1000 * Number($("speed").value);
    if (step >= 1) { S.here = Math.min(S.here + Math.floor(step), S.days.length - 1); last = now; }
    if (S.here >= S.days.length - 1 && S.end) { S.playing = false; renderRun(); } else dirty();
  }
  draw();
}
function go(days) { S.follows = false; S.playing = false; S.here = Math.max(0, Math.min(S.days.length - 1, S.here + days)); dirty(); }

// --- drawing ---
const isHidden = () => !S.revealed && (S.mode === "predict" || S.kept || (S.mode === "lesson" && S.lesson === "a" && !S.isOpen));
function pictureAt(days, here) { for (let i = here; i >= 0; i--) if (days[i]?.picture) return days[i]; return null; }
function draw() {
  if (!S.info || $("lab").hidden || S.mode === "trial") return;
  const until = wiped();
  if (until !== null) S.here = Math.max(0, S.days.findLastIndex((day) => day.day <= until));
  const narrow = innerWidth < 900, col = S.info.colours, here = isHidden() ? 0 : S.here;
  const shown = S.before ?? pictureAt(S.days, here), other = S.split && S.ghost.length > here && !S.before && !isHidden() && S.told?.has_effect ? pictureAt(S.ghost, here) : null, stage = S.told?.stage;
  const spot = `${here} ${S.lang} ${S.runId}`;
  if ($("tapped").dataset.spot !== spot) $("tapped").textContent = "";
  $("tapped").dataset.spot = spot;
  if (shown && stage) {
    S.seen = drawTissue($("tissue"), unpacked(shown.picture), other && unpacked(other.picture), stage, S.before ? null : S.days[here]?.day, S.told, { col, text, hidden: S.hidden, field: S.field, splitAt: S.splitAt, room: { width: narrow || S.mode === "lesson" ? $("view").clientWidth - 24 : $("view").clientWidth * 0.62, height: narrow ? 300 : Math.max(150, (innerHeight - 330) * 0.48) } });
    $("tissue").setAttribute("aria-label", say(shown.said));
  }
  $("tissue-day").textContent = S.before ? text("preparing", { days: S.told?.baseline_days ?? "" }) : text("day", { day: S.days[here]?.day ?? 0 });
  if (S.mode === "predict") renderPredicting();
  // Before the reveal the untreated course stands alone.
  const [days, former] = isHidden() ? [[], []] : [S.days, S.former], predicts = S.mode === "predict";
  S.plot = drawPain($("pain"), {
    horizon: S.told?.horizon_days ?? 365, marks: S.info.marks.points, months: S.told?.months ?? [], halved: S.end?.summary.halved_day ?? null, until, days, former, ghost: isHidden() && !S.told?.has_effect ? [] : S.ghost, isTreated: S.told?.has_effect ?? true, doses: S.told?.doses ?? [], here: isHidden() || S.before ? null : S.days[here]?.day ?? null, stale: S.ran !== S.code,
    prediction: predicts ? S.prediction : null, bands: predicts ? S.class?.quartiles : null, curves: S.class?.curves ?? [],
  }, { col, text, height: narrow ? 230 : Math.max(170, (innerHeight - 330) * 0.52) });
  const sentence = S.before ? say(S.before.said) : isHidden() ? "" : say(S.days[here]?.said);
  if ($("sentence").textContent !== sentence) $("sentence").textContent = sentence;
  $("pain").setAttribute("aria-label", sentence || text("question"));
  const day = $("day");
  day.max = Math.max(0, S.days.length - 1); day.value = here; day.disabled = isHidden() || !S.days.length;
  day.setAttribute("aria-valuetext", text("day", { day: S.days[here]?.day ?? 0 }));
  if ($("numbers-box").open) renderNumbers(here);
}
/** The day up to which a reveal has come; nothing where there is none. */
function wiped() {
  if (S.wipe === null) return null;
  const share = (performance.now() - S.wipe) / 2000;
  if (share >= 1) { S.wipe = null; S.here = S.days.length - 1; return null; }
  dirty();
  return share * (S.told?.horizon_days ?? 0);
}
function renderNumbers(here) {
  const row = S.days[here]?.row;
  $("numbers").replaceChildren(...(row && !isHidden() ? S.info.numbers.map((name, i) => element("tr", {}, element("th", { scope: "row" }, say(name)), element("td", {}, row.numbers[i]))) : []));
}

// --- words ---
function render() {
  document.documentElement.lang = S.lang;
  document.title = "admsc Lab: " + text("title");
  document.querySelectorAll("[data-text]").forEach((place) => { place.textContent = text(place.dataset.text); });
  $("language").textContent = S.lang === "en" ? "日本語" : "English"; $("language").lang = S.lang === "en" ? "ja" : "en";
  $("projector").setAttribute("aria-pressed", document.documentElement.classList.contains("projector"));
  $("title").textContent = S.base || S.sent.ui === "min" ? say(S.set.title) : "";
  renderModes(); renderControls(); renderRun(); renderLegend(); renderLesson(); renderFeedback(); renderTrial();
  dirty();
}
function renderModes() {
  const modes = [["explore", "explore"], ["predict", "predict"], ["trial", "trial"], ["lesson", "lesson"]];
  $("modes").replaceChildren(...modes.map(([mode, name]) => element("button", { "aria-current": S.mode === mode, onclick: () => enter(mode) }, text(name))));
  document.body.classList.toggle("drawing", S.mode === "predict" && !S.kept);
  $("lab").classList.toggle("with-lesson", S.mode === "lesson");
  $("lesson").hidden = S.mode !== "lesson";
}
function enter(mode) {
  S.mode = mode;
  // The plot that is drawn into stands whole on a projector.
  const isCrowded = mode === "lesson" || (mode === "predict" && document.documentElement.classList.contains("projector"));
  $("legend-box").open = !isCrowded && innerWidth >= 900;
  S.isOpen ||= mode === "explore" || mode === "trial";
  // One that is kept waits for its reveal; another begins anew.
  if (mode === "predict" && (S.revealed || S.keptOf !== S.ran)) Object.assign(S, { kept: false, revealed: false, feedback: null, prediction: null });
  if (mode === "predict" && (S.ran !== S.code || (!S.end && !S.running))) begin();
  render();
  if (mode === "predict" && innerWidth < 900) { draw(); $("pain-title").scrollIntoView(); }
}
function renderControls() {
  const focus = document.activeElement?.dataset?.key;
  $("controls").replaceChildren(...S.set.controls.map((group) => element("fieldset", {}, element("legend", {}, say(group.name)), ...group.controls.map(control))));
  if (focus) document.querySelector(`[data-key="${focus}"]`)?.focus();
  const told = [...(S.set.errors ? [text("wrong")] : []), ...(S.set.errors ?? []).map((error) => `${error.line}: ${say(error.said)}`), ...S.set.told.map(say), ...(S.set.warnings ?? []).map(say)];
  $("told").replaceChildren(...told.map((said) => element("span", { class: S.set.errors ? "wrong" : null }, said, element("br"))));
}
function control(c) {
  const id = "c-" + c.key + (c.place ?? ""), options = c.options ?? [], at = options.findIndex((option) => option.value === c.value);
  if (c.kind === "slider") {
    const output = element("output", { for: id }, say(options[at]?.said));
    const input = element("input", { type: "range", id, "data-key": id, min: 0, max: options.length - 1, value: at, step: 1, list: c.marks && id + "-marks", "aria-valuetext": say(options[at]?.said),
      oninput: () => { output.textContent = say(options[input.value].said); input.setAttribute("aria-valuetext", output.textContent); },
      onchange: () => changed(c.key, options[input.value].value) });
    return element("div", { class: "control" }, element("label", { for: id }, say(c.name)), input, ...(c.marks ? [element("datalist", { id: id + "-marks" }, ...c.marks.map((value) => element("option", { value })))] : []), output);
  }
  if (c.kind === "radio") return element("fieldset", { class: "control" }, element("legend", {}, say(c.name)), ...options.map((option) => element("label", { class: "choice" }, element("input", { type: "radio", name: id, "data-key": id + option.value, checked: option.value === c.value, onchange: () => changed(c.key, option.value) }), say(option.said))));
  if (c.kind === "switch") {
    const flags = [...part("w")];
    return element("label", { class: "choice" }, element("input", { type: "checkbox", "data-key": id, checked: c.on, onchange: () => { flags[c.place] = flags[c.place] === "1" ? "0" : "1"; changed("w", flags.join("")); } }), say(c.name));
  }
  if (c.kind === "number") return element("div", { class: "control" }, element("label", { for: id }, say(c.name)), element("input", { type: "number", id, "data-key": id, min: 0, max: 4294967295, value: c.value, onchange: (event) => changed(c.key, event.target.value) }));
  if (c.kind === "text") {
    const before = $(id), typed = before && before.value !== before.defaultValue ? before.value : null;
    const input = element("textarea", { id, "data-key": id, spellcheck: "false" }, c.value);
    input.value = typed ?? c.value;
    return element("details", { open: c.value !== "" || typed }, element("summary", {}, say(c.name)), element("div", { class: "control" }, element("label", { for: id, class: "hidden" }, say(c.name)), input, element("button", { onclick: () => changed("k", encodeURIComponent(input.value)) }, text("apply"))));
  }
  return element("div", { class: "control" }, element("label", { for: id }, say(c.name)), element("select", { id, "data-key": id, onchange: (event) => changed(c.key, event.target.value) }, ...options.map((option) => element("option", { value: option.value, selected: option.value === c.value }, say(option.said)))));
}
function renderRun() {
  const months = S.set.controls.flatMap((group) => group.controls).find((c) => c.key === "h");
  const how = say(months?.options.find((option) => option.value === months.value)?.said ?? S.set.horizon);
  $("run").textContent = S.running ? text("stop") : S.ran === S.code && S.end ? text("again") : text("run", { months: how });
  $("run").disabled = Boolean(S.set.errors) || (isHidden() && Boolean(S.end) && S.ran === S.code);
  $("dice").disabled = S.kept && !S.revealed;
  $("play").textContent = S.playing ? text("pause") : text("play");
  $("play").disabled = S.days.length < 2 || isHidden();
  $("eight").disabled = !S.end || !S.ghostTable || isHidden();
  $("time").hidden = isHidden();
  const wrong = (S.set.errors ?? []).map((error) => `${error.line}: ${say(error.said)}`);
  const said = wrong.length ? `${text("wrong")} ${wrong.join(" ")}` : S.failed ? text("failed", { reason: say(S.failed) }) : S.ran !== S.code && S.days.length ? text("changed") + (S.estimate ? ` (${say(S.estimate.said)})` : "") : isHidden() ? (S.mode === "predict" ? "" : text("hidden")) : S.end ? [say(S.end.said), text("one_luck"), checked(), `${text("digest")} ${S.end.digest.slice(0, 8)}.`].join(" ") : "";
  $("outcome").textContent = said;
}
function swatch(paint, width = 26) {
  const canvas = element("canvas", { "aria-hidden": "true", width: width * 2, height: 36 }), c = canvas.getContext("2d");
  c.scale(2, 2); paint(c);
  return canvas;
}
function renderLegend() {
  const col = S.info.colours;
  const item = (key, paint, said) => element("li", {}, element("label", { class: "choice" }, element("input", { type: "checkbox", checked: !S.hidden.has(key), onchange: () => { if (!S.hidden.delete(key)) S.hidden.add(key); dirty(); } }), swatch(paint), said));
  const cells = S.info.kinds.map((name, kind) => item("k" + kind, (c) => mark(c, kind, 13, 9, 1, col), say(name)));
  $("legend").replaceChildren(
    ...cells,
    item("axons", (c) => { c.strokeStyle = col.structure; c.beginPath(); c.moveTo(0, 9); c.lineTo(14, 9); c.stroke(); front(c, 1, 18, 9, 0.8, col); }, text("axons")),
    item("vessels", (c) => { c.fillStyle = col.vessel; c.beginPath(); c.arc(13, 9, 3, 0, 7); c.fill(); }, text("vessels")),
    element("li", {}, element("label", { class: "choice" }, swatch((c) => col.ramp.forEach(([r, g, b], i) => { c.fillStyle = `rgb(${r},${g},${b})`; c.fillRect(i * 26 / 32, 3, 1, 12); })), element("span", { class: "hidden" }, text("map")), element("select", { id: "field", onchange: (event) => { S.field = Number(event.target.value); dirty(); } }, ...(S.told?.stage?.fields ?? []).map((name, i) => element("option", { value: i, selected: i === S.field }, say(name))), element("option", { value: -1, selected: S.field < 0 }, text("map_none"))))),
    element("li", { class: "whole" }, element("label", { class: "choice" }, element("input", { type: "checkbox", id: "split", checked: S.split, disabled: !(S.told?.has_effect ?? true), onchange: () => split() }), text("split")), ...(S.split ? [element("input", { type: "range", id: "split-at", min: 0, max: 100, value: Math.round(100 * S.splitAt), "aria-label": text("split_at"), oninput: (event) => { S.splitAt = event.target.value / 100; dirty(); } })] : [])),
    element("li", {}, swatch((c) => [0, 1, 2].forEach((one) => glial(c, one, 5 + 8 * one, 9, 3.5, col))), `${text("microglia")}: ${S.info.glia.map(say).join(", ")}`),
  );
  $("keys-of-pain").replaceChildren(...[...CAUSES].reverse().map((cause) => element("li", {}, swatch((c) => { c.fillStyle = hatch(c, col[cause], [1, -1, 0][CAUSES.indexOf(cause)]); c.fillRect(0, 2, 26, 14); }), text(cause))), element("li", {}, swatch((c) => { c.strokeStyle = col.grey; c.lineWidth = 2; c.setLineDash([7, 5]); c.beginPath(); c.moveTo(0, 9); c.lineTo(26, 9); c.stroke(); }), text("untreated")), element("li", {}, swatch((c) => { c.fillStyle = col.ink; c.beginPath(); c.moveTo(13, 2); c.lineTo(20, 9); c.lineTo(13, 16); c.lineTo(6, 9); c.fill(); }), text("halved")));
}

/** Left of a line the same patient, untreated; or no more. */
function split() { S.split = !S.split; renderLegend(); dirty(); }
/** What lies where somebody points in the tissue, in words; a line that is there goes along. */
function pointed(event) {
  if (!S.seen) return;
  const box = $("tissue").getBoundingClientRect(), [x, y] = [event.clientX - box.left, event.clientY - box.top];
  if (S.split && event.buttons && event.type === "pointermove") { S.splitAt = Math.max(0, Math.min(1, x / S.seen.width)); if ($("split-at")) $("split-at").value = Math.round(100 * S.splitAt); dirty(); }
  if (event.type !== "pointerdown") return;
  const kind = S.seen.near(x, y);
  $("tapped").textContent = kind === null ? "" : say(S.info.kinds[kind]);
}

// --- lessons ---
function renderLesson() {
  if (S.mode !== "lesson") return;
  const from = $("lesson-" + S.lang).content.cloneNode(true), parts = [...from.querySelectorAll("section[data-lesson]")];
  const tabs = element("nav", { "aria-label": text("lesson") }, ...parts.map((section) => element("button", { "aria-current": section.dataset.lesson === S.lesson, onclick: () => { S.lesson = section.dataset.lesson; renderLesson(); renderRun(); dirty(); } }, section.dataset.lesson.toUpperCase())));
  const shown = parts.find((section) => section.dataset.lesson === S.lesson) ?? parts[0];
  shown.querySelectorAll("pre").forEach((block) => {
    const command = block.textContent.trim();
    ask({ op: "command", text: command }).then(({ code }) => { if (code) block.replaceWith(element("button", { class: "main", title: command, onclick: () => { S.base = undefined; settle(`${code}&s=${part("s")}`).then(() => { S.isOpen = true; begin(); if (innerWidth < 900) $("view").scrollIntoView(); }); } }, `▶ ${block.dataset.title && block.dataset.title.length < (S.lang === "ja" ? 32 : 70) ? block.dataset.title : text("run_here")}`), element("div", { class: "code" }, command)); });
  });
  const compared = S.lesson !== "c" ? [] : [
    element("button", { onclick: () => { S.base = undefined; settle(`1&b=neuropathic-single&s=${part("s")}`).then(() => begin({ eight: true })); } }, text("eight_first")),
    element("button", { onclick: () => { S.base = undefined; settle(`1&b=neuropathic-single&s=${part("s")}&q=6`).then(() => enter("trial")); } }, text("trial_low")),
  ];
  $("lesson").replaceChildren(tabs, element("p", { class: "row" }, element("button", { class: S.lesson === "a" ? "main" : null, onclick: () => enter("predict") }, text("predict")), ...compared), shown);
}

// --- predicting ---
function renderPredicting() {
  const box = $("predicting");
  box.hidden = S.mode !== "predict" || S.revealed;
  $("sliders-box").hidden = S.mode !== "predict" || S.kept;
  if (S.mode !== "predict") return;
  const months = S.told?.months?.length ?? 0;
  if (months && S.prediction?.length !== months) {
    if (S.kept) { Object.assign(S, { kept: false, feedback: null }); dialog(text("code_prediction"), element("p", {}, text("other_length"))); renderFeedback(); $("sliders-box").hidden = false; document.body.classList.add("drawing"); }
    const start = S.days[0]?.row.vas;
    S.prediction = start === undefined ? null : Array(months).fill(Math.round(start * 10));
    if (S.prediction) renderSliders();
  }
  const percent = S.days[S.days.length - 1]?.percent ?? 0, state = [S.kept, S.revealed, Boolean(S.end), S.lang, Boolean(S.prediction), S.ran === S.code, S.end ? "" : percent].join();
  if (box.dataset.state === state) return;
  box.dataset.state = state;
  box.replaceChildren(
    element("p", { class: "grow" }, S.kept ? (S.revealed ? "" : S.end ? "" : text("computing", { percent })) : `${text("question")} ${text("draw")}`),
    ...(S.kept ? [] : [element("button", { class: "main", disabled: !S.prediction || S.ran !== S.code, onclick: keep }, text("keep"))]),
    ...(S.kept && !S.revealed ? [element("button", { class: "main", disabled: !S.end, onclick: reveal }, text("reveal"))] : []),
  );
}
const saidMonth = (month) => text("month", { month, points: S.info.tenths[S.prediction[month]] });
function renderSliders() {
  if (!S.prediction) return;
  $("sliders").replaceChildren(...S.prediction.map((value, month) => {
    const name = element("span", {}, saidMonth(month));
    const input = element("input", { type: "range", min: 0, max: 100, value, "data-month": month, "aria-valuetext": saidMonth(month), oninput: () => { S.prediction[month] = Number(input.value); name.textContent = saidMonth(month); input.setAttribute("aria-valuetext", saidMonth(month)); dirty(); } });
    return element("label", {}, name, input);
  }));
}
async function keep() {
  S.kept = true; S.keptOf = S.ran; document.body.classList.remove("drawing"); dirty();
  S.feedback = { said: [], ...(await ask({ op: "prediction_code", tenths: S.prediction })) };
  renderFeedback();
}
async function reveal() {
  S.revealed = true; S.here = calm.matches ? S.days.length - 1 : 0; S.wipe = calm.matches ? null : performance.now();
  S.feedback = await ask({ op: "predicted", tenths: S.prediction });
  S.isOpen = true;
  render();
}
function renderFeedback() {
  const list = $("feedback");
  list.hidden = S.mode !== "predict" || !S.feedback;
  if (list.hidden) { if (S.mode !== "predict") $("predicting").hidden = $("sliders-box").hidden = true; return; }
  list.replaceChildren(...(S.feedback.said ?? [S.feedback.error]).map((said) => element("li", {}, say(said))), element("li", {}, `${text("code_prediction")}: `, element("code", {}, S.feedback.code ?? "")));
}
function drawn(event) {
  if (S.mode !== "predict" || S.kept || !S.prediction || !S.plot) return;
  const box = $("pain").getBoundingClientRect();
  const all = event.getCoalescedEvents?.() ?? [event];
  for (const point of all.length ? all : [event]) {
    const month = Math.max(0, Math.min(S.prediction.length - 1, Math.round(S.plot.day(point.clientX - box.left) / S.told.horizon_days * (S.prediction.length - 1)))), tenths = Math.round(10 * Math.max(0, Math.min(10, S.plot.points(point.clientY - box.top))));
    // What the pointer jumped over lies on a straight line.
    const from = drawn.last ?? [month, tenths], steps = Math.abs(month - from[0]);
    for (let i = 0; i <= steps; i++) { const m = from[0] + Math.sign(month - from[0]) * i; S.prediction[m] = Math.round(from[1] + (tenths - from[1]) * (steps ? i / steps : 1)); }
    drawn.last = [month, tenths];
  }
  document.querySelectorAll("#sliders input").forEach((input) => { const month = Number(input.dataset.month); input.value = S.prediction[month]; input.setAttribute("aria-valuetext", saidMonth(month)); input.previousSibling.textContent = saidMonth(month); });
  dirty();
}

// --- sharing and dialogs ---
function dialog(title, ...body) { $("dialog-title").textContent = title; $("dialog-body").replaceChildren(...body); if (!$("dialog").open) $("dialog").showModal(); }
function download(content, name, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
const fileName = (ending) => `admsc-${S.base ? "scenario" : part("b")}-s${part("s")}${S.end && S.ran === S.code ? "-" + S.end.digest.slice(0, 8) : ""}.${ending}`;
const whole = () => `${S.code}&t=${S.days[S.here]?.day ?? 0}&l=${S.lang}&m=${S.info.model}${S.end && S.ran === S.code ? "&d=" + S.end.digest.slice(0, 8) : ""}${S.field ? "&v=" + S.field : ""}${S.mode === "predict" && S.kept && S.feedback?.code ? "&p=" + S.feedback.code : ""}${S.mode === "explore" ? "" : "&x=" + (S.mode === "lesson" ? S.lesson : S.mode)}`;
function copyOfPage() {
  const begin = JSON.stringify({ code: whole(), scenario: S.base, lang: S.lang, lesson: S.mode === "lesson" ? S.lesson : undefined }).replaceAll("<", "\\u003c");
  const put = (page, id, text) => page.replace(new RegExp(`(<script type="[a-z/]+" id="${id}">)[^<]*(</script>)`), (_, open, close) => open + text + close);
  return put(put(pristine, "lab-start", begin), "lab-engine", packed);
}
function copied(value) {
  const note = element("span", { role: "status" });
  return element("span", { class: "row" }, element("button", { onclick: async () => { try { await navigator.clipboard.writeText(value); note.textContent = text("copied"); } catch { note.textContent = "—"; } } }, text("copy")), note);
}
function share() {
  const onDisk = location.protocol === "file:", link = location.href.split("#")[0] + "#" + whole();
  const opened = element("textarea", { "aria-label": text("code_open") });
  dialog(text("share"),
    element("p", {}, element("button", { class: "main", onclick: () => download(copyOfPage(), fileName("html"), "text/html") }, text("save_copy"))),
    element("p", {}, text("save_copy_why")),
    ...(S.base ? [] : [element("h3", {}, text("link")), onDisk ? element("p", {}, text("link_none")) : element("div", { class: "code" }, link), ...(onDisk ? [] : [copied(link)]),
    element("h3", {}, text("code")), element("div", { class: "code", id: "shared-code" }, "#" + whole()), copied("#" + whole())]),
    element("h3", {}, text("scenario")), element("pre", { class: "code" }, S.set.file), element("p", { class: "row" }, copied(S.set.file), element("button", { onclick: () => download(S.set.file, "lab.toml", "application/toml") }, text("download_toml"))),
    element("h3", {}, text("code_open")), opened, element("p", {}, element("button", { onclick: () => open(opened.value) }, text("apply"))));
}
/** A code, a link, a command or a scenario that somebody has pasted. */
async function open(given) {
  const words = given.trim(), code = words.slice(words.indexOf("#1&") + 1);
  const found = words.startsWith("admsc ") ? await ask({ op: "command", text: words }) : /^\s*extends\s*=/m.test(words) ? await ask({ op: "scenario", text: words }) : code.startsWith("1&") ? { code } : { error: S.info.texts.no_code };
  if (found.error) { dialog(text("code_open"), element("p", {}, say(found.error))); return; }
  S.base = undefined;
  await settle(found.code, true);
  await seen(S.sent.x ?? (S.mode === "lesson" ? S.lesson : S.mode));
  $("dialog").close(); beginSent();
}
function menu() {
  const codes = element("textarea", { "aria-label": text("class") }), told = element("p", { role: "status" });
  dialog(text("menu"),
    element("p", { class: "row" },
      element("button", { disabled: !S.end || isHidden(), onclick: async () => download(await drawSheet({ tissue: $("tissue"), pain: $("pain"), lines: [say(S.set.title), $("sentence").textContent, say(S.end.said), text("footer"), `admsc Lab ${S.info.version}, model ${S.info.model}, ${text("digest")} ${S.end.digest.slice(0, 8)}${S.base ? "" : ", #" + S.code}`] }), fileName("png")) }, text("download_png")),
      element("button", { disabled: !S.end || isHidden(), onclick: async () => download((await ask({ op: "table" })).text, fileName("csv"), "text/csv") }, text("download_csv"))),
    element("h3", {}, text("class")), codes, told, element("p", {}, element("button", { onclick: async () => { S.class = await ask({ op: "class", codes: codes.value }); if (!S.class.curves.length) { told.textContent = say(S.class.said); S.class = null; return; } $("dialog").close(); if (S.mode !== "predict" || !S.kept) { enter("predict"); Object.assign(S, { kept: Boolean(S.end), revealed: Boolean(S.end), prediction: null }); } render(); } }, text("class_show"))),
    element("h3", {}, text("keys")), element("ul", {}, ...["key_run", "key_play", "key_days", "key_dice", "key_clock", "key_ghost", "key_language"].map((key) => element("li", {}, text(key)))));
}
/** How fast each process of the run is, on an axis from minutes to years. */
async function clock() {
  if (isHidden()) return;
  if (!S.end || !S.ghostTable) { dialog(text("clock_title"), element("p", {}, text("clock_waits"))); return; }
  const { paces, axis, error } = await ask({ op: "clock", untreated: S.ghostTable });
  if (error) { dialog(text("clock_title"), element("p", {}, say(error))); return; }
  const row = ({ process, time, share }) => element("tr", {}, element("th", { scope: "row" }, say(process)), element("td", {}, say(time)), element("td", { class: "bar" }, ...(share === null ? [] : [element("span", { style: `width:${100 * share}%` })])));
  dialog(text("clock_title"), element("p", {}, say(axis)), element("table", { id: "clock-table" }, ...paces.map(row)));
}
function trust() { dialog(text("trust"), ...["trust_1", "trust_2", "trust_3", "trust_4"].map((name) => element("p", {}, text(name)))); }

// --- what people do ---
function speak() { S.lang = S.lang === "en" ? "ja" : "en"; store.set("lang", S.lang); $("predicting").dataset.state = ""; renderSliders(); render(); }
const dice = () => S.kept && !S.revealed || changed("s", String((Number(part("s")) + 1) % 4294967296)).then(begin);
$("run").onclick = run; $("play").onclick = () => (calm.matches ? go(7) : play(!S.playing)); $("dice").onclick = dice; $("eight").onclick = eight;
$("reset").onclick = () => settle(S.base ? S.start.code ?? "" : `1&b=${part("b")}`);
$("language").onclick = speak; $("share").onclick = share; $("menu").onclick = menu; $("trust").onclick = trust; $("trial-run").onclick = () => trialRun(false); $("trial-again").onclick = () => trialRun(true); $("trial-size").onchange = (event) => { T.n = Number(event.target.value); renderTrial(); }; $("trial-file").onclick = trialFile; $("clock").onclick = clock; $("close").onclick = () => $("dialog").close();
$("projector").onclick = () => { store.set("projector", document.documentElement.classList.toggle("projector") ? "1" : "0"); render(); };
$("day").oninput = (event) => { S.follows = false; S.playing = false; S.here = Number(event.target.value); dirty(); };
$("numbers-box").ontoggle = dirty;
$("tissue").onpointerdown = $("tissue").onpointermove = pointed;
$("pain").onpointerdown = (event) => { drawn.last = null; $("pain").setPointerCapture(event.pointerId); drawn(event); };
$("pain").onpointermove = (event) => { if (event.buttons) drawn(event); };
addEventListener("resize", () => { dirty(); if (S.info) renderTrial(); });
addEventListener("hashchange", () => settle(location.hash.slice(1), true).then(() => seen(S.sent.x ?? (S.mode === "lesson" ? S.lesson : S.mode))).then(() => { if (S.code !== S.ran || !S.end || S.sentPrediction) beginSent(); else render(); }));
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog").open || /^(INPUT|TEXTAREA|SELECT|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
  const step = event.shiftKey ? 7 : 1;
  if (S.mode === "trial") return;
  const does = { r: run, " ": () => (calm.matches ? go(7) : play(!S.playing)), ArrowRight: () => go(step), ArrowLeft: () => go(-step), Home: () => go(-1e9), End: () => go(1e9), ".": dice, l: speak, c: clock, g: split }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (does && S.info) { event.preventDefault(); does(); }
});
boot();

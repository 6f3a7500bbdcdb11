// A small trial: patients are computed in a pool of workers, and told in the order of their places, never of their speed.
const T = { n: 20, seed: 11, code: null, of: 20, turn: 0, members: [], result: null, trials: [], pool: [], running: false, failed: null, estimate: null, estimated: "" };
const TRIALS = 5, SIZES = [10, 20, 40];
const askTrial = (op, more, engine) => ask({ op, code: T.code, patients: T.of, seed: T.seed, ...more }, engine);
/** Patients in order, as far as there is no gap. */
const inOrder = () => { const gap = T.members.findIndex((member) => !member); return gap < 0 ? T.members : T.members.slice(0, gap); };

const workers = (patients) => Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1, patients));
/** How long a trial takes, by the days of the run before. */
async function trialEstimate() {
  const asked = [S.code, T.n, S.pace?.ms].join();
  if (!S.pace || S.base || T.estimated === asked) return;
  T.estimated = asked; T.estimate = null;
  const { said } = await ask({ op: "estimate", code: S.code, of: S.pace.of, day_ms: S.pace.ms, patients: T.n, workers: workers(T.n) });
  if (T.estimated === asked) { T.estimate = said; renderTrial(); }
}

async function trialRun(isAnother) {
  if (T.running) { trialStop(); return; }
  // Trials of another treatment or size are no series.
  if (!isAnother || T.code !== S.code || T.of !== T.n) Object.assign(T, { trials: [], seed: 11 });
  else T.seed++;
  const turn = ++T.turn;
  Object.assign(T, { code: S.code, of: T.n, members: Array(T.n).fill(null), result: null, running: true, failed: null });
  const { error } = await askTrial("trial", {});
  if (turn !== T.turn || !T.running) return;
  if (error) { Object.assign(T, { running: false, failed: error }); renderTrial(); return; }
  const size = workers(T.of);
  let next = 0, done = 0;
  const work = async (name) => {
    while (T.running && turn === T.turn && next < T.of) {
      const place = next++, { member, error: reason } = await askTrial("trial_patient", { place }, name);
      if (!T.running || turn !== T.turn) return;
      if (reason) { trialStop(); T.failed = reason; renderTrial(); return; }
      T.members[place] = member; done++;
      T.result = await askTrial("trial_result", { members: inOrder() });
      if (done === T.of) { trialStop(); T.trials = [...T.trials, T.result.interval].slice(-TRIALS); }
      renderTrial();
    }
  };
  for (let i = 0; i < size; i++) {
    const name = "T" + i;
    start(name, (m) => { if (m.op === "ready") work(name); else if (m.op === "failed") { trialStop(); T.failed = m.said; renderTrial(); } });
    engines[name].post({ op: "boot", module: S.module });
    T.pool.push(name);
  }
  renderTrial();
}
function trialStop() { T.running = false; T.pool.forEach((name) => { engines[name].end(); delete engines[name]; }); T.pool = []; renderTrial(); }

function renderTrial() {
  const box = $("trial");
  box.hidden = S.mode !== "trial"; $("single").hidden = $("runs").hidden = S.mode === "trial";
  if (box.hidden) return;
  const done = inOrder().length;
  if (!T.running) trialEstimate();
  if (T.failed && T.code !== S.code) T.failed = null;
  $("trial-said").textContent = S.base ? text("trial_base") : T.failed ? say(T.failed) : text("trial_question");
  $("trial-run").disabled = Boolean(S.base);
  $("trial-run").textContent = T.running ? text("stop") : text("trial_run");
  $("trial-again").textContent = text("trial_again"); $("trial-again").disabled = T.running || !T.result?.digest;
  $("trial-progress").textContent = T.running ? text("trial_progress", { done, all: T.of }) : T.result?.digest ? `${text("digest")} ${T.result.digest.slice(0, 8)}` : say(T.estimate);
  const size = $("trial-size");
  if (!size.options.length || size.dataset.lang !== S.lang) { size.dataset.lang = S.lang; size.replaceChildren(...SIZES.map((n) => element("option", { value: n, selected: n === T.n }, text("trial_patients", { number: n })))); }
  size.disabled = T.running;
  $("trial-results").replaceChildren(...(T.result?.said ?? []).map((said) => element("li", {}, say(said))));
  const rows = (T.result?.arms ?? []).flatMap((arm, i) => arm.dots.map((dot) => element("tr", {}, element("td", {}, text(["trial_sham", "trial_cells"][i])), element("td", {}, dot.shown ?? "—"), element("td", {}, dot.responds ? "●" : "○"), element("td", {}, ...(i ? [element("button", { onclick: () => openPatient(dot.number) }, text("trial_open", { number: dot.number }))] : [])))));
  $("trial-list").replaceChildren(...rows);
  $("trial-file").hidden = !T.result?.digest;
  drawTrial($("trial-dots"), T, { col: S.info.colours, text, marks: S.info.marks, width: $("trial").clientWidth, height: innerWidth < 900 ? 360 : Math.max(260, innerHeight - 420) });
}
/** A patient of the trial alone: their number under the seed of the trial. */
async function openPatient(number) {
  const lines = decodeURIComponent(/&k=([^&]*)/.exec(T.code)?.[1] ?? "").split("\n").filter((line) => line && !line.startsWith("patient.number"));
  await settle(`${T.code.replace(/&k=[^&]*/, "").replace(/&s=\d+/, `&s=${T.seed}`)}&k=${encodeURIComponent([...lines, `patient.number = ${number}`].join("\n"))}`);
  S.mode = "explore"; begin();
}
async function trialFile() {
  const { file } = await askTrial("trial", {});
  dialog(text("trial_file"), element("pre", { class: "code" }, file), element("p", { class: "row" }, copied(file), element("button", { onclick: () => download(file, "trial.toml", "application/toml") }, text("download_toml"))));
}

/** A dot a patient and arm, filled where half of the pain is gone; beside them the interval of each trial. */
function drawTrial(canvas, { result, trials }, { col, text, marks, width, height }) {
  const { c } = sharp(canvas, height, width);
  canvas.style.width = "100%";
  c.clearRect(0, 0, width, height);
  c.font = font(12); c.textBaseline = "alphabetic";
  const half = width < 600 ? width : width * 0.55, top = 26, bottom = (width < 600 ? height * 0.6 : height) - 40, left = 44;
  const y = (change) => top + (4 - change) / 12 * (bottom - top);
  for (const [change, said] of marks.changes) { c.strokeStyle = change ? col.grid : col.ink; c.lineWidth = 1; c.beginPath(); c.moveTo(left, y(change)); c.lineTo(half - 10, y(change)); c.stroke(); c.fillStyle = col.ink; c.textAlign = "right"; c.fillText(said, left - 6, y(change) + 4); }
  c.textAlign = "left"; c.fillText(text("trial_change"), 4, 14);
  (result?.arms ?? []).forEach((arm, i) => {
    const middle = left + (half - left - 10) * (i ? 0.72 : 0.28), spread = (half - left) * 0.18;
    arm.dots.forEach(({ change, responds }, place) => {
      if (change === null) return;
      const x = middle + spread * (((place * 0.618) % 1) * 2 - 1);
      c.beginPath(); c.arc(x, y(Math.max(-8, Math.min(4, change))), 5, 0, 7); c.lineWidth = 1.8; c.strokeStyle = i ? col.admsc : col.ink; c.fillStyle = responds ? c.strokeStyle : "#fff"; c.fill(); c.stroke();
    });
    if (arm.change != null) { c.strokeStyle = col.ink; c.lineWidth = 3; c.beginPath(); c.moveTo(middle - spread, y(arm.change)); c.lineTo(middle + spread, y(arm.change)); c.stroke(); }
    c.fillStyle = col.ink; c.textAlign = "center"; c.fillText(text(["trial_sham", "trial_cells"][i]), middle, bottom + 18); if (arm.said) c.fillText(say(arm.said), middle, bottom + 34);
  });
  if (!trials.length) return;
  const from = width < 600 ? left : half + 30, to = width - 34, x = (share) => from + (share + 1) / 2 * (to - from), first = width < 600 ? bottom + 90 : top + 50;
  c.textAlign = "left"; c.fillStyle = col.ink; wrapped(c, text("trial_shares"), from, first - 48, to - from);
  c.lineWidth = 1; c.textAlign = "center";
  for (const [share, said] of marks.shares) { c.strokeStyle = share ? col.grid : col.ink; c.beginPath(); c.moveTo(x(share), first - 12); c.lineTo(x(share), first + 24 * TRIALS); c.stroke(); c.fillText(said, x(share), first + 24 * TRIALS + 14); }
  trials.forEach((interval, row) => { if (!interval) return; const [middle, low, high] = interval, at = first + 24 * row + 6; c.strokeStyle = c.fillStyle = col.admsc; c.lineWidth = 3; c.beginPath(); c.moveTo(x(low), at); c.lineTo(x(high), at); c.stroke(); c.fillRect(x(middle) - 4, at - 6, 8, 12); });
}
function wrapped(c, said, x, y, width) {
  let line = "";
  for (const word of said.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*/g) ?? []) { if (c.measureText(line + word).width > width && line) { c.fillText(line, x, y); y += 15; line = ""; } line += word; }
  c.fillText(line, x, y);
}

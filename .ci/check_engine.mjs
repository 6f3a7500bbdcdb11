// The engine of the Lab in Node: no imports, and for three patients, three seeds and both sizes of voxels the digests of the program, which reads the
// scenario that the engine writes and runs beside it. It goes on for four months, with full voxels for one: a whole year is compared in the browsers.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const [, , file, admsc] = process.argv;
const module = await WebAssembly.compile(readFileSync(file));
const imports = WebAssembly.Module.imports(module);
if (imports.length) throw new Error(`the engine imports ${JSON.stringify(imports)}`);
const wasm = (await WebAssembly.instantiate(module, {})).exports;

function ask(request) {
  const text = new TextEncoder().encode(JSON.stringify(request));
  // A view is taken after the call: where memory grows, those from before are gone.
  const room = wasm.lab_room(text.length);
  new Uint8Array(wasm.memory.buffer, room, text.length).set(text);
  const length = wasm.lab_ask(), place = wasm.lab_answer();
  const end = new DataView(wasm.memory.buffer, place, length).getUint32(0, true);
  return JSON.parse(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, place + 4, end)));
}

const work = mkdtempSync(join(tmpdir(), "lab-"));
const run = promisify(execFile);
async function program(text, name) {
  const scenario = join(work, `${name}.toml`);
  writeFileSync(scenario, text);
  const begun = performance.now();
  const { stdout } = await run(admsc, ["run", scenario, "--out", join(work, "out"), "--threads", "1", "--quiet"], { maxBuffer: 1 << 26 });
  return { digest: /[0-9a-f]{64}/.exec(stdout)?.[0], seconds: (performance.now() - begun) / 1000 };
}

// Longest that the engine may take, in times of the program with its files.
const SLOWEST = 1.6;
const patients = ["1&b=neuropathic-single", "1&b=discogenic-single&n=2&e=1", "1&b=crush&c=350&a=4"];
let compared = 0;
const seconds = { engine: 0, program: 0 };
for (const patient of patients) {
  for (const seed of [1, 2, 3]) {
    for (const voxel of [50, 25]) {
      const { code, file, errors } = ask({ op: "settings", code: `${patient}&s=${seed}&g=${voxel}&h=4` });
      if (errors) throw new Error(JSON.stringify(errors));
      const text = voxel === 50 ? file : file.replace(/^horizon = .*$/m, 'horizon = "31 d"');
      const native = program(text, `lab-${compared}`);
      const begun = performance.now();
      const told = ask({ op: "begin", code, untreated: false, base: text });
      if (told.error || told.errors) throw new Error(JSON.stringify(told));
      for (;;) {
        const day = ask({ op: "day" });
        if (day.error) throw new Error(day.error.en);
        if (day.reached === "end") break;
      }
      const { digest } = ask({ op: "end" });
      seconds.engine += (performance.now() - begun) / 1000;
      const theirs = await native;
      seconds.program += theirs.seconds;
      if (theirs.digest !== digest) throw new Error(`${code}: ${digest} here, ${theirs.digest} by the program`);
      compared += 1;
    }
  }
}
rmSync(work, { recursive: true });
const ratio = seconds.engine / seconds.program;
if (ratio > SLOWEST) throw new Error(`the engine takes ${ratio.toFixed(2)} times as long as the program, more than ${SLOWEST}`);
console.log(`${compared} runs have the digest of the program; no imports; ${seconds.engine.toFixed(0)} s here, ${seconds.program.toFixed(0)} s by the program with its files (ratio ${ratio.toFixed(2)})`);

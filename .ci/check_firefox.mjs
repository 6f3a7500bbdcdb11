// The page of the Lab in a headless Firefox, opened from disk: it runs, and its digest is the program's.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [, , page, admsc, modules] = process.argv;
const puppeteer = createRequire(resolve(modules) + "/")("puppeteer-core");
const work = mkdtempSync(join(tmpdir(), "lab-"));
// A home of its own: as root there may be none that Firefox takes.
const browser = await puppeteer.launch({ browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true, env: { ...process.env, HOME: work } });
const opened = await browser.newPage();
const faults = [];
opened.on("pageerror", (error) => faults.push(String(error)));
await opened.goto(pathToFileURL(resolve(page)).href);
let told = null;
for (let tries = 0; tries < 1500 && !told; tries++) {
  told = await opened.evaluate("typeof S !== 'undefined' && S.end ? { digest: S.end.digest, file: S.set.file } : null");
  await new Promise((wake) => setTimeout(wake, 200));
}
await browser.close();
if (!told) throw new Error("the run did not end in Firefox");
writeFileSync(join(work, "lab.toml"), told.file);
const said = execFileSync(admsc, ["run", join(work, "lab.toml"), "--quiet", "--out", join(work, "out")], { encoding: "utf8" });
const digest = /[0-9a-f]{64}/.exec(said)[0];
rmSync(work, { recursive: true, force: true });
if (digest !== told.digest) throw new Error(`${told.digest} in Firefox, ${digest} by the program`);
if (faults.length) throw new Error(faults.join("\n"));
console.log(`Firefox has the digest of the program, ${digest.slice(0, 8)}`);

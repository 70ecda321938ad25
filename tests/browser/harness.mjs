// Pages made by the program, opened in a browser that has no network and lets nothing pass unseen.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const ONRECORD =
  process.env.ONRECORD ?? fileURLToPath(new URL("../../target/debug/onrecord", import.meta.url));
/** The feed that ships with the project. */
export const FEED = process.env.FEED ?? fileURLToPath(new URL("../../examples/feed", import.meta.url));
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat([
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]);
const AXE = createRequire(import.meta.url)("axe-core").source;

export const WIDE = { width: 1280, height: 860 };
export const PHONE = { width: 390, height: 844 };

/** A folder for pages, and a browser to open them in, for the tests of one file. */
export async function desk() {
  const folder = mkdtempSync(join(tmpdir(), "onrecord-pages-"));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ARGUMENTS,
  });
  return {
    /** Runs a command that writes a page, on a file or on records, and says where the page is. */
    make(name, command, input, ...more) {
      let path = input;
      if (typeof input !== "string") {
        path = join(folder, `${name}.jsonl`);
        writeFileSync(path, input.map((record) => JSON.stringify(record)).join("\n"));
      }
      const page = join(folder, `${name}.html`);
      const run = spawnSync(ONRECORD, [command, path, "--html", page, ...more], { encoding: "utf8" });
      assert.equal(run.status, 0, String(run.error ?? run.stderr));
      return page;
    },

    /** Opens a page and works on it. Nothing may be said on the console, asked of a network or shown as a dialog. */
    async look(file, options, work) {
      const { tolerated = () => false, address = "", ...context } = { viewport: WIDE, ...options };
      const opened = await browser.newContext({ offline: true, ...context });
      const page = await opened.newPage();
      const wrong = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) wrong.push(message.text());
      });
      page.on("pageerror", (error) => wrong.push(String(error)));
      page.on("dialog", (dialog) => {
        wrong.push(`a dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      page.on("request", (request) => {
        if (!request.url().startsWith(pathToFileURL(file).href)) wrong.push(`asks for ${request.url()}`);
      });
      try {
        await page.goto(pathToFileURL(file).href + address);
        await work(page);
        assert.deepEqual(
          wrong.filter((message) => !tolerated(message)),
          [],
        );
      } finally {
        await opened.close();
      }
    },

    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What axe finds that is serious or critical. The page's policy stays as it is. */
export async function barriers(page) {
  await page.evaluate(`${AXE}; undefined`);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`,
    );
}

/** Whether something is wider than the window. */
export function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

/** What stands on the page at a place, without the marks for those who hear it. */
export function told(page, place) {
  return page.locator(place).first().innerText();
}

/** Does something, and waits until the count above the list is another. */
export async function recounted(page, work) {
  const before = await told(page, "#count");
  await work();
  await page.waitForFunction((before) => document.getElementById("count").textContent !== before, before);
  return parseInt(await told(page, "#count"));
}

/** Waits until the count above the list says so. */
export async function counted(page, text) {
  await page.waitForFunction((text) => document.getElementById("count").textContent === text, text);
}

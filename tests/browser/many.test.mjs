// Twenty thousand statements: as few elements as a few have, wherever one scrolls.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, WIDE, counted, desk } from "./harness.mjs";

const STATEMENTS = 20_000;
const WORDS =
  "harbour ferry council budget teacher bridge winter island market signal garden engine valley mirror copper lantern".split(
    " ",
  );

let place;
let file;

/** Sentences of which no two are alike, with numbers drawn by a generator that is the same at each run. */
function* quotes() {
  let state = 7;
  const next = (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  for (let n = 0; n < STATEMENTS; n += 1) {
    // A run of made-up words that no other has: what would be compared is another matter.
    const words = Array.from(
      { length: 9 },
      () => `${WORDS[next(WORDS.length)]}${next(36 ** 4).toString(36)}`,
    );
    yield {
      id: String(n),
      outlet: `Outlet ${next(40)}`,
      published: new Date(Date.UTC(2026, 0, 1 + next(90), next(24))).toISOString(),
      speaker: `Speaker ${WORDS[next(WORDS.length)]} ${WORDS[next(WORDS.length)]}`,
      text: words.join(" "),
    };
  }
}

before(async () => {
  place = await desk();
  file = place.make("many", "cluster", [...quotes()]);
});
after(() => place.close());

for (const [name, viewport] of [
  ["a desk", WIDE],
  ["a phone", PHONE],
]) {
  test(`few rows are elements at any time, on ${name}`, () =>
    place.look(file, { viewport }, async (page) => {
      await counted(page, `${STATEMENTS.toLocaleString("en")} statements`);
      const state = () =>
        page.evaluate(() => {
          const list = document.getElementById("list");
          const top = list.getBoundingClientRect().top;
          const rows = [...list.querySelectorAll("[role=option]")];
          const inSight = rows.filter((row) => {
            const { bottom, y } = row.getBoundingClientRect();
            return bottom > top && y < top + list.clientHeight;
          });
          const heights = inSight.reduce((sum, row) => sum + row.offsetHeight, 0);
          return {
            nodes: document.querySelectorAll("*").length,
            rows: rows.length,
            // The rows in sight leave no gap.
            isFull: heights >= list.clientHeight,
            places: rows.map((row) => Number(row.getAttribute("aria-posinset"))),
          };
        });
      const before = await state();
      let [nodes, rows] = [before.nodes, before.rows];
      for (let n = 1; n <= 60; n += 1) {
        await page.evaluate((share) => {
          const list = document.getElementById("list");
          list.scrollTop = share * (list.scrollHeight - list.clientHeight);
          return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }, n / 60);
        const now = await state();
        assert.ok(now.isFull, `at ${n} of 60`);
        assert.deepEqual(
          now.places,
          [...now.places].sort((a, b) => a - b),
        );
        nodes = Math.max(nodes, now.nodes);
        rows = Math.max(rows, now.rows);
      }
      assert.ok(rows < 40, `${rows} rows`);
      assert.ok(nodes < before.nodes + 300, `${before.nodes} elements, then ${nodes}`);
      assert.equal((await state()).places.at(-1), STATEMENTS);
    }));
}

test("from one end to the other by keys, and to one by a word", () =>
  place.look(file, {}, async (page) => {
    await page.locator("#list").focus();
    await page.keyboard.press("End");
    await page.waitForFunction(
      (last) => document.querySelector(`[aria-posinset="${last}"][aria-selected=true]`),
      STATEMENTS,
    );
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector('[aria-posinset="1"][aria-selected=true]'));
    const word = (await page.locator("#statement h2").innerText()).split(" ")[2];
    await page.getByRole("searchbox").fill(word);
    await counted(page, `1 of ${STATEMENTS.toLocaleString("en")} statements`);
  }));

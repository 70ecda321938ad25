// What an article can do that somebody wrote to run a script in the reader's browser: nothing.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { desk, told } from "./harness.mjs";

let place;
before(async () => {
  place = await desk();
});
after(() => place.close());

const EVIL =
  "</script><script>window.hacked=1;alert(1)</script><!--<script>" +
  "<img src=x onerror='window.hacked=2;alert(2)'><svg onload=alert(3)>" +
  "<a href='javascript:alert(4)'>here</a>{{constructor}}\u2028\u202e";

const ARTICLES = ["Coast Daily", `North ${EVIL}`].map((outlet, n) => ({
  id: `${n}${EVIL}`,
  outlet,
  published: `2026-03-0${n + 1}`,
  title: EVIL,
  text: `“We will open two new schools ${EVIL} before the summer ends,” said Ada ${EVIL} Brenner.\n\n“So be it ${n}, ${EVIL},” she said.`,
}));

const QUOTES = ARTICLES.map(({ id, outlet, published }, n) => ({
  id,
  outlet,
  published,
  speaker: { text: EVIL, name: `Ada ${EVIL}`, role: EVIL },
  text: `We will open ${n + 2} new schools ${EVIL} before the summer ends`,
}));

for (const [command, input] of [
  ["dedup", ARTICLES],
  ["extract", ARTICLES],
  ["cluster", QUOTES],
]) {
  test(`what ${command} shows of it is text`, () =>
    place.look(place.make(command, command, input), {}, async (page) => {
      const rows = page.locator("#list [role=option]");
      for (let n = 0; n < (await rows.count()); n += 1) {
        await rows.nth(n).click();
        for (const summary of await page.locator("article summary").all()) await summary.click();
        for (const part of await page.locator("article .part.quote").all()) await part.click();
      }
      assert.match(
        await page.locator("main").textContent(),
        /<img src=x onerror='window\.hacked=2;alert\(2\)'>/,
      );
      assert.equal(await page.locator("img, svg, iframe, object, embed, a[href^=javascript]").count(), 0);
      assert.equal(await page.locator("script").count(), 2);
      assert.doesNotMatch(await page.locator("main").textContent(), /\u202e/);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
    }));
}

test("a script that got into the page all the same would not run", async () => {
  const file = place.make("whole", "dedup", ARTICLES);
  const broken = file.replace("whole", "broken");
  const inserted =
    "<script>window.hacked=1</script><img src=x onerror='window.hacked=2'><style>h1{display:none}</style>";
  writeFileSync(broken, readFileSync(file, "utf8").replace("<main>", `${inserted}<main>`));
  const violations = [];
  const tolerated = (message) => {
    const isOne = /Content Security Policy|requires 'Trusted|asks for .*\/x$/.test(message);
    if (isOne) violations.push(message);
    return isOne;
  };
  await place.look(broken, { tolerated }, async (page) => {
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.ok(await page.locator("h1").isVisible());
    assert.match(await told(page, "#count"), /statements$/);
    // Nor would one that is made while the page runs.
    const seen = await page.evaluate(async () => {
      const seen = [];
      document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
      const refused = (work) => {
        try {
          work();
          return false;
        } catch (error) {
          return true;
        }
      };
      // In a task of its own: what a debugger asks for may do more than the page.
      const isRefused = await new Promise((done) =>
        setTimeout(() => {
          const button = document.createElement("button");
          done([
            refused(() => (document.body.innerHTML = "<b>bold</b>")),
            refused(() => button.setAttribute("onclick", "window.hacked=3")),
            refused(() => new Function("window.hacked=4")()),
          ]);
          button.click();
        }),
      );
      await fetch("https://example.org/").catch(() => undefined);
      await new Promise((done) => setTimeout(done, 100));
      return { seen, isRefused };
    });
    assert.deepEqual(seen.isRefused, [true, true, true]);
    assert.ok(seen.seen.includes("connect-src"), String(seen.seen));
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });
  assert.ok(violations.length > 2, String(violations));
});

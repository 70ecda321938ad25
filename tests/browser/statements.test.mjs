// The page of statements, as an editor uses it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { FEED, PHONE, WIDE, barriers, counted, desk, overflows, recounted, told } from "./harness.mjs";

let place;
let file;
let all;

before(async () => {
  place = await desk();
  file = place.make("statements", "dedup", FEED);
  await place.look(file, {}, async (page) => {
    all = Number((await told(page, "#count")).split(" ")[0]);
  });
  assert.ok(all > 50, `${all} statements`);
});
after(() => place.close());

const search = (page) => page.getByRole("searchbox", { name: "Search" });
const field = (page, name) => page.locator(`#filters [name=${name}]`);
const rows = (page) => page.locator("#list [role=option]");

/** Searches for words and opens the first statement that is found. */
async function openFirst(page, words) {
  await recounted(page, () => search(page).fill(words));
  await rows(page).first().click();
  return page.locator("#statement");
}

test("the statement with most reach stands first", () =>
  place.look(file, {}, async (page) => {
    const counts = await page
      .locator("#list .count")
      .evaluateAll((all) => all.map((one) => parseInt(one.textContent)));
    assert.ok(counts.length > 5 && counts[0] > 2);
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => b - a),
    );
    await field(page, "order").selectOption("oldest");
    await rows(page).first().filter({ hasText: "3 Mar 2026" }).waitFor();
  }));

test("search finds words, speakers and titles, however they are spelt", () =>
  place.look(file, {}, async (page) => {
    for (const words of ["close 14 routes", "HALVÁRD routes", "lumen swings the axe"]) {
      await recounted(page, () => search(page).fill(words));
      assert.match(await rows(page).first().innerText(), /Halvard|Tembury|routes/, words);
    }
    await search(page).fill("nobody ever said this");
    await counted(page, `0 of ${all} statements`);
    await page.getByText("No statement is so.").waitFor();
    await page.locator("#none").getByRole("button", { name: "Clear filters" }).click();
    await counted(page, `${all} statements`);
  }));

test("filters by speaker, outlet, day and alteration hold together", () =>
  place.look(file, {}, async (page) => {
    const clear = () => page.locator("#clear").click();
    const gazette = field(page, "outlet").locator("option", { hasText: "harbour-gazette" });
    const outlet = await gazette.getAttribute("value");
    const ofOutlet = await recounted(page, () => field(page, "outlet").selectOption(outlet));
    const ofBoth = await recounted(page, () => field(page, "speaker").fill("Halvard"));
    assert.ok(ofBoth > 0 && ofBoth < ofOutlet && ofOutlet < all, `${ofBoth} of ${ofOutlet}`);
    assert.match(await rows(page).first().innerText(), /Halvard/);
    assert.ok((await recounted(page, () => field(page, "from").fill("2026-03-11"))) < ofBoth);
    assert.equal(await recounted(page, clear), all);
    const choices = [
      ["altered", "trimmed"],
      ["altered", "brackets"],
      ["only", "conflicts"],
      ["only", "disputed"],
      ["only", "copies"],
    ];
    for (const [name, value] of choices) {
      const some = await recounted(page, () => field(page, name).selectOption(value));
      assert.ok(some > 0 && some < all, `${value}: ${some}`);
      assert.equal(await recounted(page, clear), all);
    }
  }));

test("a statement shows who had it first, each wording, and what was altered", () =>
  place.look(file, {}, async (page) => {
    const opened = await openFirst(page, "close 14 routes");
    assert.match(await opened.locator("h2").innerText(), /14 routes by the end of the year/);
    assert.match(
      await opened.locator(".facts").innerText(),
      /9 Mar 2026, 11:05 UTC by northern-press-agency/,
    );
    assert.match(await opened.locator(".facts").innerText(), /4 outlets, 4 independent reports/);
    const trimmed = opened.locator(".report", { hasText: "newsdesk24" });
    assert.match(await trimmed.locator(".chip").innerText(), /trimmed/);
    assert.match(await trimmed.locator("del").innerText(), /nobody will learn of it/);
    assert.equal(await trimmed.locator("ins").count(), 0);
    await trimmed.getByText("In the article").click();
    assert.match(await trimmed.locator(".passage .quoted").first().innerText(), /^We will close 14 routes/);
    assert.equal(await opened.locator(".report").count(), 4);
    assert.equal(await opened.locator(".timeline .line").count(), 4);
    assert.match(
      await opened.locator(".timeline").getAttribute("aria-label"),
      /4 outlets over time: first northern-press-agency/,
    );
    // A day is as wide as it is, a moment is a point.
    const width = (outlet) =>
      opened
        .locator(".line", { hasText: outlet })
        .locator(".mark")
        .evaluate((mark) => mark.getBoundingClientRect().width);
    assert.ok((await width("harbour-gazette")) > 3 * (await width("newsdesk24")));
  }));

test("whatever is marked in it, a report keeps its words", () =>
  place.look(file, {}, async (page) => {
    // What the page's own functions make of every report, with what was struck taken out again.
    const reports = await page.evaluate(() => {
      const feed = new Feed(readData());
      const plain = (text) => text.replace(/\s+/g, " ").trim();
      const shown = (statement, report) => {
        const box = el("p", {}, words(feed, statement, report));
        const marks = box.querySelectorAll("del, ins, mark").length;
        box.querySelectorAll("del, .sr, .apart").forEach((mark) => mark.remove());
        return { marks, shown: plain(box.textContent), text: plain(feed.texts[feed.reports.text[report]]) };
      };
      const each = (_, at) => [...feed.reportsOf(at)].map((report) => shown(at, report));
      return Array.from({ length: feed.count }, each).flat();
    });
    assert.ok(reports.filter(({ marks }) => marks > 0).length > 10);
    for (const { shown, text } of reports) assert.equal(shown, text);
  }));

test("statements in conflict stand side by side, and lead to each other", () =>
  place.look(file, {}, async (page) => {
    const opened = await openFirst(page, "close 14 routes");
    const pair = opened.locator(".pair");
    assert.deepEqual(await pair.locator(".differs").allInnerTexts(), ["14", "40"]);
    const [left, right] = await Promise.all([0, 1].map((n) => pair.locator(".column").nth(n).boundingBox()));
    assert.ok(left.x + left.width <= right.x && left.y === right.y);
    await pair.getByRole("button").click();
    assert.match(await opened.locator("h2").innerText(), /40 routes/);
    assert.deepEqual(await opened.locator(".differs").allInnerTexts(), ["40", "14"]);
  }));

test("disputed speakers are told with who names whom, and copies are folded", () =>
  place.look(file, {}, async (page) => {
    await recounted(page, () => field(page, "only").selectOption("disputed"));
    await rows(page).first().click();
    assert.ok((await page.locator(".disputed tbody tr").count()) > 1);
    await recounted(page, () => field(page, "only").selectOption("copies"));
    await rows(page).first().click();
    const fold = page.locator(".report details", { hasText: "of this story" }).first();
    assert.equal(await fold.locator("li").count(), 0);
    // It is filled once the browser has told that it is open.
    await fold.locator("summary").click();
    await fold.locator("li").first().waitFor();
  }));

test("the keyboard alone is enough", () =>
  place.look(file, {}, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.name);
    await page.keyboard.press("/");
    assert.equal(await focused(), "search");
    await page.keyboard.type("routes");
    await page.waitForFunction(() => document.getElementById("count").textContent.includes(" of "));
    for (let n = 0; n < 30 && (await focused()) !== "list"; n += 1) await page.keyboard.press("Tab");
    assert.equal(await focused(), "list");
    await page.keyboard.press("ArrowDown");
    const first = await told(page, "#statement h2");
    const active = () => page.locator("#list").getAttribute("aria-activedescendant");
    assert.equal(await page.locator(`#${await active()}`).getAttribute("aria-selected"), "true");
    await page.keyboard.press("j");
    assert.notEqual(await told(page, "#statement h2"), first);
    await page.keyboard.press("k");
    assert.equal(await told(page, "#statement h2"), first);
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    assert.equal(await told(page, "#statement h2"), first);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.notEqual(await focused(), "list");
    await page.keyboard.press("Escape");
    assert.equal(await focused(), "list");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.getByRole("checkbox").press("Space");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("/");
    assert.notEqual(await focused(), "search", "single keys are switched off");
  }));

test("on a phone nothing is wider than the window, and back leads to the list", () =>
  place.look(file, { viewport: PHONE, hasTouch: true, isMobile: true }, async (page) => {
    assert.equal(await overflows(page), false);
    await page.getByText("Filters", { exact: true }).click();
    assert.equal(await overflows(page), false);
    await page.getByText("Filters", { exact: true }).click();
    await search(page).fill("close 14 routes");
    await page.waitForFunction(() => document.getElementById("count").textContent.includes(" of "));
    await rows(page).first().tap();
    await page.locator("#statement h2").waitFor();
    assert.equal(await overflows(page), false);
    for (const summary of await page.locator("#statement summary").all()) await summary.tap();
    assert.equal(await overflows(page), false);
    assert.deepEqual(await barriers(page), []);
    await page.goBack();
    await page.locator("#list").waitFor();
    await page.locator("#statement").waitFor({ state: "hidden" });
    await rows(page).first().tap();
    await page.getByRole("button", { name: "All statements" }).tap();
    await page.locator("#statement").waitFor({ state: "hidden" });
  }));

test("an address leads to its statement", () =>
  place.look(file, {}, async (page) => {
    await openFirst(page, "close 14 routes");
    const address = await page.evaluate(() => location.hash);
    assert.match(address, /^#[0-9a-f]{32}$/);
    await place.look(file, { address, viewport: PHONE }, async (page) => {
      assert.match(await told(page, "#statement h2"), /14 routes/);
    });
  }));

for (const colorScheme of ["light", "dark"]) {
  test(`nothing keeps anybody out, in ${colorScheme} colours`, () =>
    place.look(file, { colorScheme, viewport: WIDE }, async (page) => {
      assert.deepEqual(await barriers(page), []);
      await openFirst(page, "close 14 routes");
      for (const summary of await page.locator("#statement summary").all()) await summary.click();
      assert.deepEqual(await barriers(page), []);
      await recounted(page, () => search(page).fill(""));
      await recounted(page, () => field(page, "only").selectOption("disputed"));
      await rows(page).first().click();
      assert.deepEqual(await barriers(page), []);
      // The switch turns it round, whatever the system says.
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const before = await paper();
      await page.locator("#look").click();
      assert.notEqual(await paper(), before);
      assert.deepEqual(await barriers(page), []);
    }));
}

// The page of articles: quotes, speakers and cues marked and linked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { FEED, PHONE, barriers, desk, overflows, told } from "./harness.mjs";

let place;
let many;
let one;

const STORY = {
  outlet: "Coast Daily",
  published: "2026-03-31",
  title: "Two schools",
  text:
    "LINDHAVEN — “We will open two new schools 😀,” Mayor Ada Brenner told the council, “and soon.”\n\n" +
    "“Nobody asked the teachers,” said Tomas Lindqvist, who leads their union. He called it “a disgrace”.",
};

before(async () => {
  place = await desk();
  many = place.make("articles", "extract", FEED);
  one = place.make("one", "extract", [STORY]);
});
after(() => place.close());

test("one article is shown at once, its quotes marked with their speakers", () =>
  place.look(one, {}, async (page) => {
    assert.ok(await page.locator("#list").isHidden());
    assert.equal(await told(page, "#article h2"), "Two schools");
    const marked = await page.locator(".part.quote").allInnerTexts();
    assert.deepEqual(
      marked.map((text) => text.replace(/^\d\s*/, "")),
      ["We will open two new schools 😀,", "and soon.", "Nobody asked the teachers,", "a disgrace"],
    );
    const who = page.locator(".part.who", { hasText: "Ada Brenner" });
    const hue = (place) =>
      place.evaluate((one) => [...one.classList].find((name) => name.startsWith("hue-")));
    assert.equal(await hue(who), await hue(page.locator(".part.quote").first()));
    assert.notEqual(await hue(who), await hue(page.locator(".part.quote").nth(2)));
    assert.match(await told(page, ".card"), /Ada Brenner[\s\S]*Mayor[\s\S]*told/);
  }));

test("a quote, its speaker, its cue and its card are looked at together", () =>
  place.look(one, {}, async (page) => {
    const on = () =>
      page.locator("#article .on").evaluateAll((all) => all.map((one) => one.className.split(" ")[1]));
    await page.locator(".part.who", { hasText: "Ada Brenner" }).click();
    assert.deepEqual(await on(), ["quote", "who", "cue", "quote", "hue-0"]);
    await page.keyboard.press("j");
    assert.equal(await page.evaluate(() => document.activeElement.id), "quote-1");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "card-1");
    await page.keyboard.press("k");
    assert.equal(await page.evaluate(() => document.activeElement.id), "quote-0");
  }));

test("several articles are listed and searched", () =>
  place.look(many, {}, async (page) => {
    assert.match(await told(page, "#count"), /^\d+ articles$/);
    const first = await told(page, "#article h2");
    await page.keyboard.press("n");
    assert.notEqual(await told(page, "#article h2"), first);
    await page.keyboard.press("/");
    await page.keyboard.type("lumen axe islanders");
    await page.waitForFunction(() => document.getElementById("count").textContent.startsWith("1 of"));
    await page.locator("#list [role=option]").first().click();
    assert.match(await told(page, "#article h2"), /Lumen swings the axe/);
  }));

test("on a phone nothing is wider than the window", () =>
  place.look(many, { viewport: PHONE, hasTouch: true, isMobile: true }, async (page) => {
    assert.equal(await overflows(page), false);
    await page.locator("#list [role=option]").first().tap();
    assert.equal(await overflows(page), false);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole("button", { name: "All articles" }).tap();
    await page.locator("#article").waitFor({ state: "hidden" });
  }));

for (const colorScheme of ["light", "dark"]) {
  test(`nothing keeps anybody out, in ${colorScheme} colours`, async () => {
    for (const file of [many, one]) {
      await place.look(file, { colorScheme }, async (page) => {
        assert.deepEqual(await barriers(page), []);
        await page.keyboard.press("j");
        assert.deepEqual(await barriers(page), []);
      });
    }
  });
}

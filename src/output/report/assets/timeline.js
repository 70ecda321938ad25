
// Who reported a statement when.

const HOUR = 3600e3;
const DAY = 24 * HOUR;
const STEPS = [
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
];

/** Rows and marks that are shown at once. */
const OUTLETS = 10;
const MARKS = 40;

/** From when to when a report can have been published: a day is as long as it is. */
function span(time) {
  if (!time) return undefined;
  const start = Date.parse(time.includes("T") ? time : `${time}T00:00:00Z`);
  return [start, time.includes("T") ? start : start + DAY];
}

/** Where the scale has a line, and what it says. */
function ticks(from, to) {
  const step =
    STEPS.find((step) => (to - from) / step <= 6) ?? Math.ceil((to - from) / 6 / (365 * DAY)) * 365 * DAY;
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const text = new Date(at).toISOString();
    const day = dayOf(text).replace(/ \d+$/, "");
    ticks.push([at, step < DAY && at % DAY ? text.slice(11, 16) : step >= 90 * DAY ? dayOf(text) : day]);
  }
  return ticks;
}

/** A row for each outlet, with a mark for each report; nothing where all came at one time. */
function timeline(feed, statement, stories) {
  const copies = new Set(stories.flatMap((story) => story.copies));
  const rows = new Map();
  let [from, to, undated] = [Infinity, -Infinity, 0];
  for (const report of feed.reportsOf(statement)) {
    const { outlet, time } = feed.articleOf(report);
    const when = span(time);
    if (!when) {
      undated += 1;
      continue;
    }
    from = Math.min(from, when[0]);
    to = Math.max(to, when[1]);
    if (!rows.has(outlet)) rows.set(outlet, []);
    rows.get(outlet).push({ when, time, isCopy: copies.has(report) });
  }
  const marks = [...rows.values()].flat();
  if (new Set(marks.map((mark) => mark.time)).size < 2) return undefined;
  const room = (to - from) * 0.03;
  [from, to] = [from - room, to + room];
  const place = (at) => ((at - from) / (to - from)) * 100;
  const mark = ({ when, time, isCopy }, at, all, isFirst) => {
    const isDay = when[1] > when[0];
    const kinds = ["mark", isDay && "day", isCopy && "copy", isFirst && at === 0 && "first"];
    const node = el("span", { class: kinds.filter(Boolean).join(" "), title: timeOf(time) });
    node.style.left = `${place(when[0])}%`;
    if (isDay) node.style.width = `${place(when[1]) - place(when[0])}%`;
    return node;
  };
  const row = ([outlet, reports], at) =>
    el(
      "div",
      { class: "line" },
      el("span", { class: "name", title: outletOf(feed.outlets[outlet]) }, outletOf(feed.outlets[outlet])),
      el(
        "span",
        { class: "track" },
        reports.slice(0, MARKS).map((one, n, all) => mark(one, n, all, at === 0)),
      ),
    );
  const scale = el("div", { class: "scale" }, el("span", { class: "name" }), el("span", { class: "track" }));
  for (const [at, text] of ticks(from, to)) {
    const tick = el("span", { class: "tick" }, el("span", {}, text));
    tick.style.left = `${place(at)}%`;
    scale.lastChild.append(tick);
  }
  const all = [...rows];
  const first = all[0];
  const told =
    `${plural(all.length, "outlet")} over time: first ${outletOf(feed.outlets[first[0]])}, ` +
    `${timeOf(first[1][0].time)}; the reports below are in the same order`;
  const chart = el(
    "div",
    { class: "timeline", role: "img", "aria-label": told },
    scale,
    all.slice(0, OUTLETS).map(row),
  );
  const hidden = all.length - OUTLETS;
  const more =
    hidden > 0 &&
    el(
      "button",
      {
        type: "button",
        class: "more",
        onclick: (event) => {
          chart.append(...all.slice(OUTLETS, 200).map((entry) => row(entry, 1)));
          event.target.remove();
        },
      },
      `Show ${plural(hidden, "more outlet")}`,
    );
  const key = el(
    "p",
    { class: "key", "aria-hidden": "true" },
    el("span", { class: "mark first" }),
    "first ",
    el("span", { class: "mark" }),
    "report ",
    copies.size > 0 && [el("span", { class: "mark copy" }), "copy "],
    marks.some(({ when }) => when[1] > when[0]) && [el("span", { class: "mark day" }), "some time that day "],
    undated > 0 && `· ${plural(undated, "report")} without a date`,
  );
  return el("section", { class: "part" }, el("h3", {}, "Who reported it when"), chart, more, key);
}

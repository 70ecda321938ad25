
// One statement, opened.

function facts(feed, statement, stories) {
  const first = feed.articleOf(stories[0].report);
  const by = first.time ? ` by ${outletOf(feed.outlets[first.outlet])}` : "";
  const total = feed.total(statement);
  const reach = feed.reach[statement];
  const fact = (name, ...value) => el("div", {}, el("dt", {}, name), el("dd", {}, ...value));
  return el(
    "dl",
    { class: "facts" },
    fact("First reported", `${timeOf(first.time)}${by}`),
    fact(
      "Reach",
      `${plural(reach, "outlet")}, ${plural(feed.statements.independent[statement], "independent report")}`,
    ),
    total > stories.length && fact("With copies", NUMBER.format(total)),
    fact("Id", el("code", {}, feed.statements.id[statement])),
  );
}

/** Who is named, by how many independent reports and by whom. */
function speakersPart(feed, stories) {
  const named = new Map();
  for (const { report, copies } of stories) {
    const seen = new Set();
    for (const one of [report, ...copies]) {
      const name = feed.name(feed.speakerOf(one));
      if (!named.has(name)) named.set(name, { reports: 0, outlets: new Set() });
      named.get(name).outlets.add(outletOf(feed.outlets[feed.outletOf(one)]));
      if (!seen.has(name)) named.get(name).reports += 1;
      seen.add(name);
    }
  }
  const most = [...named].sort(([, a], [, b]) => b.reports - a.reports).slice(0, AT_ONCE);
  const row = ([name, { reports, outlets }]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      el("td", {}, NUMBER.format(reports)),
      el("td", {}, [...outlets].slice(0, AT_ONCE).join(", ")),
    );
  const heads = ["Named", "Reports", "Outlets"].map((head) => el("th", { scope: "col" }, head));
  return el(
    "section",
    { class: "part disputed" },
    el("h3", {}, "Its reports name different speakers"),
    el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, most.map(row))),
  );
}

/** Statements that are nearly the same and say something else, beside this one. */
function conflictsPart(feed, statement, open) {
  const conflicts = feed.conflicts.get(statement) ?? [];
  const column = (at, pieces, from, head) =>
    el(
      "div",
      { class: "column" },
      el("p", { class: "which" }, head),
      el("p", { class: "words" }, "“", side(feed.wording(at), pieces, from), "”"),
      el(
        "p",
        { class: "meta" },
        `${feed.name(feed.speakers[feed.statements.speaker[at]])} · ${timeOf(feed.times[feed.statements.time[at]])} · `,
        `${plural(feed.reach[at], "outlet")}`,
      ),
    );
  const pair = ({ other, differ, pieces, isTurned }) =>
    el(
      "li",
      { class: "pair" },
      el(
        "p",
        {},
        differ.map((word) => el("span", { class: GRAVE.includes(word) ? "chip grave" : "chip" }, TOLD[word])),
      ),
      el(
        "div",
        { class: "columns" },
        column(statement, pieces, isTurned ? 3 : 1, "This statement"),
        column(
          other,
          pieces,
          isTurned ? 1 : 3,
          el("button", { type: "button", class: "link", onclick: () => open(other) }, "The other: open it"),
        ),
      ),
    );
  return el(
    "section",
    { class: "part conflicts" },
    el(
      "h3",
      {},
      conflicts.length === 1
        ? "In conflict with another statement"
        : `In conflict with ${plural(conflicts.length, "other statement")}`,
    ),
    growing("ul", conflicts, pair, "more conflicts"),
  );
}

function speakerOf(speaker) {
  if (!speaker) return el("p", { class: "speaker" }, "nobody named");
  const name = el("b", {}, speaker.name);
  return el(
    "p",
    { class: "speaker" },
    name,
    speaker.role && ` ${speaker.role}`,
    speaker.sort !== "person" && ` (${speaker.sort})`,
  );
}

/** All that is shown of a statement. */
function statementView(feed, statement, open) {
  const stories = feed.stories(statement);
  const { recurring, disputed } = feed.statements;
  const flags = [
    feed.conflicts.has(statement) && el("span", { class: "chip grave" }, "conflict"),
    disputed[statement] === 1 && el("span", { class: "chip grave" }, "speakers disputed"),
    recurring[statement] === 1 && el("span", { class: "chip" }, "said on other occasions too"),
  ];
  return [
    el("h2", { id: "wording", tabindex: "-1", class: "wording" }, "“", feed.wording(statement), "”"),
    speakerOf(feed.speakers[feed.statements.speaker[statement]]),
    flags.some(Boolean) && el("p", { class: "flags" }, flags),
    facts(feed, statement, stories),
    disputed[statement] === 1 && speakersPart(feed, stories),
    feed.conflicts.has(statement) && conflictsPart(feed, statement, open),
    timeline(feed, statement, stories),
    reportsPart(feed, statement, stories),
  ].filter(Boolean);
}

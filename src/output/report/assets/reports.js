
// The reports of a statement: each independent one with its words, its place in the article, and its copies.

/** Reports that are shown at once. */
const AT_ONCE = 25;

/** The passage that a report stands in, its words and its speaker marked. */
function passage(feed, report) {
  const [text, isCutBefore, isCutBehind] = feed.passages[feed.reports.passage[report]];
  const parts = [];
  const segments = feed.reports.segments[report];
  for (let at = 0; at < segments.length; at += 2) parts.push([segments[at], segments[at + 1], "quoted"]);
  const mention = feed.reports.mention[report];
  if (mention.length) parts.push([...mention, "mention"]);
  parts.sort((a, b) => a[0] - b[0]);
  const nodes = [];
  let at = 0;
  for (const [start, end, kind] of parts) {
    if (start < at) continue;
    nodes.push(text.slice(at, start), el("mark", { class: kind }, text.slice(start, end)));
    at = end;
  }
  nodes.push(text.slice(at));
  return el("blockquote", { class: "passage" }, isCutBefore ? "… " : "", nodes, isCutBehind ? " …" : "");
}

/** What is folded away until somebody asks for it, and made only then. */
function folded(summary, make) {
  return el(
    "details",
    {
      ontoggle: (event) => {
        if (event.target.open && event.target.children.length === 1) event.target.append(...[make()].flat());
      },
    },
    el("summary", {}, summary),
  );
}

function words(feed, statement, report) {
  const text = feed.texts[feed.reports.text[report]];
  return marked(
    feed.wording(statement),
    text,
    feed.pieces(feed.reports.pieces[report]),
    feed.altered(report),
  );
}

function whereOf(feed, report) {
  const { outlet, id, time, title } = feed.articleOf(report);
  const quote = feed.reports.quote[report];
  return [
    el("span", { class: "when" }, timeOf(time)),
    el("span", { class: "outlet" }, outletOf(feed.outlets[outlet])),
    el("span", { class: "title" }, title || aside("article ")),
    el("span", { class: "id" }, quote === undefined ? id : `${id}, quote ${clean(quote)}`),
  ];
}

function speakerLine(feed, statement, report) {
  const speaker = feed.speakerOf(report);
  const theirs = feed.speakers[feed.statements.speaker[statement]];
  const isOther = feed.name(speaker) !== feed.name(theirs);
  if (!speaker) return isOther && el("p", { class: "by" }, "names nobody");
  // A mention that has the name in it tells nothing more.
  const mention = !speaker.mention.includes(speaker.name) && ["named here as “", speaker.mention, "”"];
  if (!isOther && !mention) return undefined;
  return el(
    "p",
    { class: isOther ? "by other" : "by" },
    isOther && [`gives it to ${speaker.name}`, mention && ", "],
    mention,
  );
}

function copy(feed, statement, report) {
  const [alteration, altered] = [feed.alteration(report), feed.altered(report)];
  const isAltered = alteration !== "none" || altered.length > 0;
  return el(
    "li",
    {},
    el("p", { class: "where" }, whereOf(feed, report), chips(alteration, altered)),
    isAltered && el("p", { class: "words" }, words(feed, statement, report)),
    speakerLine(feed, statement, report),
  );
}

function reportItem(feed, statement, { report, copies }) {
  const [alteration, altered] = [feed.alteration(report), feed.altered(report)];
  const isSame = alteration === "none" && altered.length === 0;
  return el(
    "li",
    { class: "report" },
    el("p", { class: "where" }, whereOf(feed, report)),
    el(
      "p",
      { class: "words" },
      isSame ? el("span", { class: "same" }, "The same words.") : words(feed, statement, report),
      " ",
      chips(alteration, altered),
    ),
    speakerLine(feed, statement, report),
    feed.reports.passage[report] !== null && folded("In the article", () => passage(feed, report)),
    copies.length > 0 &&
      folded(`${NUMBER.format(copies.length)} ${copies.length === 1 ? "copy" : "copies"} of this story`, () =>
        growing("ul", copies, (one) => copy(feed, statement, one), "more copies"),
      ),
  );
}

/** A list that shows so many things, and more when asked. */
function growing(kind, things, item, more) {
  const list = el(kind, { class: "growing" });
  const grow = () => {
    const shown = list.children.length;
    list.append(...things.slice(shown, shown + AT_ONCE).map(item));
    const left = things.length - list.children.length;
    button.hidden = left === 0;
    button.textContent = `Show ${more} (${NUMBER.format(left)} left)`;
    return shown;
  };
  const button = el("button", {
    type: "button",
    class: "more",
    onclick: () => {
      // Whoever goes on by keyboard goes on at the first new one.
      const next = list.children[grow()];
      next?.setAttribute("tabindex", "-1");
      next?.focus();
    },
  });
  grow();
  return [list, button];
}

function reportsPart(feed, statement, stories) {
  const total = feed.total(statement);
  const isFolded = stories.length < total;
  return el(
    "section",
    { class: "part" },
    el(
      "h3",
      {},
      plural(stories.length, isFolded ? "independent report" : "report"),
      isFolded && `, ${NUMBER.format(total)} with copies`,
    ),
    growing("ol", stories, (story) => reportItem(feed, statement, story), "more reports"),
  );
}

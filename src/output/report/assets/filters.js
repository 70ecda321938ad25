
// Which statements are shown, and in which order.

class Filters {
  constructor(feed, changed) {
    this.feed = feed;
    this.form = byId("filters");
    this.fillChoices();
    let timer;
    this.form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(changed, 80);
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(changed));
  }

  /** What can be chosen is what there is, the most frequent first. */
  fillChoices() {
    const { feed, form } = this;
    const speakers = new Map();
    const outlets = new Map();
    const count = (counts, thing) => counts.set(thing, (counts.get(thing) ?? 0) + 1);
    for (let at = 0; at < feed.count; at += 1) {
      const speaker = feed.speakers[feed.statements.speaker[at]];
      if (speaker?.isNamed) count(speakers, speaker.name);
      new Set(Array.from(feed.reportsOf(at), (report) => feed.outletOf(report))).forEach((one) =>
        count(outlets, one),
      );
    }
    const most = (counts) => [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    byId("speakers").append(
      ...most(speakers)
        .slice(0, 2000)
        .map(([name]) => el("option", { value: name })),
    );
    const choice = ([place, n]) =>
      el("option", { value: place }, `${outletOf(feed.outlets[place])} (${NUMBER.format(n)})`);
    form.elements.outlet.append(...most(outlets).map(choice));
    const days = feed.times
      .filter(Boolean)
      .map((time) => time.slice(0, 10))
      .sort();
    for (const field of [form.elements.from, form.elements.until]) {
      field.disabled = !days.length;
      if (days.length) [field.min, field.max] = [days[0], days.at(-1)];
    }
  }

  get isSet() {
    const names = ["search", "speaker", "outlet", "from", "until", "altered", "only"];
    return names.some((name) => this.form.elements[name].value !== "");
  }

  /** The statements that all filters let through. */
  found() {
    const { feed, form } = this;
    const value = (name) => form.elements[name].value.trim();
    const words = fold(value("search")).split(/\s+/).filter(Boolean);
    const tests = [];
    if (value("only")) tests.push(this.only(value("only")));
    if (words.length) tests.push((at) => words.every((word) => feed.haystack(at).includes(word)));
    if (value("speaker")) {
      const asked = fold(value("speaker"));
      const is = feed.speakers.map((speaker) => fold(speaker.name).includes(asked));
      const reported = this.some((report) => is[feed.reports.speaker[report]]);
      tests.push((at) => is[feed.statements.speaker[at]] || reported(at));
    }
    const reports = this.reportTest();
    if (reports) tests.push(this.some(reports));
    const found = [];
    for (let at = 0; at < feed.count; at += 1) if (tests.every((test) => test(at))) found.push(at);
    return found.sort(this.order(value("order")));
  }

  /** What one report of a statement must be: outlet, days and alteration hold of the same one. */
  reportTest() {
    const { feed, form } = this;
    const { outlet, from, until, altered } = form.elements;
    const tests = [];
    if (outlet.value) tests.push((report) => feed.outletOf(report) === Number(outlet.value));
    const day = (report) => feed.articleOf(report).time.slice(0, 10);
    if (from.value) tests.push((report) => day(report) >= from.value && day(report) !== "");
    if (until.value) tests.push((report) => day(report) <= until.value && day(report) !== "");
    if (altered.value) {
      const word = feed.words.indexOf(altered.value);
      tests.push(
        (report) => feed.reports.alteration[report] === word || feed.reports.altered[report].includes(word),
      );
    }
    return tests.length ? (report) => tests.every((test) => test(report)) : undefined;
  }

  some(test) {
    return (at) => {
      for (const report of this.feed.reportsOf(at)) if (test(report)) return true;
      return false;
    };
  }

  only(what) {
    const { feed } = this;
    const tests = {
      several: (at) => feed.reach[at] > 1,
      conflicts: (at) => feed.conflicts.has(at),
      disputed: (at) => feed.statements.disputed[at],
      recurring: (at) => feed.statements.recurring[at],
      altered: this.some((report) => feed.alteration(report) !== "none"),
      copies: (at) => feed.statements.independent[at] < feed.total(at),
    };
    return tests[what];
  }

  /** How two statements stand to each other; those that are alike in it as the data has them, the earliest first. */
  order(by) {
    const { feed } = this;
    const { independent, time } = feed.statements;
    const when = feed.times;
    const orders = {
      reach: (a, b) =>
        independent[b] - independent[a] || feed.reach[b] - feed.reach[a] || feed.total(b) - feed.total(a),
      // An unknown time is the empty text, which stands last either way.
      newest: (a, b) => (when[time[a]] < when[time[b]] ? 1 : when[time[a]] > when[time[b]] ? -1 : 0),
      oldest: () => 0,
    };
    return (a, b) => orders[by](a, b) || a - b;
  }
}

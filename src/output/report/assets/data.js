
// The data as the page asks for it. src/output/report/data.rs says what its columns are.

class Feed {
  constructor(data) {
    this.words = data.words;
    this.outlets = data.outlets.map(clean);
    this.times = data.times;
    this.texts = data.texts.map(clean);
    this.passages = data.passages.map(([text, ...cut]) => [clean(text), ...cut]);
    this.speakers = data.speakers.map(([name, role, mention, sort]) => ({
      name: clean(name ?? mention),
      isNamed: name !== null,
      role: role && clean(role),
      mention: clean(mention),
      sort,
    }));
    this.articles = data.articles.map(([outlet, id, time, title]) => ({
      outlet,
      id: clean(id),
      time: data.times[time],
      title: clean(title),
    }));
    this.statements = data.statements;
    this.reports = data.reports;
    this.count = data.statements.id.length;
    this.conflicts = new Map();
    data.conflicts.first.forEach((first, at) => {
      const second = data.conflicts.second[at];
      const differ = data.conflicts.differ[at].map((word) => this.words[word]);
      const pieces = this.pieces(data.conflicts.pieces[at]);
      const note = (one, other, isTurned) => {
        if (!this.conflicts.has(one)) this.conflicts.set(one, []);
        this.conflicts.get(one).push({ other, differ, pieces, isTurned });
      };
      note(first, second, false);
      note(second, first, true);
    });
    this.reach = Array.from({ length: this.count }, (_, at) => {
      const outlets = new Set();
      for (const report of this.reportsOf(at)) outlets.add(this.outletOf(report));
      outlets.delete(this.outlets.indexOf(""));
      return outlets.size;
    });
  }

  /** The reports of a statement, the earliest first, by their places. */
  *reportsOf(statement) {
    const end = this.statements.end;
    for (let at = statement ? end[statement - 1] : 0; at < end[statement]; at += 1) yield at;
  }

  total(statement) {
    return this.statements.end[statement] - (statement ? this.statements.end[statement - 1] : 0);
  }

  /** The place of a report's outlet among the outlets. */
  outletOf(report) {
    return this.articles[this.reports.article[report]].outlet;
  }

  articleOf(report) {
    return this.articles[this.reports.article[report]];
  }

  speakerOf(report) {
    return this.speakers[this.reports.speaker[report]];
  }

  /** The fullest that is known of a speaker. */
  name(speaker) {
    return speaker ? speaker.name : "nobody named";
  }

  wording(statement) {
    return this.texts[this.statements.text[statement]];
  }

  alteration(report) {
    return this.words[this.reports.alteration[report]];
  }

  altered(report) {
    return this.reports.altered[report].map((word) => this.words[word]);
  }

  /** An alignment: relation, range in the first text, range in the second. */
  pieces(numbers) {
    const pieces = [];
    for (let at = 0; at < numbers.length; at += 5) {
      pieces.push([this.words[numbers[at]], ...numbers.slice(at + 1, at + 5)]);
    }
    return pieces;
  }

  /** The reports of a statement by stories: of each the first, and its copies. */
  stories(statement) {
    const stories = new Map();
    const from = statement ? this.statements.end[statement - 1] : 0;
    for (const report of this.reportsOf(statement)) {
      const story = this.reports.story[report];
      if (from + story === report) stories.set(story, { report, copies: [] });
      else stories.get(story).copies.push(report);
    }
    return [...stories.values()];
  }

  /** What is searched of a statement: its wordings, its speakers and the titles of its articles. */
  haystack(statement) {
    this.haystacks ??= new Array(this.count);
    return (this.haystacks[statement] ??= this.stack(statement));
  }

  stack(statement) {
    const parts = new Set([this.wording(statement)]);
    const add = (speaker) => speaker && parts.add(`${speaker.name} ${speaker.role ?? ""}`);
    add(this.speakers[this.statements.speaker[statement]]);
    for (const report of this.reportsOf(statement)) {
      parts.add(this.texts[this.reports.text[report]]);
      parts.add(this.articleOf(report).title);
      add(this.speakerOf(report));
    }
    return fold([...parts].join("\n"));
  }
}

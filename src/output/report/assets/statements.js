
// The page of statements: the list, what is opened from it, and the keys.

function startStatements() {
  const feed = new Feed(readData());
  const page = document.body;
  const view = byId("statement");

  const row = (at) => {
    const { statements } = feed;
    const speaker = feed.speakers[statements.speaker[at]];
    const independent = statements.independent[at];
    const chip = (is, word) => is && el("span", { class: "chip grave" }, word);
    return [
      el(
        "span",
        { class: "count", title: plural(independent, "independent report") },
        NUMBER.format(independent),
        aside(independent === 1 ? " report: " : " reports: "),
      ),
      el("span", { class: "words" }, "“", feed.wording(at), "”"),
      el(
        "span",
        { class: "meta" },
        el("b", {}, feed.name(speaker)),
        el(
          "span",
          { class: "rest" },
          ` · ${plural(feed.reach[at], "outlet")} · ${dateOf(feed.times[statements.time[at]])}`,
        ),
        chip(feed.conflicts.has(at), "conflict"),
        chip(statements.disputed[at] === 1, "disputed"),
      ),
    ];
  };

  /** Shows a statement; `how` says what becomes of the address. */
  const show = (at, how) => {
    if (at === undefined) {
      view.replaceChildren(
        el("p", { class: "empty" }, "Choose a statement to see who reported it, when, and in which words."),
      );
    } else {
      view.replaceChildren(...statementView(feed, at, (other) => open(other, true)));
      view.scrollTop = 0;
      if (how) history[how]({ isOpen: true }, "", `#${feed.statements.id[at]}`);
    }
    frame(at !== undefined);
  };
  const open = (at, focus) => {
    show(at, WIDE.matches || page.classList.contains("reading") ? "replaceState" : "pushState");
    list.mark(at);
    if (focus || !WIDE.matches) byId("wording").focus();
  };
  const close = () => {
    if (!page.classList.contains("reading")) return;
    if (WIDE.matches) return byId("list").focus();
    if (history.state?.isOpen) return history.back();
    closed();
  };
  const closed = () => {
    history.replaceState(null, "", "#");
    show(undefined);
    byId("list").focus();
  };

  const list = new List(byId("list"), { fill: row, open: (at) => open(at, false) });
  const filters = new Filters(feed, () => refresh());
  const refresh = () => {
    const found = filters.found();
    const all = found.length === feed.count;
    byId("count").textContent = all
      ? plural(feed.count, "statement")
      : `${NUMBER.format(found.length)} of ${plural(feed.count, "statement")}`;
    byId("none").hidden = found.length > 0;
    byId("list").hidden = found.length === 0;
    byId("clear").hidden = !filters.isSet;
    list.show(found);
  };

  /** Opens what the address names. */
  const follow = () => {
    const at = feed.statements.id.indexOf(location.hash.slice(1));
    if (at < 0) return closedByAddress();
    show(at);
    list.mark(at);
  };
  const closedByAddress = () => {
    const was = page.classList.contains("reading");
    show(undefined);
    if (was) byId("list").focus();
  };
  window.addEventListener("popstate", follow);
  WIDE.addEventListener("change", () => {
    byId("more").open = WIDE.matches;
  });
  byId("more").open = WIDE.matches;
  byId("back").addEventListener("click", close);
  byId("none-clear").addEventListener("click", () => filters.form.reset());

  const articles = feed.articles.length;
  byId("figures").textContent =
    `${plural(feed.count, "statement")} in ${plural(feed.reports.article.length, "report")}, ` +
    `${plural(articles, "article")} by ${plural(feed.outlets.filter(Boolean).length, "outlet")}`;
  startLook();
  startKeys({
    "/": () => {
      if (!WIDE.matches && page.classList.contains("reading")) closed();
      filters.form.elements.search.focus();
    },
    j: () => list.step(1),
    k: () => list.step(-1),
    o: () => list.choose(list.active < 0 ? 0 : list.active, true),
    Escape: close,
  });
  refresh();
  follow();
}

startStatements();


// The page of articles: which is shown, and which of its quotes is looked at.

function startArticles() {
  const articles = readData();
  const page = document.body;
  const view = byId("article");
  let shown;
  let selected;

  const titleOf = (article) => clean(article.title) || clean(article.text.slice(0, 90)) || "an empty article";
  const whereOf = (article) =>
    [outletOf(clean(article.outlet)), timeOf(article.published), clean(article.id)]
      .filter(Boolean)
      .join(" · ");
  const row = (at) => [
    el("span", { class: "count" }, NUMBER.format(articles[at].quotes.length), aside(" quotes: ")),
    el("span", { class: "words" }, titleOf(articles[at])),
    el("span", { class: "meta" }, el("span", { class: "rest" }, whereOf(articles[at]))),
  ];

  /** Marks all that belongs to a quote: its words, its speaker, its cue, its card. */
  const select = (quote) => {
    selected = quote;
    for (const part of view.querySelectorAll("[data-quotes]")) {
      part.classList.toggle("on", part.dataset.quotes.split(" ").includes(String(quote)));
    }
  };
  const look = (quote, at) => {
    select(quote);
    const target = byId(`${at}-${quote}`);
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };
  /** One quote on, or one back. */
  const step = (by) => {
    const count = articles[shown]?.quotes.length;
    if (count)
      look(selected === undefined ? (by > 0 ? 0 : count - 1) : (selected + by + count) % count, "quote");
  };

  const show = (at) => {
    const article = articles[at];
    [shown, selected] = [at, undefined];
    const voice = voices(article.quotes);
    const others = articles.length > 1;
    view.replaceChildren(
      el(
        "header",
        {},
        el("h2", { id: "title", tabindex: "-1" }, titleOf(article)),
        el("p", { class: "meta" }, whereOf(article)),
      ),
      el(
        "div",
        { class: "reading-room" },
        articleText(article, select),
        el(
          "section",
          { class: "cards", "aria-label": "Quotes" },
          el("h3", {}, plural(article.quotes.length, "quote")),
          el(
            "ol",
            {},
            article.quotes.map((_, quote) => card(article, quote, voice[quote], select)),
          ),
        ),
      ),
    );
    view.scrollTop = 0;
    frame(others);
  };
  view.addEventListener("click", (event) => {
    const link = event.target.closest("a.number");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    const [at, quote] = link.getAttribute("href").slice(1).split("-");
    look(Number(quote), at);
  });
  view.addEventListener("focusin", (event) => {
    const part = event.target.closest("[data-quotes]");
    if (part) select(Number(part.dataset.quotes.split(" ")[0]));
  });

  const close = () => {
    if (articles.length < 2) return;
    if (!WIDE.matches) frame(false);
    byId("list").focus();
  };
  const list = new List(byId("list"), {
    fill: row,
    open: (at) => {
      show(at);
      if (!WIDE.matches) byId("title").focus();
    },
  });
  byId("back").addEventListener("click", close);

  const words = byId("search");
  const refresh = () => {
    const asked = fold(words.value).split(/\s+/).filter(Boolean);
    const is = (article) => {
      const hay = fold(
        `${article.title} ${article.outlet} ${article.id} ${asked.length ? article.text : ""}`,
      );
      return asked.every((word) => hay.includes(word));
    };
    const found = [...articles.keys()].filter((at) => is(articles[at]));
    byId("count").textContent =
      found.length === articles.length
        ? plural(found.length, "article")
        : `${NUMBER.format(found.length)} of ${plural(articles.length, "article")}`;
    list.show(found);
  };
  let timer;
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 120);
  });

  const quotes = articles.reduce((sum, article) => sum + article.quotes.length, 0);
  byId("figures").textContent = `${plural(quotes, "quote")} in ${plural(articles.length, "article")}`;
  startLook();
  startKeys({
    "/": () => {
      close();
      words.focus();
    },
    j: () => step(1),
    k: () => step(-1),
    n: () => list.choose(list.active + 1, true),
    p: () => list.choose(list.active - 1, true),
    Escape: close,
  });
  page.classList.toggle("single", articles.length < 2);
  refresh();
  if (articles.length === 1 || (articles.length && WIDE.matches)) {
    show(0);
    list.mark(0);
  } else if (!articles.length) {
    view.append(el("p", { class: "empty" }, "No article was read."));
  }
}

startArticles();

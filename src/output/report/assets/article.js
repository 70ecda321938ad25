
// The text of an article with its quotes, their speakers and the words that attribute them marked.

const KINDS = {
  direct: "direct quote",
  mixed: "quoted fragment",
  unattributed: "nobody's words: a title, a term",
};

/** Colours for speakers; more than there are begin again. */
const HUES = 8;

/** What stands where in the text: range, what it is, the quotes that it belongs to. */
function marksOf(quotes) {
  const marks = new Map();
  const add = (range, kind, quote, part) => {
    if (!range) return;
    const key = `${range[0]} ${range[1]} ${kind}`;
    if (!marks.has(key)) marks.set(key, { start: range[0], end: range[1], kind, quotes: [], part });
    marks.get(key).quotes.push(quote);
  };
  quotes.forEach((quote, at) => {
    quote.segments.forEach((segment, part) => add(segment, "quote", at, part));
    add(quote.mention, "who", at);
    add(quote.cue, "cue", at);
    add(quote.relay, "relay", at);
  });
  return [...marks.values()].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** A number for each speaker, in the order in which they speak; nobody has none. */
function voices(quotes) {
  const voices = new Map();
  return quotes.map(({ speaker, kind }) => {
    if (!speaker || kind === "unattributed") return undefined;
    const name = speaker.name ?? speaker.text;
    if (!voices.has(name)) voices.set(name, voices.size);
    return voices.get(name);
  });
}

/** A part of the text as elements: what is marked, and within it what is marked in turn. */
function textOf(text, start, end, marks, make) {
  const nodes = [];
  let at = start;
  for (let n = 0; n < marks.length; n += 1) {
    const mark = marks[n];
    const from = Math.max(mark.start, at);
    const to = Math.min(mark.end, end);
    if (from >= to) continue;
    let behind = n + 1;
    while (behind < marks.length && marks[behind].start < to) behind += 1;
    nodes.push(
      text.slice(at, from),
      make(mark, textOf(text, from, to, marks.slice(n + 1, behind), make), mark.start >= start),
    );
    at = to;
    n = behind - 1;
  }
  nodes.push(text.slice(at, end));
  return nodes;
}

function articleText(article, select) {
  const text = clean(article.text);
  const marks = marksOf(article.quotes);
  const voice = voices(article.quotes);
  const make = (mark, inside, begins) => {
    const first = mark.quotes[0];
    const hue = voice[first] === undefined ? "nobody" : `hue-${voice[first] % HUES}`;
    const number =
      begins &&
      mark.kind === "quote" &&
      mark.part === 0 &&
      mark.quotes.map((quote) =>
        el(
          "a",
          {
            class: "number",
            id: `quote-${quote}`,
            href: `#card-${quote}`,
            "aria-label": `quote ${quote + 1}`,
          },
          `${quote + 1}`,
        ),
      );
    return el(
      "span",
      {
        class: `part ${mark.kind} ${hue}`,
        "data-quotes": mark.quotes.join(" "),
        onclick: () => select(first),
      },
      number,
      inside,
    );
  };
  const paragraph = ([start, end]) =>
    el(
      "p",
      {},
      textOf(
        text,
        start,
        end,
        marks.filter((mark) => mark.start < end && mark.end > start),
        make,
      ),
    );
  return el("div", { class: "text" }, article.paragraphs.map(paragraph));
}

/** What was found out about a quote. */
function card(article, at, voice, select) {
  const quote = article.quotes[at];
  const part = (range) => range && `“${clean(article.text.slice(...range))}”`;
  const hue = voice === undefined ? "nobody" : `hue-${voice % HUES}`;
  const { speaker } = quote;
  const name = speaker
    ? clean(speaker.name ?? speaker.text)
    : quote.kind === "unattributed"
      ? "nobody"
      : "nobody named";
  const fact = (term, value) => value && el("div", {}, el("dt", {}, term), el("dd", {}, value));
  const sure = `${(quote.confidence * 100).toFixed(quote.confidence > 0.99 ? 2 : 0)}%`;
  return el(
    "li",
    { class: `card ${hue}`, id: `card-${at}`, "data-quotes": at, tabindex: "-1", onclick: () => select(at) },
    el(
      "p",
      { class: "head" },
      el(
        "a",
        { class: "number", href: `#quote-${at}`, "aria-label": `quote ${at + 1} in the text` },
        `${at + 1}`,
      ),
      el("b", {}, name),
    ),
    el(
      "dl",
      {},
      fact("role", speaker?.role && clean(speaker.role)),
      fact("mentioned as", part(quote.mention)),
      fact("by the words", part(quote.cue)),
      fact("by way of", part(quote.relay)),
      fact("kind", KINDS[quote.kind]),
      fact("sure", sure),
    ),
  );
}

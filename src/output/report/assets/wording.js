
// The words of a report against the representative wording, and two wordings side by side.

/** What an editor put into somebody's words. */
const EDITS = { brackets: /\[[^\]]*\]|\([^)]*\)/g, ellipsis: /\[?(?:…|\. ?\. ?\.)\]?/g };

/** So many words of what was left out are shown at either end. */
const SHOWN = 5;

/** Plain words, in which an editor's additions are marked. */
function edits(text, altered) {
  const found = [];
  for (const kind of ["brackets", "ellipsis"].filter((kind) => altered.includes(kind))) {
    for (const match of text.matchAll(EDITS[kind]))
      found.push([match.index, match.index + match[0].length, kind]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const nodes = [];
  let at = 0;
  for (const [start, end, kind] of found) {
    if (start < at) continue;
    nodes.push(text.slice(at, start), el("mark", { class: "edit", title: kind }, text.slice(start, end)));
    at = end;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

function leftOut(text) {
  const words = text.split(/\s+/);
  const short =
    words.length > 2 * SHOWN + 2
      ? [
          words.slice(0, SHOWN).join(" "),
          el("span", { class: "gap" }, ` … ${words.length - 2 * SHOWN} words … `),
          words.slice(-SHOWN).join(" "),
        ]
      : [text];
  return el("del", { title: `left out: ${text}` }, aside("[left out: "), short, aside("]"));
}

/** A space that is not the report's. */
function apart() {
  return el("span", { class: "apart" }, " ");
}

/** The text with what differs from the representative wording marked: words left out, added, changed, spelt otherwise. */
function marked(whole, text, pieces, altered) {
  const nodes = [];
  let at = 0;
  let plain = "";
  const flush = () => {
    nodes.push(...edits(plain, altered));
    plain = "";
  };
  const put = (...marks) => {
    flush();
    nodes.push(...marks);
  };
  for (const [relation, a, b, c, d] of pieces) {
    plain += text.slice(at, c);
    const [theirs, ours] = [whole.slice(a, b), text.slice(Math.max(at, c), d)];
    at = Math.max(at, d);
    if (relation === "equal") {
      plain += ours;
    } else if (relation === "only_first") {
      // The signs behind the word before belong to it.
      const signs = at > 0 ? /^[^\s\p{L}\p{N}([“‘]*/u.exec(text.slice(at))[0] : "";
      plain += signs;
      at += signs.length;
      const atStart = plain === "" && !nodes.length;
      put(...(atStart ? [leftOut(theirs), apart()] : [apart(), leftOut(theirs)]));
    } else if (relation === "only_second") {
      put(el("ins", { title: "added" }, aside("[added: "), ours, aside("]")));
    } else if (relation === "near") {
      put(el("mark", { class: "near", title: `elsewhere: ${theirs}` }, ours));
    } else {
      put(
        el("del", { title: `elsewhere: ${theirs}` }, aside("[instead of: "), theirs, aside("]")),
        apart(),
        el("ins", { title: "changed" }, ours),
      );
    }
  }
  plain += text.slice(at);
  flush();
  return nodes;
}

/** One of two texts with what the other has otherwise marked. `from` is where its range stands in a piece. */
function side(text, pieces, from) {
  const nodes = [];
  let at = 0;
  for (const piece of pieces) {
    const [start, end] = [piece[from], piece[from + 1]];
    if (piece[0] === "equal" || start === end) continue;
    nodes.push(
      text.slice(at, start),
      el(
        piece[0] === "near" ? "mark" : "strong",
        { class: piece[0] === "near" ? "near" : "differs" },
        text.slice(start, end),
      ),
    );
    at = end;
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** What alterations are called. */
const TOLD = {
  none: "word for word",
  trimmed: "trimmed",
  partial: "in part",
  edited: "edited",
  reworded: "reworded",
  number: "number differs",
  negation: "negation differs",
  name: "name differs",
  opposite: "opposite",
  brackets: "brackets",
  ellipsis: "ellipsis",
};

/** What an editor wants to see first. */
const GRAVE = ["number", "negation", "name", "opposite"];

/** What was done to a report's words, as chips. */
function chips(alteration, altered) {
  const chip = (word) => el("span", { class: GRAVE.includes(word) ? "chip grave" : "chip" }, TOLD[word]);
  return [alteration, ...altered].filter((word, at) => word !== "none" || at > 0).map(chip);
}

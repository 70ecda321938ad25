
// A list of any length, of which only the rows in sight are elements.

/** Rows that are made beyond either edge. */
const BEYOND = 6;

class List {
  /** `box` is a listbox that scrolls, `fill` puts a thing into a row, `open` opens one. */
  constructor(box, { fill, open }) {
    this.box = box;
    this.fill = fill;
    this.open = open;
    this.things = [];
    this.rows = new Map();
    this.active = -1;
    this.opened = undefined;
    this.room = el("div", { class: "room", role: "presentation" });
    box.append(this.room);
    let asked = false;
    const draw = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        this.draw();
      });
    };
    box.addEventListener("scroll", draw, { passive: true });
    new ResizeObserver(draw).observe(box);
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(Number(row.dataset.place), true);
    });
  }

  /** Shows other things, from the first. */
  show(things) {
    this.things = things;
    this.rows.forEach((row) => row.remove());
    this.rows.clear();
    this.active = things.indexOf(this.opened);
    this.box.scrollTop = 0;
    this.draw();
    if (this.active >= 0) this.reveal();
  }

  /** The height of a row, which the style says in units of the text. */
  get height() {
    const root = getComputedStyle(document.documentElement);
    return parseFloat(root.fontSize) * parseFloat(root.getPropertyValue("--row"));
  }

  draw() {
    const height = this.height;
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - BEYOND);
    const last = Math.min(this.things.length, first + Math.ceil(this.box.clientHeight / height) + 2 * BEYOND);
    this.room.style.height = `${this.things.length * height}px`;
    for (const [place, row] of this.rows) {
      if ((place < first || place >= last) && place !== this.active) {
        row.remove();
        this.rows.delete(place);
      }
    }
    for (let place = first; place < last; place += 1) this.row(place, height);
    if (this.active >= 0) this.row(this.active, height);
  }

  row(place, height) {
    let row = this.rows.get(place);
    if (!row) {
      const thing = this.things[place];
      row = el("div", {
        role: "option",
        id: `row-${place}`,
        class: "row",
        "data-place": place,
        "aria-posinset": place + 1,
        "aria-setsize": this.things.length,
      });
      row.append(...this.fill(thing));
      this.rows.set(place, row);
      // In the order of the list, for those who read it without seeing it.
      const next = [...this.rows.keys()].filter((other) => other > place).sort((a, b) => a - b)[0];
      this.room.insertBefore(row, next === undefined ? null : this.rows.get(next));
    }
    row.style.transform = `translateY(${place * height}px)`;
    row.classList.toggle("active", place === this.active);
    row.setAttribute("aria-selected", this.things[place] === this.opened);
    return row;
  }

  /** Makes a place the active one, and opens what stands there. */
  choose(place, open) {
    if (!this.things.length) return;
    const before = this.active;
    this.active = Math.max(0, Math.min(this.things.length - 1, place));
    if (open) {
      this.opened = this.things[this.active];
      this.open(this.opened);
    }
    this.reveal();
    this.draw();
    if (before !== this.active) this.rows.get(before)?.classList.remove("active");
    this.rows.forEach((row, at) => row.setAttribute("aria-selected", this.things[at] === this.opened));
    this.box.setAttribute("aria-activedescendant", `row-${this.active}`);
  }

  /** Marks what was opened elsewhere. */
  mark(thing) {
    this.opened = thing;
    this.active = this.things.indexOf(thing);
    if (this.active >= 0) {
      this.choose(this.active, false);
    } else {
      this.box.removeAttribute("aria-activedescendant");
      this.draw();
    }
  }

  /** Scrolls the active row into sight. */
  reveal() {
    const height = this.height;
    const top = this.active * height;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop) this.box.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.box.scrollTop = top + height - clientHeight;
  }

  /** One on, or one back. */
  step(by) {
    this.choose(this.active < 0 ? 0 : this.active + by, WIDE.matches);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === "Home") this.choose(0, WIDE.matches);
    else if (event.key === "End") this.choose(this.things.length - 1, WIDE.matches);
    else if (event.key === "Enter" || event.key === " ") this.choose(this.active, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

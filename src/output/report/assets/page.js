"use strict";

// What both pages share: the data, elements of text, times, the look.

/** The data of the page. It is whatever articles said: it is shown as text and never read as markup. */
function readData() {
  return JSON.parse(document.getElementById("data").textContent);
}

/** Characters that could steer what stands around them, controls and turns of the direction, are shown as what they are. */
const STEERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function clean(text) {
  return text.replace(STEERS, "\ufffd");
}

/** Without accents and case, and with plain apostrophes: as people type. */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’‘ʼ]/g, "'").toLowerCase();
}

/** An element with attributes, listeners (`onclick`) and children, of which strings become text. */
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(
    ...children.flat(2).filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
}

/** Words for screen readers alone. */
function aside(text) {
  return el("span", { class: "sr" }, text);
}

function byId(id) {
  return document.getElementById(id);
}

const NUMBER = new Intl.NumberFormat("en");

function plural(number, thing) {
  return `${NUMBER.format(number)} ${thing}${number === 1 ? "" : "s"}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A day such as "2026-03-09" for people. */
function dayOf(text) {
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** A time as the data has it, for people: a day stays a day. */
function timeOf(text) {
  if (!text) return "no date";
  return text.includes("T") ? `${dayOf(text)}, ${text.slice(11, 16)} UTC` : dayOf(text);
}

/** Its day alone. */
function dateOf(text) {
  return text ? dayOf(text) : "no date";
}

function outletOf(name) {
  return name || "unknown outlet";
}

/** Whether there is room for a list and what is opened from it side by side. */
const WIDE = window.matchMedia("(min-width: 60rem)");

/** Shows the list, or on a narrow page what was opened from it; what that covers is out of reach. */
function frame(isReading) {
  document.body.classList.toggle("reading", isReading);
  for (const part of document.querySelectorAll("#found, #filters, .masthead, .skip")) {
    part.inert = isReading && !WIDE.matches;
  }
}

WIDE.addEventListener("change", () => frame(document.body.classList.contains("reading")));

/** The switch between light and dark; until it is used, the page looks as the system does. */
function startLook() {
  const button = byId("look");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () =>
    (document.documentElement.dataset.look ?? (system.matches ? "dark" : "light")) === "dark";
  const tell = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.look = isDark() ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}

/** What single keys do, unless they are switched off or a field wants them. `?` tells of them. */
function startKeys(keys) {
  const dialog = byId("keys");
  const on = byId("keys-on");
  byId("keys-open").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape" && !dialog.open) keys.Escape(event);
    if (typing || dialog.open || !on.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") dialog.showModal();
    else if (event.key === "Escape" || !Object.hasOwn(keys, event.key)) return;
    else keys[event.key](event);
    event.preventDefault();
  });
}

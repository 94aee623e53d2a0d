// The keyboard: every page works without this file. `/keys` lists what it does.
import "./search.js";

const steps = "article.post, .line, .event, .talks > li, .talked > li, .grid > li, table.list tbody tr";
const ways = { h: "/", t: "/timeline", c: "/chats", p: "/people", m: "/media", r: "/gone", a: "/alike" };
const lockAfter = 3; // presses of Escape
const within = 1500; // milliseconds
let goes = false;
let escapes = [];
let at = -1;

const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
const lock = () => document.getElementById("lock").requestSubmit();

function search() {
  const box = document.getElementById("words");
  box.focus();
  box.select();
}

// Step to the next or previous thing on the page, from where the reader is, not from where the last step was.
function step(by) {
  const all = [...document.querySelectorAll(steps)];
  if (all.length === 0) return;
  const held = document.activeElement.closest(steps);
  const seen = all.findIndex((one) => one.getBoundingClientRect().bottom > 80);
  const from = held ? all.indexOf(held) : at >= 0 ? at : by > 0 ? Math.max(seen, 0) - 1 : all.length;
  at = Math.min(Math.max(from + by, 0), all.length - 1);
  const one = all[at];
  if (!one.hasAttribute("tabindex")) one.setAttribute("tabindex", "-1");
  one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "nearest" });
}

function open() {
  const held = document.activeElement.closest(steps);
  const link = held && (held.querySelector("a.permalink") ?? held.querySelector("a"));
  if (link) link.click();
}

function turn(rel) {
  document.querySelector(`a[rel="${rel}"]`)?.click();
}

function goTo(key) {
  if (key === "d") {
    const day = document.getElementById("day");
    if (day) day.focus();
    else location.assign("/timeline");
  } else if (key in ways) location.assign(ways[key]);
}

const keys = {
  "/": search,
  j: () => step(1),
  k: () => step(-1),
  o: open,
  "[": () => turn("prev"),
  "]": () => turn("next"),
  "?": () => location.assign("/keys"),
  l: lock,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    escapes = [...escapes.filter((time) => event.timeStamp - time < within), event.timeStamp];
    if (escapes.length >= lockAfter) lock();
    else if (isTyping(event.target)) event.target.blur();
    return;
  }
  if (isTyping(event.target) || document.documentElement.dataset.keys !== "on") return;
  if (goes) {
    goes = false;
    goTo(event.key);
    event.preventDefault();
  } else if (event.key === "g") {
    goes = true;
  } else if (event.key in keys) {
    keys[event.key]();
    event.preventDefault();
  }
});

// A page that the browser kept aside while it was away is asked for again: after a lock there is nothing to see.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

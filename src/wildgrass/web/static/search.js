// Results while somebody types. Comfort only: the forms work without this file.
// What is asked goes by POST; no address, history or storage holds a word of it.
const after = 150; // milliseconds without a key
// The only policy that the page allows: it takes pages that this reader made, and nothing else.
const policy = window.trustedTypes?.createPolicy("parts", { createHTML: (page) => page });
let timer = 0;
let waiting = null; // the request under way
let before = null; // what stood here until the first result took its place

const isSearch = (form) => form?.getAttribute("action") === "/search";

function parsed(text) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
}

// The two boxes, above and beside, say the same.
function agree(box) {
  for (const one of document.querySelectorAll("input[name=words]")) if (one !== box) one.value = box.value;
}

function show(page) {
  const main = document.getElementById("text");
  const found = page.getElementById("found");
  if (found === null) return location.reload(); // locked, or ended
  const here = document.getElementById("found");
  if (here !== null) here.replaceWith(found);
  else {
    before = [...main.childNodes];
    main.replaceChildren(...page.getElementById("text").childNodes);
  }
  document.getElementById("told").textContent = found.querySelector(".found, [role=alert]")?.textContent ?? "";
  if (location.pathname.startsWith("/search") && found.dataset.search)
    history.replaceState(null, "", `/search/${found.dataset.search}`);
}

async function ask(form) {
  const said = new URLSearchParams(new FormData(document.querySelector("form.filters") ?? form));
  const goesOn = document.getElementById("found")?.dataset.search;
  if (goesOn) said.set("goes-on", goesOn);
  if (before !== null && said.get("words") === "") {
    document.getElementById("text").replaceChildren(...before);
    before = null;
    return;
  }
  waiting?.abort();
  const mine = (waiting = new AbortController());
  try {
    const answer = await fetch("/search", { method: "POST", body: said, cache: "no-store", signal: mine.signal });
    const text = await answer.text();
    if (mine === waiting) show(parsed(text));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function soon(event) {
  const form = event.target.form;
  if (event.isComposing || !isSearch(form)) return;
  if (event.target.name === "words") agree(event.target);
  clearTimeout(timer);
  timer = setTimeout(ask, after, form);
}

document.addEventListener("input", soon);
document.addEventListener("compositionend", soon); // pinyin and the like: only what was chosen
document.addEventListener("submit", () => clearTimeout(timer));

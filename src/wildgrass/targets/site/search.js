/* Wildgrass: the site's own search. Classic script, no request but to the site's own files; nothing is sent or kept. */
"use strict";
(() => {
  const BATCH = 20, KEPT = 80, AHEAD = 6;
  const parts = new Map(), waiting = new Map();
  const policy = globalThis.trustedTypes?.createPolicy("wildgrass-search", {
    createScriptURL: (url) => { if (/^search\/[it]\d+\.js$/.test(url)) return url; throw new TypeError(url); },
  });

  globalThis.wildgrass = (name, value) => { parts.delete(name); parts.set(name, value); };

  function load(name) {
    if (parts.has(name)) { const value = parts.get(name); parts.delete(name); parts.set(name, value); return value; }
    if (!waiting.has(name)) waiting.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script"), url = `search/${name}.js`;
      script.onload = () => { script.remove(); waiting.delete(name); parts.has(name) ? resolve(parts.get(name)) : reject(new Error(name)); };
      script.onerror = () => { script.remove(); waiting.delete(name); reject(new Error(name)); };
      script.src = policy ? policy.createScriptURL(url) : url;
      document.head.append(script);
      for (const old of parts.keys()) { if (parts.size <= KEPT) break; if (/\d$/.test(old)) parts.delete(old); }
    }));
    return waiting.get(name);
  }

  /* Folding and tokens: the tables of search/fold.js, the rules of Wildgrass's `text` room. */
  let head, folds, tokensMax, unseen, skipped, pairs;
  const within = (ranges) => (code) => {
    let low = 0, high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (code < ranges[middle][0]) high = middle - 1; else if (code > ranges[middle][1]) low = middle + 1; else return true;
    }
    return false;
  };
  function prepare() {
    const table = parts.get("fold"), after = Array.from(table.after);
    folds = new Map(Array.from(table.before, (character, at) => [character, after[at]]));
    unseen = within(table.unseen.sort((a, b) => a[0] - b[0]));
    skipped = within(table.skipped);
    pairs = within(table.pairs.sort((a, b) => a[0] - b[0]));
    tokensMax = table.tokens_max;
  }
  function foldOne(character) {
    const code = character.codePointAt(0);
    if (unseen(code)) return "";
    if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
    return folds.get(character) ?? character;
  }
  const fold = (text) => { let out = ""; for (const character of text) out += foldOne(character); return out; };
  function foldWithOffsets(text) {
    let out = "", at = 0; const offsets = [];
    for (const character of text) {
      const form = foldOne(character);
      for (let unit = 0; unit < form.length; unit++) offsets.push(at);
      out += form; at += character.length;
    }
    offsets.push(at);
    return [out, offsets];
  }
  const isSkipped = (character) => skipped(character.codePointAt(0));
  function tokenEnd(word, at) {
    const length = pairs(word[at].codePointAt(0)) ? 2 : 3;
    for (let end = at + 1; end < at + length; end++) {
      if (end === word.length) return null;
      if (isSkipped(word[end])) return end;
    }
    return at + length;
  }
  function phrase(text) {
    const all = Array.from(text), whole = all.length <= tokensMax, word = all.slice(0, tokensMax + 2), tokens = [];
    let prefix = false, covered = 0;
    for (let at = 0; at < Math.min(all.length, tokensMax); at++) {
      if (isSkipped(all[at]) || (whole && covered === all.length)) continue;
      const end = tokenEnd(word, at);
      prefix = end === null;
      covered = prefix ? word.length : end;
      tokens.push(word.slice(at, covered).join(""));
    }
    return { tokens, prefix };
  }

  /* The index: tokens in the order of code points, which is not that of JavaScript's strings beyond U+FFFF. */
  function isBefore(a, b) {
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at++) {
      if (a.charCodeAt(at) === b.charCodeAt(at)) continue;
      const x = a.charCodeAt(at), y = b.charCodeAt(at), high = (unit) => unit >= 0xd800 && unit <= 0xdfff;
      return high(x) !== high(y) ? high(y) : x < y;
    }
    return a.length < b.length;
  }
  function shardOf(token) {
    let low = 0, high = head.firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (isBefore(token, head.firsts[middle])) high = middle - 1; else low = middle;
    }
    return low;
  }
  function decode(digits, into) {
    let number = 0;
    const digit = (at) => { const code = digits.charCodeAt(at); return code < 0x5c ? code - 0x23 : code - 0x24; };
    for (let at = 0; at < digits.length;) {
      const first = digit(at++);
      if (first < 48) number += first;
      else if (first < 80) number += 48 + (first - 48) * 91 + digit(at++);
      else if (first < 90) { number += 2960 + (first - 80) * 8281 + digit(at) * 91 + digit(at + 1); at += 2; }
      else { number += 85770 + ((digit(at) * 91 + digit(at + 1)) * 91 + digit(at + 2)) * 91 + digit(at + 3); at += 4; }
      into.push(number - 1);
    }
  }
  /* Scripts that will be asked for soon: a disk or a server gives several in the time of one. */
  const begin = (name) => { const loading = load(name); if (loading instanceof Promise) loading.catch(() => {}); };
  function shardsWith(token, prefix) {
    const shards = [];
    if (!head.firsts.length) return shards;
    for (let shard = shardOf(token); shard < head.firsts.length; shard++) {
      if (isBefore(token, head.firsts[shard]) && !(prefix && head.firsts[shard].startsWith(token))) break;
      shards.push(`i${shard}`);
      if (!prefix) break;
    }
    return shards;
  }
  async function textsWith(token, prefix) {
    const found = [], shards = shardsWith(token, prefix);
    for (let at = 0; at < shards.length; at++) {
      shards.slice(at + 1, at + AHEAD).forEach(begin);
      const entries = await load(shards[at]);
      for (let at = 0; at < entries.length; at += 2)
        if (prefix ? entries[at].startsWith(token) : entries[at] === token) decode(entries[at + 1], found);
    }
    return prefix ? [...new Set(found)].sort((a, b) => a - b) : found;
  }
  async function candidates(words) {
    const looked = [];
    for (const word of words) {
      const { tokens, prefix } = phrase(word);
      tokens.forEach((token, at) => looked.push([token, prefix && at === tokens.length - 1]));
    }
    for (const [token, prefix] of looked.slice(0, AHEAD)) shardsWith(token, prefix).slice(0, 1).forEach(begin);
    let found = null;
    for (const [token, prefix] of looked) {
      const texts = await textsWith(token, prefix);
      if (found === null) found = texts;
      else { const set = new Set(texts); found = found.filter((text) => set.has(text)); }
      if (!found.length) return found;
    }
    return found ?? Array.from({ length: head.count }, (_, at) => at);
  }
  const datedCount = () => (head.years.length ? Math.max(...head.years.map((one) => one[2])) + 1 : 0);
  /* Newest first; what has no date stands last in the archive, and comes last here too. */
  function newestFirst(found, year) {
    const span = year && head.years.find(([name]) => name === year);
    if (span) found = found.filter((text) => text >= span[1] && text <= span[2]);
    const dated = datedCount();
    return [...found.filter((text) => text < dated).reverse(), ...found.filter((text) => text >= dated)];
  }

  const QUERY = /(-(?=\S))?(?:"([^"]*)"?|“([^”]*)”?|「([^」]*)」?|『([^』]*)』?|(\S+))/g;
  function parse(query) {
    const wanted = [], without = [];
    for (const [, minus, ...forms] of query.replaceAll("＂", '"').replaceAll("－", "-").matchAll(QUERY)) {
      const word = fold(forms.find((form) => form !== undefined) ?? "");
      if (word.trim()) (minus ? without : wanted).push(word);
    }
    return { wanted, without };
  }
  const sliceOf = (text) => `t${Math.floor(text / head.slice)}`;
  const row = async (text) => (await load(sliceOf(text)))[text % head.slice];
  function beginAfter(texts, at, most) {
    let last = sliceOf(texts[at]), begun = 0;
    for (let next = at + 1; next < texts.length && begun < most; next++) {
      const slice = sliceOf(texts[next]);
      if (slice !== last) { begin(last = slice); begun++; }
    }
  }
  function answers(text, asked, year) {
    if (year && text[2].slice(0, 4) !== year) return false;
    const folded = fold(text[4]);
    return asked.wanted.every((word) => folded.includes(word)) && !asked.without.some((word) => folded.includes(word));
  }

  /* The page. */
  const at = (id) => document.getElementById(id);
  const box = at("search"), input = at("query"), year = at("year"), status = at("found"), list = at("hits"), more = at("more");
  let run = 0, found = [], shown = 0, asked;

  function marks(text, words) {
    const [folded, offsets] = foldWithOffsets(text), spans = [];
    for (const word of words)
      for (let from = folded.indexOf(word); from >= 0 && spans.length < 200; from = folded.indexOf(word, from + word.length))
        spans.push([offsets[from], offsets[from + word.length]]);
    return spans.sort((a, b) => a[0] - b[0]);
  }
  function glimpse(text, words) {
    const spans = marks(text, words), first = spans.length ? spans[0][0] : 0;
    let start = first > 120 ? first - 60 : 0;
    if (start && text.charCodeAt(start) >= 0xdc00 && text.charCodeAt(start) <= 0xdfff) start--;
    let end = Math.min(text.length, Math.max(start + 280, spans.length ? spans[0][1] : 0));
    if (end < text.length && text.charCodeAt(end) >= 0xdc00 && text.charCodeAt(end) <= 0xdfff) end++;
    const line = document.createElement("p");
    line.dir = "auto";
    let done = start;
    if (start) line.append("…");
    for (const [from, to] of spans) {
      if (from < done || to > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      line.append(text.slice(done, from), mark);
      done = to;
    }
    line.append(text.slice(done, end), end < text.length ? "…" : "");
    return line;
  }
  function entry([page, anchor, day, label, text]) {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = `${page}#${anchor}`;
    link.textContent = day || box.dataset.undated;
    item.append(link);
    if (label) { const who = document.createElement("bdi"); who.className = "from"; who.textContent = label; item.append(who); }
    item.append(glimpse(text, asked.wanted));
    return item;
  }
  async function show(number) {
    const until = Math.min(found.length, number);
    while (shown < until) { const mine = run, next = entry(await row(found[shown])); if (mine !== run) return; list.append(next); shown++; }
    more.hidden = shown >= found.length;
  }
  function count(isDone) {
    const { one, many, none, counting } = box.dataset;
    status.textContent = !isDone ? counting.replace("{count}", found.length.toLocaleString())
      : found.length === 0 ? none : found.length === 1 ? one : many.replace("{count}", found.length.toLocaleString());
    status.dataset.count = found.length;
    status.dataset.done = isDone;
  }
  async function search() {
    const mine = ++run, query = parse(input.value);
    found = []; shown = 0; asked = query; list.replaceChildren(); more.hidden = true; status.textContent = "";
    delete status.dataset.done;
    if (!query.wanted.length) return;
    try {
      const texts = newestFirst(await candidates(query.wanted), year.value);
      let told = performance.now(), slice = "";
      for (let at = 0; at < texts.length; at++) {
        const text = texts[at];
        if (sliceOf(text) !== slice) { slice = sliceOf(text); beginAfter(texts, at, shown ? AHEAD : 1); }
        const one = await row(text);
        if (mine !== run) return;
        if (answers(one, query, year.value)) { found.push(text); if (shown < BATCH) await show(BATCH); }
        if (performance.now() - told > 200) {
          count(false); more.hidden = shown >= found.length; told = performance.now();
          await new Promise((resolve) => setTimeout(resolve));
        }
        if (mine !== run) return;
      }
      await show(Math.max(shown, BATCH));
      if (mine === run) { count(true); more.hidden = shown >= found.length; }
    } catch (error) {
      if (mine === run) status.textContent = box.dataset.missing;
    }
  }
  /* What nearly every search shows first: the newest texts. */
  function aheadOfWords() {
    const newest = (datedCount() || head.count) - 1;
    for (let text = newest; text >= 0 && text > newest - 3 * head.slice; text -= head.slice) begin(sliceOf(text));
  }
  function move(event) {
    const links = [...list.querySelectorAll("a")], here = links.indexOf(document.activeElement);
    if (event.key === "/" && document.activeElement !== input) { event.preventDefault(); input.focus(); input.select(); }
    else if (event.key === "Escape" && here >= 0) input.focus();
    else if (event.key === "ArrowDown" && (here >= 0 || document.activeElement === input) && links[here + 1]) { event.preventDefault(); links[here + 1].focus(); }
    else if (event.key === "ArrowUp" && here >= 0) { event.preventDefault(); (links[here - 1] ?? input).focus(); }
  }

  document.addEventListener("DOMContentLoaded", () => {
    head = parts.get("head");
    if (!head || !parts.get("fold")) return;
    prepare();
    for (const [name] of head.years) year.append(new Option(name, name));
    box.hidden = false;
    input.addEventListener("input", (event) => { if (!event.isComposing) search(); });
    input.addEventListener("compositionend", search);
    year.addEventListener("change", search);
    more.addEventListener("click", () => show(shown + BATCH));
    document.addEventListener("keydown", move);
    input.addEventListener("focus", () => (globalThis.requestIdleCallback ?? setTimeout)(aheadOfWords), { once: true });
    input.focus();
    if (input.value) search();
  });
})();

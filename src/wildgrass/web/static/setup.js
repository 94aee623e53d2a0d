// Comfort only: every page works without this file.
const every = 1000; // milliseconds
const byId = (id) => document.getElementById(id);

async function ask(address) {
  const answer = await fetch(address, { cache: "no-store" });
  return answer.ok ? answer.json() : null;
}

// How far the work is, without loading the page anew; when it is over, the page leads on by itself.
async function follow() {
  const now = await ask("/setup/progress/now");
  if (now === null || now.over) return location.assign("/setup/progress");
  const bar = byId("bar");
  if (now.total) {
    bar.max = now.total;
    bar.value = now.done;
  }
  byId("said").textContent = now.said;
  if (byId("left").textContent !== now.left) byId("left").textContent = now.left;
  setTimeout(follow, every);
}

// Answers that arrive in the folder; never while somebody types.
async function watch(held) {
  const now = await ask("/ceremony/answers/now");
  const isBusy = [...document.querySelectorAll("input")].some((one) => one === document.activeElement);
  if (now === null) return;
  if (now.mark !== held && !isBusy) location.reload();
  else setTimeout(watch, 3 * every, held);
}

// A word that is not of the list is said when its field is left; words pasted into one field fill those after it.
function words(form) {
  const known = new Set([...byId("known").options].map((one) => one.value));
  const whole = (text) => {
    const typed = text.trim().toLowerCase();
    const found = typed.length < 4 ? typed : [...known].find((word) => word.slice(0, 4) === typed.slice(0, 4));
    return found !== undefined && found.startsWith(typed) ? found : typed;
  };
  const fields = [...form.querySelectorAll(".words input")];
  const judge = (field) => {
    const word = whole(field.value);
    const isWrong = word !== "" && !known.has(word);
    if (!isWrong && word !== "") field.value = word;
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    const wrong = fields.flatMap((one, at) => (one.hasAttribute("aria-invalid") ? [at + 1] : []));
    byId("word-said").textContent = wrong.length ? form.dataset.wrong.replace("#", wrong.join(", ")) : "";
  };
  fields.forEach((field, at) => {
    field.addEventListener("change", () => judge(field));
    field.addEventListener("paste", (event) => {
      const pasted = event.clipboardData.getData("text").match(/[a-z]+/gi) ?? [];
      if (pasted.length < 2) return;
      event.preventDefault();
      pasted.slice(0, fields.length - at).forEach((word, by) => {
        fields[at + by].value = word;
        judge(fields[at + by]);
      });
    });
  });
}

if (byId("progress")) setTimeout(follow, every);
if (byId("answers")) setTimeout(watch, 3 * every, byId("answers").dataset.mark);
if (byId("words-form")) words(byId("words-form"));
document.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });

// A page that the browser kept aside is asked for again: after a lock there is nothing to see.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

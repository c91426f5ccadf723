// Keeps what is typed into a draft's form until it has been saved: a laptop that was closed loses nothing.
// Each open form keeps its own words; the next time the draft is opened they are offered, never put in unasked.
const form = document.querySelector("form[data-draft]");
const place = `imprimatur-draft:${form.dataset.draft}:`;
const mine = place + form.dataset.form;
const OLD = 60 * 24 * 3600e3;

const typed = () =>
  [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=file], [type=checkbox])"));
const words = () => Object.fromEntries(typed().map((field) => [field.name, field.value]));
const atFirst = JSON.stringify(words());
const changed = () => JSON.stringify(words()) !== atFirst || "unsavedNow" in form.dataset;

const keptForms = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(place) && key !== mine)
    .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));

let timer = 0;
function keep() {
  clearTimeout(timer);
  document.querySelector("[data-unsaved]")?.toggleAttribute("hidden", !changed());
  timer = setTimeout(() => {
    if (changed()) localStorage.setItem(mine, JSON.stringify({ at: Date.now(), words: words() }));
    else localStorage.removeItem(mine);
  }, 400);
}

function restore(kept, banner) {
  const lost = [];
  for (const [name, value] of Object.entries(kept.words)) {
    const field = form.elements[name];
    if (!field) { if (value) lost.push(value); continue; }
    if (field.value !== value) {
      field.value = value;
      field.closest("details")?.setAttribute("open", "");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  banner.replaceChildren(lost.length ? "What had its place in parts that are no longer here:" : "What you had typed is in the form again. Save it.");
  for (const value of lost) {
    const box = document.createElement("textarea");
    box.readOnly = true;
    box.value = value;
    banner.append(box);
  }
  localStorage.removeItem(kept.key);
  keep();
}

function offer(kept) {
  const banner = document.createElement("div");
  const text = document.createElement("p");
  const when = new Date(kept.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  banner.className = "restore";
  banner.setAttribute("role", "status");
  text.textContent = `You typed something here on ${when} that was never saved.`;
  banner.append(text, button("Restore what I had typed", () => restore(kept, banner)), button("Drop it", () => { localStorage.removeItem(kept.key); banner.remove(); }, "button-quiet"));
  form.prepend(banner);
}

function button(label, act, look = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button button-small ${look}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

if (form.dataset.arrived) {
  localStorage.removeItem(place + form.dataset.arrived);
  history.replaceState(null, "", location.pathname + location.hash);
}
for (const kept of keptForms()) if (Date.now() - kept.at > OLD) localStorage.removeItem(kept.key);
const latest = keptForms().sort((one, other) => other.at - one.at).find((kept) => Object.entries(kept.words).some(([name, value]) => (form.elements[name]?.value ?? "") !== value));
if (latest) offer(latest);
form.addEventListener("input", keep);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.querySelector("[data-save]")?.click();
  }
});

// Keeps what is typed into a draft's form until it has been saved: a laptop that was closed loses nothing.
// Each open form keeps its own words; the next time they are offered, never put in unasked. What was typed on an
// older text comes back with all that the form carried then, so that the save is laid beside the newer one.
const form = document.querySelector("form[data-draft]");
const place = `imprimatur-draft:${form.dataset.draft}:`;
const mine = place + form.dataset.form;
const OLD = 60 * 24 * 3600e3;
const OWN = ["csrfmiddlewaretoken", "writer", "form", "once", "do"];
let timer = 0;

const fields = () =>
  [...form.elements].filter((field) => field.name && !OWN.includes(field.name) && !field.matches("button, [type=file], [type=checkbox]"));
const words = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));
const typed = () => JSON.stringify(fields().filter((field) => field.type !== "hidden").map((field) => field.value));
const atFirst = typed();
const changed = () => typed() !== atFirst || "unsavedNow" in form.dataset;

function store() {
  clearTimeout(timer);
  if (changed()) localStorage.setItem(mine, JSON.stringify({ at: Date.now(), words: words() }));
  else localStorage.removeItem(mine);
}

function keep() {
  document.querySelector("[data-unsaved]")?.toggleAttribute("hidden", !changed());
  clearTimeout(timer);
  timer = setTimeout(store, 400);
}

function button(label, look, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button button-small ${look}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function restore(kept) {
  for (const [name, value] of Object.entries(kept.words)) {
    let field = form.elements[name];
    if (!field) {
      field = document.createElement("textarea");
      Object.assign(field, { name, hidden: true });
      form.append(field);
    }
    if (field.value === value) continue;
    field.value = value;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  localStorage.removeItem(kept.key);
}

function offer(kept) {
  const banner = document.createElement("div");
  const said = document.createElement("p");
  const done = (words) => () => { if (words) restore(kept); else localStorage.removeItem(kept.key); banner.remove(); };
  const day = { day: "numeric", month: "long", year: "numeric" };
  const time = { hour: "2-digit", minute: "2-digit" };
  const at = new Date(kept.at);
  const when = `${at.toLocaleDateString("en-GB", day)}, ${at.toLocaleTimeString("en-GB", time)},`;
  banner.className = "restore";
  banner.setAttribute("role", "status");
  said.textContent = `On ${when} you typed something here that was never saved.`;
  banner.append(said, button("Bring it back", "", done(true)), button("Drop it", "button-quiet", done(false)));
  form.prepend(banner);
}

if (form.dataset.begun) localStorage.removeItem(`imprimatur-draft:${form.dataset.begun}`);
if (form.dataset.arrived) {
  localStorage.removeItem(place + form.dataset.arrived);
  history.replaceState(null, "", location.pathname + location.hash);
}
const differs = ([name, value]) => {
  const field = form.elements[name];
  return field ? field.type !== "hidden" && field.value !== value : Boolean(value) && !/^(initial-|theirs)/.test(name);
};
const kept = Object.keys(localStorage)
  .filter((key) => key.startsWith(place) && key !== mine)
  .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }))
  .sort((one, other) => other.at - one.at);
for (const old of kept) if (Date.now() - old.at > OLD || !Object.entries(old.words).some(differs)) localStorage.removeItem(old.key);
const latest = kept.find((one) => localStorage.getItem(one.key));
if (latest) offer(latest);
if ("unsavedNow" in form.dataset) keep();
form.addEventListener("input", keep);
form.addEventListener("change", keep);
// Somebody who pastes and closes the window at once has typed nothing afterwards that could wait for the clock.
form.addEventListener("paste", () => setTimeout(store));
let sent = "";
form.addEventListener("submit", () => { store(); sent = typed(); });
addEventListener("pagehide", () => { if (typed() !== sent) store(); });

// Repairs of an imported draft: after each the page is drawn anew in its place. What was typed into other cards
// is carried across, and kept until its own button was pressed; the next question comes into view.
const page = () => document.querySelector("[data-repairs]");
const place = `imprimatur-kept:report:${page().dataset.repairs}`;
const forms = () => [...document.querySelectorAll("form[data-carry]")];
const fields = (form) => [...form.elements].filter((field) => field.name && !/^(csrfmiddlewaretoken|revision|writer|initial-)/.test(field.name) && !field.matches("button"));
const initially = (field) => (field.matches("select") ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value : field.defaultValue);
const kept = () => JSON.parse(localStorage.getItem(place) ?? "null")?.words ?? {};

if (page().dataset.begun) localStorage.removeItem(`imprimatur-draft:${page().dataset.begun}`);

function put(words) {
  if (Object.keys(words).length) localStorage.setItem(place, JSON.stringify({ at: Date.now(), words }));
  else localStorage.removeItem(place);
}

function keep(form) {
  const words = kept();
  const all = fields(form);
  const changed = all.filter((field) => field.value !== (initially(field) ?? ""));
  delete words[form.dataset.carry];
  if (changed.length) {
    const said = "carryAll" in form.dataset ? all : changed;
    words[form.dataset.carry] = Object.fromEntries(said.map((field) => [field.name, field.value]));
  }
  put(words);
}

function restore() {
  const words = kept();
  const open = forms();
  for (const form of open) {
    for (const [name, value] of Object.entries(words[form.dataset.carry] ?? {})) {
      const field = form.elements[name];
      if (!field || field.value === value) continue;
      field.value = value;
      if (field.type !== "hidden") field.closest("details")?.setAttribute("open", "");
    }
  }
  const known = new Set(open.map((form) => form.dataset.carry));
  put(Object.fromEntries(Object.entries(words).filter(([name]) => known.has(name))));
}

restore();
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form[data-carry]");
    if (form) keep(form);
  });
}

// A refusal is a page as well, with what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) Object.assign(event.detail, { shouldSwap: true, isError: false });
});

const questions = () => [...document.querySelectorAll("[data-question]")];
const named = (card) => card.getAttribute("aria-labelledby");
let answered = { card: "", after: [], focus: "", at: 0, open: [] };

// The new page is put before the old one, and a browser that holds on to what it shows would end up far below.
document.documentElement.style.overflowAnchor = "none";

const isRepair = (event) => event.detail.target?.id === "main";

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isRepair(event)) return;
  const all = questions().map(named);
  const card = event.detail.elt.closest("[data-question]");
  const moved = document.activeElement?.closest("[data-level]");
  answered = {
    card: card ? named(card) : "",
    after: card ? all.slice(all.indexOf(named(card)) + 1) : [],
    focus: moved?.querySelector("a").id ?? "",
    at: scrollY,
    open: [...document.querySelectorAll("#report details[id][open]")].map((each) => each.id),
  };
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isRepair(event) || event.detail.xhr.status !== 200) return;
  const words = kept();
  delete words[event.detail.requestConfig.elt.closest("form")?.dataset.carry];
  put(words);
});

function come(to, top) {
  to.setAttribute("tabindex", "-1");
  to.focus({ preventScroll: true });
  if (top) scrollTo({ top: 0, behavior: "instant" });
  else (to.closest(".question:not(:has(.errorlist))") ?? to).scrollIntoView({ block: "start", behavior: "instant" });
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (!isRepair(event)) return;
  restore();
  for (const id of answered.open) document.getElementById(id)?.setAttribute("open", "");
  const heading = document.getElementById(answered.focus);
  const mistake = document.querySelector("[data-question] .errorlist");
  const all = questions();
  if (heading || !answered.card) {
    scrollTo({ top: answered.at, behavior: "instant" });
    heading?.focus({ preventScroll: true });
  } else if (mistake) {
    come(mistake.closest(".field") ?? mistake);
    mistake.closest(".field")?.querySelector("input, select, textarea")?.focus({ preventScroll: true });
  } else {
    const next = all.find((card) => answered.after.includes(named(card))) ?? all[0];
    const same = all.find((card) => named(card) === answered.card);
    const card = same ?? next;
    come(card ? card.querySelector("h2") : document.querySelector("h1.sentence"), !card);
  }
});

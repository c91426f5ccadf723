// Keeps what is typed into a form until it has arrived: a session that ended, a tab that closed, a phone that
// died half way lose nothing. Never a password, and nothing for longer than two weeks.
const KEPT = "imprimatur-kept:";
const TWO_WEEKS = 14 * 24 * 3600e3;
const arrived = document.querySelector(".message-success") !== null;

for (const place of Object.keys(localStorage).filter((name) => name.startsWith(KEPT))) {
  const { at, sent } = JSON.parse(localStorage.getItem(place));
  if ((sent && arrived) || Date.now() - at > TWO_WEEKS) localStorage.removeItem(place);
}

function put(field, said) {
  field.value = said;
  field.closest("details")?.setAttribute("open", "");
}

function offer(field, said) {
  const note = document.createElement("p");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "link", textContent: "Put it back" });
  note.className = "hint";
  note.append("You had written something else here, on this device, before this page changed. ", button);
  button.addEventListener("click", () => {
    put(field, said);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    note.remove();
    field.focus();
  });
  field.before(note);
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const place = KEPT + form.dataset.keep;
  const fields = [...form.querySelectorAll("textarea")].filter((field) => field.name);
  const kept = JSON.parse(localStorage.getItem(place) ?? "null");
  for (const field of fields) {
    const said = kept?.words[field.name];
    if (!said || said === field.value || field.value !== field.defaultValue) continue;
    // What the page begins with may be other than what these words were written over: then they are offered.
    if (!field.defaultValue || kept.begun?.[field.name] === field.defaultValue) put(field, said);
    else offer(field, said);
  }
  // It did not arrive, or it is asked for again: nothing that happens elsewhere takes it away.
  if (kept?.sent) localStorage.setItem(place, JSON.stringify({ ...kept, sent: false }));
  const keep = (sent) => {
    const own = fields.filter(({ name, value, defaultValue }) => value && (value !== defaultValue || value === kept?.words[name]));
    const words = Object.fromEntries(own.map((field) => [field.name, field.value]));
    const begun = Object.fromEntries(own.map((field) => [field.name, field.defaultValue]));
    if (own.length) {
      localStorage.setItem(place, JSON.stringify({ words, begun, sent, at: Date.now() }));
    } else {
      localStorage.removeItem(place);
    }
  };
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", (event) => {
    keep(true);
    // A second click would only be told that it came too late.
    const button = event.submitter;
    setTimeout(() => { if (button) button.disabled = true; });
    setTimeout(() => { if (button) button.disabled = false; }, 8000);
  });
}

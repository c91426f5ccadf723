// Keeps what is typed into a form until it has arrived: a session that ended, a tab that closed, a phone that
// died half way lose nothing. Never a password, and nothing for longer than two weeks.
const KEPT = "imprimatur-kept:";
const TWO_WEEKS = 14 * 24 * 3600e3;
const arrived = document.querySelector(".message-success") !== null;

for (const place of Object.keys(localStorage).filter((name) => name.startsWith(KEPT))) {
  const { at, sent } = JSON.parse(localStorage.getItem(place));
  if ((sent && arrived) || Date.now() - at > TWO_WEEKS) localStorage.removeItem(place);
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const place = KEPT + form.dataset.keep;
  const fields = [...form.querySelectorAll("textarea")].filter((field) => field.name);
  const kept = JSON.parse(localStorage.getItem(place) ?? "null");
  for (const field of fields) {
    if (!kept?.words[field.name] || field.value) continue;
    field.value = kept.words[field.name];
    field.closest("details")?.setAttribute("open", "");
  }
  // It did not arrive, or it is asked for again: nothing that happens elsewhere takes it away.
  if (kept?.sent) localStorage.setItem(place, JSON.stringify({ ...kept, sent: false }));
  const keep = (sent) => {
    const words = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    if (Object.values(words).some(Boolean)) {
      localStorage.setItem(place, JSON.stringify({ words, sent, at: Date.now() }));
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

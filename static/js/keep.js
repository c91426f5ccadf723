// Keeps what is typed into a form until it has arrived: a session that ended, a tab that closed, a phone that
// died half way lose nothing. Never a password.
const KEPT = "imprimatur-kept:";
const worded = (form) =>
  [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].filter((field) => field.name);

for (const form of document.querySelectorAll("form[data-keep]")) {
  const place = KEPT + form.dataset.keep;
  const kept = JSON.parse(localStorage.getItem(place) ?? "null");
  if (kept?.sent && document.querySelector(".message-success")) localStorage.removeItem(place);
  else if (kept) {
    for (const field of worded(form)) {
      if (kept.words[field.name] && !field.value) {
        field.value = kept.words[field.name];
        field.closest("details")?.setAttribute("open", "");
      }
    }
  }
  const keep = (sent) => {
    const words = Object.fromEntries(worded(form).map((field) => [field.name, field.value]));
    const some = Object.values(words).some(Boolean);
    if (some) localStorage.setItem(place, JSON.stringify({ words, sent }));
    else localStorage.removeItem(place);
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

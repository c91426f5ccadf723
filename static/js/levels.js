// Repairs of an imported draft: the page is drawn anew in its place after each, and the arrow keys change levels.
const ready = () => document.querySelector("[data-keys-hint]")?.removeAttribute("hidden");
ready();

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-level]");
  const side = { ArrowLeft: "[data-higher]", ArrowRight: "[data-lower]" }[event.key];
  if (!row || !side || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  row.querySelector(side).click();
});

// A refusal is a page as well, with what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) Object.assign(event.detail, { shouldSwap: true, isError: false });
});

// The heading that was moved keeps the focus; after any other repair the sentence at the top has it.
let focused = "";
document.addEventListener("htmx:beforeRequest", () => {
  focused = document.activeElement?.closest("[data-level]")?.querySelector("a").id ?? "";
});
document.addEventListener("htmx:afterSettle", () => {
  ready();
  const sentence = document.querySelector("h1.sentence");
  sentence?.setAttribute("tabindex", "-1");
  (document.getElementById(focused) ?? sentence)?.focus({ preventScroll: true });
});

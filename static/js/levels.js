// The outline of an imported draft by keys: left and right change the level of the heading that has the focus.
const hint = document.querySelector("[data-keys-hint]");
if (hint) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-level]");
  const side = { ArrowLeft: "[data-higher]", ArrowRight: "[data-lower]" }[event.key];
  if (!row || !side || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  row.querySelector(side).click();
});

// The list is drawn anew after each change; the heading keeps the focus.
let focused = "";
document.addEventListener("htmx:beforeRequest", () => { focused = document.activeElement?.closest("[data-level]")?.querySelector("a").id ?? ""; });
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("[data-keys-hint]")?.removeAttribute("hidden");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
});

// The arrow keys move a heading of an imported draft out or in.
const ready = () => document.querySelector("[data-keys-hint]")?.removeAttribute("hidden");
ready();
document.addEventListener("htmx:afterSettle", ready);

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-level]");
  const side = { ArrowLeft: "[data-higher]", ArrowRight: "[data-lower]" }[event.key];
  if (!row || !side || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  row.querySelector(side).click();
});

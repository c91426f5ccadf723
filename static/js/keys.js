// Keys of the desk: / searches, g and a letter goes somewhere, j and k walk a list, ? explains.
// Who dictates, or has keys of their own, switches them off on that page.
const OFF = "imprimatur-keys-off";
// A box to tick takes no letters.
const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], dialog");
const keyed = (key, where) => document.querySelector(`${where} [data-key="${CSS.escape(key)}"]`);
const press = (key, where) => keyed(key, where)?.click();
let going = 0;

function walk(step) {
  const all = [...document.querySelectorAll("[data-row]")];
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
  const key = event.key;
  const gone = Date.now() - going < 1500;
  going = key === "g" && !gone ? Date.now() : 0;
  if (gone) press(key, "nav");
  else if (key === "/") { event.preventDefault(); document.querySelector("[data-focus-key='/']")?.focus(); }
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "?") press(key, ".bar");
  else if (keyed(key, "main")) press(key, "main");
  // A key that led into a field must not be written there.
  else if (!document.dispatchEvent(new CustomEvent("deskkey", { detail: key, cancelable: true }))) event.preventDefault();
});

for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.closest("[hidden]").hidden = false;
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

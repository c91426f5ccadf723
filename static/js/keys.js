// Keys of the desk: / searches, g and a letter goes somewhere, j and k walk a list, ? explains.
// Who dictates, or has keys of their own, switches them off on that page.
const OFF = "imprimatur-keys-off";
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable=true], dialog");
const press = (key, where) => document.querySelector(`${where} [data-key="${CSS.escape(key)}"]`)?.click();
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
  else if (key.length === 1) press(key, "main");
});

for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.closest("[hidden]").hidden = false;
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}

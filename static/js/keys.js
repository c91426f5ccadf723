// Keys of the desk: / searches, g and a letter goes somewhere, j and k walk a list, ? explains.
const typing = (target) => target.closest("input, textarea, select, [contenteditable=true], dialog");
const rows = () => [...document.querySelectorAll("[data-row]")];
let going = 0;

function walk(step) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key;
  if (Date.now() - going < 1500) {
    going = 0;
    document.querySelector(`nav [data-key="${CSS.escape(key)}"]`)?.click();
    return;
  }
  if (key === "g") going = Date.now();
  else if (key === "/") { event.preventDefault(); document.querySelector("[data-focus-key='/']")?.focus(); }
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "?") location.href = "/desk/keys/";
  else document.querySelector(`main [data-key="${CSS.escape(key)}"]`)?.click();
});

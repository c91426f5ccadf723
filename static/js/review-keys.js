// The review page by keyboard, and how much of it is still open. n and p walk the cards of what changed, as j and
// k do; s opens a card's source, c the comment at its place, w a wording of one's own; S goes to sign, and so does Enter.
const cards = [...document.querySelectorAll("[data-change-card]")];
const open = document.querySelector("[data-open-points]");
const rest = open ? parseInt(open.textContent, 10) - cards.filter((card) => !box(card)?.checked).length || 0 : 0;

function box(card) { return card.querySelector("[data-keep^='seen:']"); }
function here() { return document.activeElement.closest("[data-change-card]") ?? cards[0]; }

function count() {
  for (const card of cards) card.classList.toggle("seen", Boolean(box(card)?.checked));
  const unseen = cards.every((card) => !("dose" in card.dataset) || !box(card)?.checked);
  for (const told of document.querySelectorAll("[data-doses-unseen]")) told.hidden = !unseen;
  if (!open) return;
  const left = cards.filter((card) => !box(card)?.checked).length + rest;
  open.textContent = left ? `${left} open point${left === 1 ? "" : "s"}` : "Nothing open";
}

function walk(step) {
  const at = cards.indexOf(document.activeElement.closest("[data-change-card]"));
  const next = cards[Math.min(Math.max(at + step, 0), cards.length - 1)];
  next?.closest("details:not([open])")?.setAttribute("open", "");
  next?.querySelector("[data-row]").focus();
  next?.scrollIntoView({ block: "center" });
}

function source() {
  const found = here()?.querySelector("[data-backing]");
  if (!found) return;
  found.open = !found.open;
  if (found.open) found.querySelector("button")?.focus();
}

function comment(what) {
  const place = document.getElementById(here()?.dataset.place ?? "summary");
  if (!place) return;
  place.querySelector("details.unchanged:not([open])")?.setAttribute("open", "");
  const opener = place.querySelector(`[data-${what}-here]`) ?? place.querySelector("details.comment-on > summary");
  const around = opener?.closest("details");
  if (around && opener.matches("summary")) around.open = true;
  else opener?.click();
  (around ?? place).querySelector("textarea")?.focus();
}

function toSign() {
  const sign = document.getElementById("sign");
  sign?.scrollIntoView();
  sign?.querySelector(".prepared ~ .prove input[type=password], input[name=verdict]:checked, input[name=verdict]")?.focus();
}

const acts = { n: () => walk(1), p: () => walk(-1), s: source, c: () => comment("comment"), w: () => comment("suggest") };
document.addEventListener("deskkey", (event) => {
  const key = event.detail;
  const act = acts[key] ?? (key === "S" || (key === "Enter" && document.activeElement === document.body) ? toSign : null);
  if (!act) return;
  event.preventDefault();
  act();
});
for (const hidden of document.querySelectorAll(".looked-at[hidden]")) hidden.hidden = false;
document.addEventListener("change", count);
document.addEventListener("kept", count);
count();

// Arrived to sign: first what is still to be said, else the password. The browser goes to the form by itself as
// the page has loaded; this comes after it.
function arrive() {
  const sign = document.getElementById("sign");
  const unanswered = [...(sign?.querySelectorAll(".check-line") ?? [])].find((line) => !line.querySelector(":checked"));
  const missing = sign?.querySelector(".lacking-here") && (unanswered?.querySelector("input") ?? sign.querySelector("textarea[name=statement]"));
  (missing || sign?.querySelector(".prepared ~ .prove input[type=password]"))?.focus({ preventScroll: true });
}
if (location.hash === "#sign") addEventListener("load", () => setTimeout(arrive));

// A source stands in several places of the page; what was found in it is said in all of them.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const fresh = detail.elt?.closest?.("[data-check]") ?? detail.target;
  const key = fresh?.dataset?.check;
  if (!key) return;
  const chosen = fresh.querySelector("[aria-pressed=true]");
  for (const other of document.querySelectorAll(`[data-check="${CSS.escape(key)}"]`)) {
    for (const button of other.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.value === chosen?.value));
  }
  for (const chip of document.querySelectorAll(`[data-found="${CSS.escape(key)}"]`)) {
    chip.textContent = chosen?.textContent ?? "";
    chip.className = `backing-found found-${chosen?.value ?? "none"}`;
  }
});

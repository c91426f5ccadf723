// Choosing words in the text and saying something of them. Words that are chosen get two buttons, Comment and
// Propose; c and w do the same by key. The server looks for the words in the frozen text: what is sent with them is
// only what stood around them on the screen.
const NOT_TEXT = ".cite, del, [data-said], .visually-hidden, .plain-label, .passage-note, .passage-heading, .side-old, .side-label";
const AROUND = 60;
const touch = matchMedia("(pointer: coarse)");
const bar = document.createElement("div");
bar.className = "choose";
bar.hidden = true;
bar.setAttribute("role", "group");
bar.setAttribute("aria-label", "Say something of the words you chose");
bar.innerHTML = "<button type=button value=comment>Comment</button><button type=button value=suggest>Propose another wording</button>";
document.body.append(bar);
let chosen = null;
let waiting = 0;

function read(range, aside) {
  const copy = document.createElement("div");
  copy.append(range.cloneContents());
  for (const part of copy.querySelectorAll(aside ? NOT_TEXT : `${NOT_TEXT}, .sides`)) part.remove();
  return copy.textContent;
}

// What is chosen, if it lies in one part of one section that takes comments: the words, and those around them. Of
// blocks side by side, in those that show the text as it is.
function choice() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const at = range.commonAncestorContainer;
  const element = at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement;
  const title = element.closest(".sheet-title");
  const section = title ? document.getElementById("summary") : element.closest("[data-section]");
  const place = section?.querySelector("[data-comment-on]");
  if (!place || element.closest("[data-said], .side-old, .side-label, form")) return null;
  const plain = element.closest(".plain");
  const aside = element.closest(".sides");
  const root = title ?? aside ?? plain ?? section;
  const part = title ? "title" : `${plain ? "plain_" : ""}${section.id === "summary" ? "summary" : "body"}`;
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(root, root.childNodes.length);
  const quote = read(range, aside).trim();
  if (!quote) return null;
  return { place, range, part, quote, prefix: read(before, aside).slice(-AROUND), suffix: read(after, aside).slice(0, AROUND) };
}

function offer() {
  chosen = choice();
  bar.hidden = !chosen;
  if (!chosen) return;
  const words = chosen.range.getBoundingClientRect();
  const left = Math.min(Math.max(8, words.left), innerWidth - bar.offsetWidth - 8);
  const above = words.top - bar.offsetHeight - 8;
  const below = Math.min(words.bottom + (touch.matches ? 28 : 8), innerHeight - bar.offsetHeight - 72);
  bar.style.left = `${left}px`;
  bar.style.top = `${touch.matches || above < 64 ? below : above}px`;
}

function put(form, name, words) {
  const field = form.elements[name];
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function say(what, words = chosen) {
  const { place } = words;
  const form = place.querySelector("form");
  for (const around of [place.querySelector(".comment-words"), place, place.closest("details.unchanged")]) {
    if (around) around.open = true;
  }
  put(form, "quote", words.quote.replace(/\s+/g, " "));
  for (const name of ["part", "prefix", "suffix"]) form.elements[name].value = words[name];
  if (what === "suggest" && !form.elements.suggestion.value) put(form, "suggestion", form.elements.quote.value);
  getSelection().removeAllRanges();
  bar.hidden = true;
  const field = form.elements[what === "suggest" ? "suggestion" : "body"];
  place.scrollIntoView({ block: "center" });
  setTimeout(() => field.focus({ preventScroll: true }));
}

document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(offer, 120);
});
document.addEventListener("scroll", () => { if (!bar.hidden) offer(); }, { passive: true });
bar.addEventListener("pointerdown", (event) => event.preventDefault());
bar.addEventListener("click", (event) => { if (chosen && event.target.value) say(event.target.value); });

// Before the page's own keys: what is chosen goes first.
document.addEventListener("deskkey", (event) => {
  const what = { c: "comment", w: "suggest" }[event.detail];
  const words = what && choice();
  if (!words) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  say(what, words);
});

// Words that were put in by hand stand wherever they stand.
document.addEventListener("input", ({ target, isTrusted }) => {
  if (!isTrusted || target.name !== "quote" || !target.closest("[data-comment-on]")) return;
  for (const name of ["part", "prefix", "suffix"]) target.form.elements[name].value = "";
});

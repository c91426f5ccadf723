// Marks the words that open threads are about, where the browser can mark without touching the text, and leads from
// a thread to its words and from the words to their thread.
const NOT_TEXT = ".cite, del, [data-said], .visually-hidden, .plain-label, .passage-note, .passage-heading";
const SIDES = ".side-old, .side-label, .in-one";
const found = new Map();

function letters(root) {
  const all = [];
  const sides = root.querySelector(".sides");
  const hidden = sides && getComputedStyle(sides).display !== "none" ? SIDES : ".sides";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(`${NOT_TEXT}, ${hidden}`)) continue;
    for (let at = 0; at < node.data.length; at += 1) if (/\S/.test(node.data[at])) all.push([node, at]);
  }
  return all;
}

function rangeOf(thread, read) {
  const section = thread.closest("[data-section]");
  const { part } = thread.dataset;
  const root = part === "title" ? document.querySelector(".sheet-title")
    : part.startsWith("plain_") ? section?.querySelector(".plain") : section;
  if (!root) return null;
  if (!read.has(root)) {
    const all = letters(root).filter(([node]) => part.startsWith("plain_") || !node.parentElement.closest(".plain"));
    read.set(root, [all, all.map(([node, at]) => node.data[at]).join("")]);
  }
  const [all, said] = read.get(root);
  const quote = thread.querySelector("[data-quote]").textContent.replace(/\s+/g, "");
  const start = said.indexOf(quote);
  if (start < 0 || !quote) return null;
  const range = document.createRange();
  range.setStart(...all[start]);
  const [node, at] = all[start + quote.length - 1];
  range.setEnd(node, at + 1);
  return range;
}

function show(thread) {
  CSS.highlights.set("said-here", new Highlight(...(found.has(thread) ? [found.get(thread)] : [])));
}

if (CSS.highlights) {
  const read = new Map();
  for (const thread of document.querySelectorAll("[data-thread][data-part]:not(.remark-settled)")) {
    const range = rangeOf(thread, read);
    if (range) found.set(thread, range);
  }
  CSS.highlights.set("said", new Highlight(...found.values()));
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, ({ target }) => { if (found.size) show(target.closest("[data-thread]")); });
  }
  document.querySelector("[data-text]")?.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed || event.target.closest("a, summary, [data-said]")) return;
    const at = [...found].find(([, range]) => [...range.getClientRects()].some((box) => event.clientX >= box.left
      && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom));
    for (const thread of found.keys()) thread.classList.toggle("remark-shown", thread === at?.[0]);
    at?.[0].scrollIntoView({ block: "nearest" });
  });
}

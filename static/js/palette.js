// The command palette: Ctrl+K, a few letters, Enter. Without it the search box does the same.
const dialog = document.querySelector("[data-palette]");
if (dialog?.showModal) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const silent = dialog.querySelector("[data-palette-silent]");
  let asked = 0;

  const open = () => { if (!dialog.open) { dialog.showModal(); input.select(); find(); } };
  const chosen = () => list.querySelector("[aria-selected=true]");
  const go = (item) => { if (item) location.href = item.dataset.url; };

  function choose(item) {
    chosen()?.setAttribute("aria-selected", "false");
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function row(entry, index) {
    const [item, name, hint] = ["li", "b", "span"].map((tag) => document.createElement(tag));
    item.id = `palette-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = entry.url;
    name.textContent = entry.name;
    hint.textContent = entry.hint;
    item.append(name, hint);
    item.addEventListener("click", () => go(item));
    return item;
  }

  async function find() {
    const mine = ++asked;
    const address = `${dialog.dataset.url}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(address).then((found) => found.json()).catch(() => null);
    if (mine !== asked) return;
    // No answer: offline, or the login has ended.
    silent.hidden = answer !== null;
    list.replaceChildren(...(answer?.entries ?? []).map(row));
    choose(list.firstElementChild);
  }

  input.addEventListener("input", find);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step) { event.preventDefault(); choose(chosen()?.[step] ?? chosen()); }
    // A search field would only be emptied by it.
    if (event.key === "Escape") { event.preventDefault(); dialog.close(); }
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); go(chosen()); }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  for (const button of document.querySelectorAll("[data-palette-open]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
}

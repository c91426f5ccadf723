// The command palette: Ctrl+K, a few letters, Enter. Without it the search box does the same.
const dialog = document.querySelector("[data-palette]");
if (dialog?.showModal) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const empty = dialog.querySelector("[data-palette-empty]");
  let asked = 0;

  const open = () => { if (!dialog.open) { dialog.showModal(); input.select(); find(); } };
  const chosen = () => list.querySelector("[aria-selected=true]");

  function choose(item) {
    chosen()?.setAttribute("aria-selected", "false");
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item?.id ?? "");
  }

  function row(entry, index) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const hint = document.createElement("span");
    item.id = `palette-${index}`;
    item.setAttribute("role", "option");
    link.href = entry.url;
    link.tabIndex = -1;
    link.textContent = entry.name;
    hint.textContent = entry.hint;
    item.append(link, hint);
    item.addEventListener("click", () => link.click());
    return item;
  }

  async function find() {
    const mine = ++asked;
    const answer = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(input.value)}`);
    if (mine !== asked || !answer.ok) return;
    const { entries } = await answer.json();
    list.replaceChildren(...entries.map(row));
    empty.hidden = entries.length > 0;
    choose(list.firstElementChild);
  }

  input.addEventListener("input", find);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step) { event.preventDefault(); choose(chosen()?.[step] ?? chosen()); }
    if (event.key === "Enter") {
      event.preventDefault();
      const link = chosen()?.querySelector("a");
      location.href = link ? link.href : `/desk/queue/?q=${encodeURIComponent(input.value)}`;
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  for (const button of document.querySelectorAll("[data-palette-open]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
}

// Opens a citation's reference in place. Without this script (or without popovers) the mark jumps to the list.
(() => {
  if (!("popover" in HTMLElement.prototype)) return;
  let card = null;
  let opener = null;

  const makeCard = () => {
    card = document.createElement("div");
    card.className = "reference-card";
    card.popover = "auto";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.addEventListener("toggle", (event) => {
      if (event.newState === "closed") opener?.setAttribute("aria-expanded", "false");
    });
  };

  const fill = (reference, mark) => {
    const copy = reference.cloneNode(true);
    copy.querySelectorAll(".number, .returns, .passages").forEach((part) => part.remove());
    const passage = document.getElementById(mark.dataset.passage ?? "")?.cloneNode(true);
    passage?.removeAttribute("id");
    const onward = document.createElement("a");
    onward.className = "to-list";
    onward.href = mark.hash;
    onward.textContent = "Show in the list of references";
    onward.addEventListener("click", () => card.hidePopover());
    card.replaceChildren(...copy.children, ...(passage ? [passage] : []), onward);
    card.setAttribute("aria-label", `Reference ${mark.textContent}`);
  };

  const place = (mark) => {
    const at = mark.getBoundingClientRect();
    const width = card.offsetWidth;
    const left = Math.min(Math.max(16, at.left - 24), document.documentElement.clientWidth - width - 16);
    const below = at.bottom + card.offsetHeight + 16 < window.innerHeight;
    const top = below ? at.bottom + 4 : Math.max(8, at.top - card.offsetHeight - 4);
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-citation]");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const reference = document.getElementById(mark.hash.slice(1));
    if (!reference) return;
    event.preventDefault();
    if (!card) makeCard();
    if (card.matches(":popover-open")) card.hidePopover();
    opener = mark;
    fill(reference, mark);
    mark.closest("[data-text]").after(card);
    card.showPopover();
    place(mark);
    mark.setAttribute("aria-expanded", "true");
    card.focus({ preventScroll: true });
  });
})();

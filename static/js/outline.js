// Marks the section being read in the outline beside the text.
(() => {
  const outline = document.querySelector("[data-outline]");
  if (!outline || !("IntersectionObserver" in window)) return;
  const links = new Map();
  for (const link of outline.querySelectorAll("a")) {
    const part = document.getElementById(link.hash.slice(1));
    if (part) links.set(part, link);
  }
  const seen = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
      const first = [...links.keys()].find((part) => seen.has(part));
      if (!first) return;
      for (const [part, link] of links) {
        part === first ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-5% 0px -65% 0px" },
  );
  for (const part of links.keys()) observer.observe(part);
})();

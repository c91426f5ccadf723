// On a phone the bar of places scrolls sideways: the place that is open must be in sight.
for (const place of document.querySelectorAll(".bar nav [aria-current]")) {
  const bar = place.closest("nav");
  const [at, of] = [place.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += at.left - of.left - (of.width - at.width) / 2;
}

/* Legs of a lead time in the Django admin: dragged by the sortable library, moved by arrows, numbered as they stand.
   Says `lead-time-changed` on the document after every change, so that the picture above is drawn anew. */

const rows = () => [...document.querySelectorAll("#legs-group tr.form-row:not(.empty-form)")];
const placeOf = (row) => row.querySelector("input._reorder_");
const changed = () => document.dispatchEvent(new CustomEvent("lead-time-changed"));

function number() {
  rows().forEach((row, index) => {
    row.classList.add("has_original"); // to the library this means: may be dragged, and dragged over
    placeOf(row).value = index + 1;
  });
}

function move(button) {
  const row = button.closest("tr.form-row");
  const all = rows();
  const to = all[all.indexOf(row) + (button.dataset.move === "up" ? -1 : 1)];
  if (!to) return;
  if (button.dataset.move === "up") to.before(row);
  else to.after(row);
  button.focus();
  number();
  changed();
}

/* What comes back with an error comes in the order in which it was saved: put it where it had been moved to. */
function restore() {
  const all = rows();
  const last = Number.MAX_SAFE_INTEGER;
  const sorted = [...all].sort((a, b) => (Number(placeOf(a).value) || last) - (Number(placeOf(b).value) || last));
  const end = all.at(-1)?.nextSibling ?? null;
  for (const row of sorted) row.parentNode.insertBefore(row, end);
  number();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (button) move(button);
});
for (const type of ["input", "change"])
  document.addEventListener(type, (event) => {
    if (event.target.form?.id === "leadtime_form") changed();
  });
for (const type of ["formset:added", "formset:removed", "end"])
  document.addEventListener(type, () => setTimeout(() => {
    number();
    changed();
  }));
addEventListener("load", restore);

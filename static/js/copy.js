/* <button data-copy="id" hidden> copies the value of that input; without scripts it stays hidden. [data-select-all] selects itself. */

document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });

const say = (text, tone) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));

async function copy(input) {
  try {
    await navigator.clipboard.writeText(input.value); // only where the page came by https or from this machine
  } catch {
    input.select();
    if (!document.execCommand("copy")) return say("Your browser does not let us copy. The address is selected: copy it yourself.", "warning");
  }
  say("Copied.", "success");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy));
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-select-all]")) event.target.select();
});

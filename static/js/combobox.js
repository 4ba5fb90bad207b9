/* <input data-combobox data-options-url="…"> becomes an ARIA combobox (list autocomplete, manual selection).
   `options-url?q=` answers with <li role="option" data-value="SKU">…</li>. Picking sets the input's value and fires
   `input` and `change`. Events are delegated, so inputs that htmx swaps in later work too. Without scripts: a text input. */

const DELAY = 120;
const boxes = new WeakMap();
let serial = 0;

function boxOf(input) {
  if (boxes.has(input)) return boxes.get(input);
  const list = document.createElement("ul");
  list.className = "combobox__list";
  list.id = `combobox-${++serial}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || "Suggestions");
  list.hidden = true;
  const box = { list, timer: 0, request: null };
  boxes.set(input, box);
  let wrapper = input.closest(".combobox");
  if (!wrapper) {
    const focused = document.activeElement === input;
    wrapper = document.createElement("span");
    wrapper.className = "combobox";
    input.before(wrapper);
    wrapper.append(input);
    if (focused) input.focus();
  }
  wrapper.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) pick(input, option);
  });
  return box;
}

const comboboxOf = (event) => (event.target instanceof Element && event.target.matches("input[data-combobox]") ? event.target : null);

function close(input) {
  const { list, timer, request } = boxOf(input);
  clearTimeout(timer);
  request?.abort();
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function show(input) {
  const { list } = boxOf(input);
  list.hidden = false;
  list.classList.remove("combobox__list--up");
  const { bottom } = list.getBoundingClientRect();
  list.classList.toggle("combobox__list--up", bottom > innerHeight && input.getBoundingClientRect().top > innerHeight / 2);
  input.setAttribute("aria-expanded", "true");
}

function mark(input, option) {
  const { list } = boxOf(input);
  list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function pick(input, option) {
  input.value = option.dataset.value;
  close(input);
  input.dataset.picked = "true";
  for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  delete input.dataset.picked;
}

async function load(input) {
  const box = boxOf(input);
  box.request?.abort();
  box.request = new AbortController();
  const url = new URL(input.dataset.optionsUrl, location.href);
  url.searchParams.set("q", input.value.trim());
  try {
    const response = await fetch(url, { signal: box.request.signal, headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!response.ok) return close(input);
    const fragment = document.createElement("template");
    fragment.innerHTML = await response.text();
    const options = [...fragment.content.querySelectorAll('[role="option"]')];
    if (document.activeElement !== input) return;
    options.forEach((option, index) => {
      option.id = `${box.list.id}-${index}`;
      option.setAttribute("aria-selected", "false");
    });
    if (!options.length) {
      const none = document.createElement("li");
      none.className = "combobox__none";
      none.textContent = "Nothing found";
      options.push(none);
    }
    box.list.replaceChildren(...options);
    show(input);
  } catch (error) {
    if (error.name !== "AbortError") close(input);
  }
}

const enhance = (root) => root.querySelectorAll("input[data-combobox]").forEach(boxOf);

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target.parentElement ?? document));
document.addEventListener("focusin", (event) => {
  const input = comboboxOf(event);
  if (input) boxOf(input);
});

document.addEventListener("input", (event) => {
  const input = comboboxOf(event);
  if (!input || input.dataset.picked) return;
  const box = boxOf(input);
  clearTimeout(box.timer);
  box.timer = setTimeout(load, DELAY, input);
});

document.addEventListener("focusout", (event) => {
  const input = comboboxOf(event);
  if (input && boxes.has(input)) close(input);
});

document.addEventListener("keydown", (event) => {
  const input = comboboxOf(event);
  if (!input || event.isComposing) return;
  const { list } = boxOf(input);
  const options = [...list.querySelectorAll('[role="option"]')];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) return void load(input);
    if (!options.length) return;
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(input, options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]);
  } else if (event.key === "Enter" && !list.hidden && at >= 0) {
    event.preventDefault();
    pick(input, options[at]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close(input);
  }
}, true);

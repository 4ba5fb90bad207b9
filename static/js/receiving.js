/* Counting what came. A keyboard-wedge scanner types fast and ends with Enter, wherever the focus is; counts are kept
   in this browser until the receipt is taken in, so a reload or a lost connection loses nothing. Photos: photos.js. */

import { newKey } from "./keys.js";

const form = document.querySelector("form[data-receiving]");
const received = document.querySelector("[data-received]");
const storeOf = (id) => `receiving:${id}`;

/* A code as it is compared: a barcode without the zeros in front, anything else without what people put between. */
const keyOf = (text) => {
  const code = text.trim().toUpperCase().replace(/[\s-]/g, "");
  return /^\d{8,14}$/.test(code) ? code.replace(/^0+/, "") : code;
};

/* What was taken in need not be kept any more. */
if (received) {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith("receiving:"))) {
    try {
      if (JSON.parse(localStorage.getItem(name)).key === received.dataset.received) localStorage.removeItem(name);
    } catch {
      localStorage.removeItem(name);
    }
  }
}

if (form) {
  const find = (selector) => form.querySelector(selector);
  const scanner = find("[data-scan]"), scan = find("#scan"), heard = find("[data-heard]"), kept = find("[data-kept]");
  const shout = find("[data-shout]"), store = storeOf(form.dataset.receiving);
  /* What rows are called: wrong items, or, where nothing is expected and every code gets a row (data-rows), those. */
  const rows = form.dataset.rows ?? "wrong", takesAll = Boolean(form.dataset.rows);
  const lines = () => [...form.querySelectorAll("[data-line]")];
  const field = (line, name) => line.querySelector(`input[name$="-${name}"]`);
  const number = (input) => Number.parseInt((input?.value ?? "").replace(/\D/g, ""), 10) || 0;
  let shouted = "";
  scanner.hidden = false;

  const fields = () =>
    [...form.elements].filter((each) => each.name && each.type !== "file" && !["csrfmiddlewaretoken", "action"].includes(each.name));

  function keep() {
    const values = fields().map((each) => [each.name, each.type === "checkbox" ? each.checked : each.value]);
    localStorage.setItem(store, JSON.stringify({ key: find("[name=key]").value, values }));
  }

  function wrongRow(code) {
    const total = find(`[name="${rows}-TOTAL_FORMS"]`), at = total.value;
    const row = document.createElement("div");
    const template = find("[data-wrong-template]"), album = template.content.querySelector("[data-album]")?.value;
    const html = template.innerHTML.replaceAll("__prefix__", at);
    row.innerHTML = album ? html.replaceAll(album, newKey()) : html;
    find("[data-wrong-rows]").append(row.firstElementChild);
    total.value = Number(at) + 1;
    const made = find(`[name="${rows}-${at}-code"]`);
    made.value = code;
    return find(`[name="${rows}-${at}-units"]`);
  }

  /* Where every code has a row: one more in the last row of this code, in an empty one, or in a new one. */
  function countRow(text, key) {
    const codes = [...form.querySelectorAll(`[name^="${rows}-"][name$="-code"]`)];
    const found = codes.findLast((each) => keyOf(each.value) === key) ?? codes.find((each) => !each.value.trim());
    if (found) found.value = text.trim();
    const units = found ? find(`[name="${found.name.replace(/code$/, "units")}"]`) : wrongRow(text.trim());
    units.value = number(units) + 1;
    keep();
    const row = units.closest("[data-wrong-row]");
    for (const each of form.querySelectorAll("[data-wrong-row]")) each.classList.toggle("is-hit", each === row);
    row.scrollIntoView({ block: "nearest" });
    say(heard, `${text.trim()}: ${number(units).toLocaleString("en-US")}`);
  }

  /* The draft comes back only where the page shows nothing else: an answer with errors has its own values. */
  function restore() {
    const draft = JSON.parse(localStorage.getItem(store) ?? "null");
    if (!draft || form.querySelector(".form-errors, .banner")) return;
    const saved = new Map(draft.values);
    form.dataset.restored = "true";
    const total = Number(saved.get(`${rows}-TOTAL_FORMS`) ?? 0);
    while (Number(find(`[name="${rows}-TOTAL_FORMS"]`).value) < total) wrongRow("");
    for (const each of fields()) {
      if (!saved.has(each.name) || each.name.endsWith("_FORMS")) continue;
      if (each.type === "checkbox") each.checked = saved.get(each.name);
      else each.value = saved.get(each.name);
    }
    if (draft.values.some(([name, value]) => value && /-(cartons|units|damaged|code)$/.test(name)))
      say(kept, "These are the counts that you had not taken in yet.");
  }

  function say(place, text) {
    place.hidden = false;
    place.textContent = text;
  }

  function total() {
    for (const line of lines()) {
      const good = number(field(line, "cartons")) * Number(line.dataset.perCarton) + number(field(line, "units"));
      line.querySelector("[data-good]").textContent = good.toLocaleString("en-US");
    }
  }

  function beep() {
    const audio = new AudioContext(), tone = audio.createOscillator(), volume = audio.createGain();
    tone.type = "square";
    tone.frequency.value = 220;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.6);
    tone.onended = () => audio.close();
    document.dispatchEvent(new CustomEvent("receiving:shout"));
  }

  function hit(line, name) {
    const input = field(line, name);
    input.value = number(input) + 1;
    total();
    keep();
    for (const each of lines()) each.classList.toggle("is-hit", each === line);
    line.scrollIntoView({ block: "nearest" });
    say(heard, `${line.dataset.sku}: ${line.querySelector("[data-good]").textContent} good`);
  }

  function count(text) {
    const key = keyOf(text);
    if (!key) return;
    if (takesAll) return countRow(text, key);
    shout.hidden = true;
    const unit = lines().filter((line) => JSON.parse(line.dataset.codes).some((code) => keyOf(code) === key));
    const carton = lines().filter((line) => line.dataset.caseCode && keyOf(line.dataset.caseCode) === key);
    /* Of several lots of one product the last one is being counted. */
    if (unit.length) return hit(unit.at(-1), "units");
    if (carton.length) return hit(carton.at(-1), "cartons");
    shouted = text.trim();
    heard.textContent = "";
    shout.querySelector("[data-shout-text]").textContent = `${shouted} is not on this work order.`;
    shout.hidden = false;
    shout.scrollIntoView({ block: "nearest" });
    beep();
  }

  find("[data-wrong-item]").addEventListener("click", () => {
    const units = wrongRow(shouted);
    units.value = 1;
    shout.hidden = true;
    keep();
    units.focus();
    units.select();
  });
  find("[data-dismiss]").addEventListener("click", () => {
    shout.hidden = true;
    scan.focus();
  });

  scan.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    count(scan.value);
    scan.value = "";
  });

  /* A scanner is heard wherever the focus is: keys in a row, then Enter. Into a field of numbers nobody types eight
     digits: what a scanner left there goes. */
  const QUICK = 800, LEAST = 4, LEAST_IN_A_FIELD = 8;
  let burst = { field: null, text: "", before: "", last: 0 };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target, isNumber = field.matches("input[inputmode]");
    if (!isNumber && field.matches("input, textarea, select, [contenteditable]")) return;
    if (field !== burst.field || event.timeStamp - burst.last > QUICK)
      burst = { field, text: "", before: field.value ?? "" };
    burst.last = event.timeStamp;
    if (event.key.length === 1) burst.text += event.key;
    if (event.key !== "Enter") return;
    const { text, before } = burst;
    burst.text = "";
    if (text.length < (isNumber ? LEAST_IN_A_FIELD : LEAST)) return;
    event.preventDefault();
    if (isNumber) field.value = before;
    count(text);
  });

  /* A scanner's Enter in a field of numbers must not send the form. */
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input") && event.target !== scan) event.preventDefault();
  });

  form.addEventListener("input", () => {
    total();
    keep();
  });

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      /* The page comes back with all that was typed, and with its rows numbered anew. */
      if (event.submitter && event.submitter.value !== "save") localStorage.removeItem(store);
      return;
    }
    event.preventDefault();
    delete form.dataset.sent;
    say(kept, "No connection. Your counts are kept here: take them in again once you are online.");
    kept.scrollIntoView({ block: "nearest" });
  });

  restore();
  total();
  scan.focus({ preventScroll: true });
}

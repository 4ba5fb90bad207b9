/* Photos leave as soon as they are taken, one after the other and made smaller first. Until the site has them they are kept
   in this browser, so a reload or a lost connection loses none; the same photo sent twice is one there. On a tablet that
   several people use, each one's wait until she is here again. */

import { newKey } from "./keys.js";

const LONGEST = 2560, QUALITY = 0.85, TRY_AGAIN = 15_000;
const STORE = "waiting";
const busy = new Set();

/* ── What waits, kept in the browser ── */

const opened = new Promise((resolve) => {
  try {
    const asked = indexedDB.open("photos", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve(null);
  } catch {
    resolve(null); // a browser that keeps nothing still sends
  }
});

async function stored(mode, act) {
  const base = await opened;
  if (!base) return [];
  return new Promise((resolve) => {
    const asked = act(base.transaction(STORE, mode).objectStore(STORE));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => resolve([]);
  });
}

const keep = ({ id, person, url, album, inForm, name, blob }) =>
  stored("readwrite", (store) => store.put({ id, person, url, album, inForm, name, blob }));
const forget = (id) => stored("readwrite", (store) => store.delete(id));
const kept = () => stored("readonly", (store) => store.getAll());

/* ── The page ── */

const albumOf = (field) => field.querySelector("[data-album]").value;
const urlOf = (field) => field.closest("[data-photos-url]").dataset.photosUrl;
const personHere = () => document.querySelector("[data-photos-url]")?.dataset.person;
const listOf = (field) => field.querySelector("[data-photo-list]");

function fieldFor(url, album) {
  const fields = [...document.querySelectorAll("[data-photo-field]")];
  return fields.find((field) => urlOf(field) === url && albumOf(field) === album);
}

function waitingItem(name) {
  const item = document.createElement("li"), bar = document.createElement("progress"), words = document.createElement("span");
  item.className = "photo photo--waiting";
  bar.max = 1;
  bar.setAttribute("aria-label", `Sending ${name}`);
  words.className = "photo__words";
  words.setAttribute("role", "status");
  words.textContent = "Sending";
  item.append(bar, words);
  return item;
}

function complain(field, text) {
  const box = document.createElement("div");
  box.className = "field__error";
  box.setAttribute("role", "alert");
  box.textContent = text;
  if (field) field.querySelector("[data-photo-errors]").append(box);
  else tell(text, "error");
}

const tell = (text, tone) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));

function show(list, html, before = null) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const item of [...holder.content.children]) {
    if (list.querySelector(`[data-photo="${item.dataset.photo}"]`)) continue;
    list.insertBefore(item, before);
    window.htmx?.process(item);
  }
}

/* ── On its way ── */

async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // the site may know it, or says what it is
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas"), drawing = canvas.getContext("2d");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY))) ?? file;
}

function post(entry, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(), data = new FormData();
    data.set("photo", entry.blob, entry.name);
    data.set("album", entry.album);
    if (entry.inForm) data.set("in_form", "1");
    request.open("POST", entry.url);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf-token"]')?.content ?? "");
    request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
    request.addEventListener("loadend", () => resolve(request));
    request.send(data);
  });
}

/* Whether the site has said its last word about it; anything else (no connection, a restart, signed out) is tried again. */
function isAnswered(request, entry) {
  const isOurs = new URL(request.responseURL || "/", location.href).pathname === entry.url;
  const isPlain = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  return isOurs && (request.status === 200 || (isPlain && request.status < 500) || [404, 413].includes(request.status));
}

function sentence(request, entry) {
  if (request.status === 413) return `${entry.name} is larger than the site takes.`;
  return request.status === 404 ? "This work order is not there any more." : request.responseText;
}

async function send(entry) {
  const field = fieldFor(entry.url, entry.album);
  const item = entry.item ?? waitingItem(entry.name);
  if (field && !item.isConnected) listOf(field).append(item);
  const request = await post(entry, (part) => (item.querySelector("progress").value = part));
  if (!isAnswered(request, entry)) {
    item.querySelector("progress").removeAttribute("value");
    item.querySelector(".photo__words").textContent = "No connection: it is kept here and sent later.";
    entry.item = item;
    return false;
  }
  await forget(entry.id);
  waiting.delete(entry.id);
  if (request.status !== 200) complain(field, sentence(request, entry));
  else if (field) show(listOf(field), request.responseText, item.isConnected ? item : null);
  else tell(`${entry.name}, which waited here, is sent now.`, "success");
  item.remove();
  return true;
}

const waiting = new Map();
let line = Promise.resolve();

/* One after the other: a hall's connection is narrow, and a photo that is there is worth more than two halves. */
function queue(entry) {
  waiting.set(entry.id, entry);
  line = line.then(() => (waiting.has(entry.id) ? send(entry) : true)).catch(() => false);
  return line;
}

async function take(field, file) {
  const item = waitingItem(file.name);
  listOf(field).append(item);
  const inForm = field.hasAttribute("data-in-form");
  const entry = { id: newKey(), person: personHere(), url: urlOf(field), album: albumOf(field), inForm, name: file.name, item };
  entry.blob = await smaller(file);
  await keep(entry);
  return queue(entry);
}

function watched(promise) {
  busy.add(promise);
  promise.finally(() => busy.delete(promise));
}

async function goOn() {
  const hers = (await kept()).filter((entry) => entry.person === personHere());
  for (const entry of hers) if (!waiting.has(entry.id)) waiting.set(entry.id, entry);
  for (const entry of waiting.values()) watched(queue(entry));
}

document.addEventListener("change", (event) => {
  const input = event.target.closest("[data-photo-field] input[type=file]");
  if (!input) return;
  const field = input.closest("[data-photo-field]");
  field.querySelector("[data-photo-errors]").replaceChildren();
  for (const file of input.files) watched(take(field, file));
  input.value = "";
});

/* A form waits for its photos, but not for a connection: what is kept is sent later, into the same album. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !busy.size || !form.matches("[data-photos-url]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  Promise.allSettled([...busy]).then(() => form.requestSubmit(submitter));
}, true);

/* Counts that came back after a reload bring their photos along. */
async function bringBack() {
  const form = document.querySelector("form[data-receiving][data-restored]");
  if (!form) return;
  const url = form.dataset.photosUrl;
  const answer = await fetch(`${url}?in_form=1`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || new URL(answer.url).pathname !== url) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  for (const item of holder.content.querySelectorAll("[data-photo]")) {
    const field = fieldFor(url, item.dataset.album);
    if (field) show(listOf(field), item.outerHTML);
  }
}

document.documentElement.classList.add("sends-photos");
addEventListener("online", goOn);
setInterval(() => { if (waiting.size && !busy.size) goOn(); }, TRY_AGAIN);
bringBack().finally(goOn);

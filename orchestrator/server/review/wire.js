"use strict";

// -- who answers: the host that shows this page (MCP Apps, SEP-1865), or the command that serves it on this computer

const hosted = window.parent !== window;
const waiting = new Map(); // of the host's answers, by request id
const MOST_HEIGHT = 800; // of the frame, in pixels: what is said at its foot has to be in sight
let requests = 0;
let informs = false; // whether the host passes on to the model what was done here

function request(method, params) {
  const message = { jsonrpc: "2.0", id: ++requests, method, params };
  return hosted ? overHost(message) : overFetch(message);
}

function overHost(message) {
  window.parent.postMessage(message, "*");
  return new Promise((resolve, reject) => waiting.set(message.id, { resolve, reject }));
}

async function overFetch(message) {
  let answer;
  try {
    answer = await fetch(location.pathname, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(message),
    });
  } catch {
    throw new Error("Nothing answers any more: start `syllabus-orchestrator review` again.");
  }
  if (!answer.ok) throw new Error(`This page was refused (${answer.status}): open the address that the command printed.`);
  return resultOf(await answer.json());
}

function resultOf(message) {
  if (message.error) throw new Error(message.error.message);
  return message.result;
}

function notify(method, params = {}) {
  if (hosted) window.parent.postMessage({ jsonrpc: "2.0", method, params }, "*");
}

function heard(event) {
  if (event.source !== window.parent || event.data?.jsonrpc !== "2.0") return;
  const { id, method, params } = event.data;
  if (method === undefined) {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    try { resolve?.(resultOf(event.data)); } catch (error) { reject(error); }
  } else if (method === "ui/notifications/tool-result") {
    if (!review && params?.structuredContent?.items) show(params.structuredContent);
  } else if (method === "ui/notifications/host-context-changed") {
    dress(params);
  } else if (id !== undefined) { // a ping, or the page is to be closed: nothing here need be saved
    window.parent.postMessage({ jsonrpc: "2.0", id, result: {} }, "*");
  }
}

async function begin() {
  if (hosted) {
    window.addEventListener("message", heard);
    const { hostContext, hostCapabilities } = await request("ui/initialize", {
      protocolVersion: "2026-01-26", appInfo: { name: "semester-review", version: "1" }, appCapabilities: {},
    });
    dress(hostContext ?? {});
    informs = Boolean(hostCapabilities?.updateModelContext);
    notify("ui/notifications/initialized");
    new ResizeObserver(() => {
      const { width, height } = document.documentElement.getBoundingClientRect();
      notify("ui/notifications/size-changed", { width: Math.ceil(width), height: Math.min(Math.ceil(height), MOST_HEIGHT) });
    }).observe(document.body);
  }
  await refresh();
}

function dress({ theme, styles }) {
  if (theme) document.documentElement.dataset.theme = theme;
  const font = styles?.variables?.["--font-sans"];
  if (font) document.documentElement.style.setProperty("--font-sans", font);
}

// -- tools

async function answer(name, args) {
  const result = await request("tools/call", { name, arguments: args });
  const said = (result.content ?? []).filter((each) => each.type === "text").map((each) => each.text).join("\n");
  if (result.isError) throw new Error(said);
  return result;
}

async function call(name, args = {}) {
  return (await answer(name, args)).structuredContent ?? {};
}

async function refresh() {
  show(await call("review_semester"));
}

let last = Promise.resolve(); // changes are made one after the other
let changes = 0;

const pending = new Set(); // ids of the items that a change is made of

// Make a change, then show what came of it; whether it went well. `items`: what it is made of.
function change(doing, done, tool, args, items = []) {
  if (items.some((item) => pending.has(item.id))) return last;
  items.forEach((item) => pending.add(item.id));
  say(`${doing} …`);
  redraw();
  last = last.then(async () => {
    document.body.setAttribute("aria-busy", "true");
    try {
      const result = await call(tool, args);
      let { run } = result;
      while (run?.state === "running") {
        await new Promise((later) => setTimeout(later, 1000));
        run = await call("run_status", { run: run.run });
      }
      if (run && run.state !== "done") throw new Error(run.failures[0] ?? run.left);
      changes += tool === "undo_change" ? -1 : 1;
      items.forEach((item) => { pending.delete(item.id); chosen.delete(item.id); });
      if (items.some((item) => editing?.key.startsWith(`${item.id} `))) editing = null;
      await refresh();
      const now = items.length === 1 ? name(result.items?.[0] ?? items[0]) : count(items.length, "item");
      const said = items.length ? `${done}: ${now}` : result.done ?? done;
      say(said);
      inform(said);
      return true;
    } catch (error) {
      items.forEach((item) => pending.delete(item.id));
      redraw();
      complain(error);
      return false;
    } finally {
      document.body.removeAttribute("aria-busy");
    }
  });
  return last;
}

const informed = [];

function inform(said) {
  if (!informs) return;
  informed.push(said);
  const text = `The student has done this on the review page:\n${informed.join("\n")}`;
  request("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {}); // only a courtesy
}

let fading;

function say(text) {
  $("fault").textContent = "";
  $("status").textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => { $("status").textContent = ""; }, 10_000); // it lies over what is below
}

function complain(error) {
  $("status").textContent = "";
  $("fault").textContent = error.message;
}

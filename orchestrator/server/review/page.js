// -- what is shown. Words of a document only ever become text, never markup.

const $ = (id) => document.getElementById(id);
const CATEGORIES = [
  "exam", "quiz", "homework", "lab", "project", "presentation", "paper", "discussion", "participation", "reading",
  "admin", "other",
];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HUES = [212, 12, 145, 285, 38, 185, 330, 95, 255, 60];
const chosen = new Set(); // ids of the uncertain items that are ticked
const texts = new Map(); // of documents that were asked for, by course
const pictures = new Map(); // of pages that were asked for, by item
const unfolded = new Set(); // what is shown of items: `ID term` its evidence in the term, `ID text`, `ID page`
const scrolled = new Map(); // where what is unfolded was scrolled to, by the same names
let review = null;
let editing = null; // the form that is open, with what it corrects; redrawing leaves what is typed in it

function make(tag, properties = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...inside.filter((each) => each !== null && each !== ""));
  return element;
}

function button(text, about, act, look = "") {
  return make("button", { type: "button", className: look, onclick: act, "aria-label": `${text}: ${about}` }, text);
}

// Draw all of it anew. The keyboard stays where it was; where that is gone, it goes to what is to be checked next.
function show(found) {
  const active = document.activeElement;
  const list = active.closest("#cards, #weeks, #decisions");
  const place = [...$("cards").children].indexOf(active.closest("#cards > li"));
  const label = active.getAttribute("aria-label");
  draw(found);
  if (active === document.activeElement || active === document.body) return;
  const same = active.isConnected && !active.hidden ? active
    : list && label && list.querySelector(`:enabled[aria-label="${CSS.escape(label)}"]`);
  if (same) same.focus({ preventScroll: true });
  else focusCard(Math.max(place, 0));
}

function draw(found) {
  review = found;
  const unsure = review.items.filter((item) => !item.sure);
  $("term").textContent = review.term || "Your semester";
  $("counts").textContent = `${count(review.courses.length, "course")} · ${count(review.items.length, "dated item")} · ` +
    (unsure.length ? `${unsure.length} to check` : "nothing left to check");
  $("undo").hidden = changes < 1;
  showDecisions();
  showCards(unsure);
  showCourses();
  showWeeks();
  const notes = [...review.unread.map((each) => `Not read: ${each}`), ...review.conflicts, ...review.warnings];
  $("notes").hidden = !notes.length;
  $("said").replaceChildren(...notes.map((each) => make("li", {}, each)));
}

function showDecisions() {
  $("asked").hidden = !review.decisions.length;
  $("decisions").replaceChildren(...review.decisions.map((decision) => {
    const id = `decision-${review.decisions.indexOf(decision)}`;
    return make("li", {},
      make("div", { id }, make("b", {}, `${decision.about}: `), decision.question),
      decision.argument ? answers(decision, id) : make("p", { className: "soft" }, decision.answer_with));
  }));
}

function answers(decision, id) {
  const decide = (choice) => {
    const { argument, course } = decision;
    const value = argument === "sections" ? [...decision.chosen, choice].join(",") : choice;
    const args = argument === "timezone" ? { timezone: value } : { [argument]: { [course]: value } };
    change("Setting up again", "The semester is set up again.", "set_up_semester", args);
  };
  if (decision.choices.length) {
    return make("div", { className: "row choices", role: "group", "aria-labelledby": id },
      ...decision.choices.map((choice) => make("button", { type: "button", onclick: () => decide(choice) }, choice)));
  }
  const field = make("input", { required: true, maxLength: 40, "aria-labelledby": id });
  const submit = (event) => { event.preventDefault(); decide(field.value.trim()); };
  return make("div", { className: "choices" },
    make("form", { onsubmit: submit }, field, make("button", { className: "main" }, "Answer")));
}

function showCards(unsure) {
  $("check").hidden = false;
  $("check").classList.toggle("open", unsure.length > 0);
  $("check-title").textContent = unsure.length ? `${unsure.length} to check` : "Nothing is left to check";
  $("check-how").hidden = !unsure.length;
  $("bulk").hidden = unsure.length < 2;
  $("cards").replaceChildren(...unsure.map(card));
  showChosen();
}

function card(item) {
  const tick = make("input", {
    type: "checkbox", checked: chosen.has(item.id), "aria-label": `Select ${name(item)}`,
    onchange: (event) => { event.target.checked ? chosen.add(item.id) : chosen.delete(item.id); showChosen(); },
  });
  const put = (args, doing, done) => change(doing, done, "correct_item", { ids: [item.id], ...args }, [item]);
  const opened = editing?.key === `${item.id} card` ? editing.form : "";
  const acts = [
    button("Accept", name(item), () => put({ accept: true }, "Accepting", "Accepted"), "main"),
    button("Correct …", name(item), () => openForm(item, `${item.id} card`)),
    button("Not an assignment", name(item), () => put({ reject: true }, "Taking it out", "Taken out")),
  ];
  acts.forEach((each) => { each.disabled = pending.has(item.id); });
  return make("li", { className: "card" },
    make("div", { className: "read" },
      make("span", { className: "tick" }, tick),
      make("h3", {}, course(item), ` ${item.title}`),
      make("p", { className: "when" }, when(item)),
      make("p", { className: "soft" }, facts(item))),
    evidenceOf(item),
    opened || make("div", { className: "acts row" }, ...acts));
}

function evidenceOf(item) {
  const box = make("div", { className: "evidence" });
  if (!item.quote) {
    box.append(make("span", { className: "soft" }, `Added by hand in the corrections of ${item.file}`));
    return box;
  }
  const place = `${item.file}${item.page ? `, page ${item.page}` : ""}`;
  const toggle = (words, what) => {
    const link = button(words, name(item), () => unfold(item, what), "link");
    link.setAttribute("aria-expanded", String(unfolded.has(`${item.id} ${what}`)));
    return link;
  };
  box.append(make("blockquote", {}, `“${item.quote}”`),
    make("footer", {}, `${place} · `, item.page ? toggle("See the page", "page") : "", toggle("Read the text", "text")));
  if (unfolded.has(`${item.id} page`)) box.append(pictureOf(item, pictures.get(item.id)));
  if (unfolded.has(`${item.id} text`)) box.append(textWith(item, texts.get(item.course)));
  return box;
}

async function unfold(item, what) {
  const key = `${item.id} ${what}`;
  if (!unfolded.delete(key)) {
    try {
      await (what === "page" ? fetchPicture(item) : fetchText(item));
    } catch (error) {
      return complain(error);
    }
    unfolded.add(key);
  }
  redraw();
}

async function fetchText(item) {
  if (texts.has(item.course)) return;
  const { contents } = await request("resources/read", { uri: `syllabus://${encodeURIComponent(item.course)}` });
  texts.set(item.course, contents[0].text);
}

async function fetchPicture(item) {
  if (pictures.has(item.id)) return;
  const { content, structuredContent } = await answer("show_evidence", { id: item.id });
  const { data, mimeType } = content.find((each) => each.type === "image");
  const image = make("img", { src: `data:${mimeType};base64,${data}` });
  await image.decode();
  pictures.set(item.id, { image, ...structuredContent });
}

// A part of the page that shows the quote in its middle, or what it was scrolled to before all was drawn anew.
function scrollable(key, className, properties, ...inside) {
  const box = make("div", { className, tabIndex: 0, role: "region", ...properties }, ...inside);
  box.onscroll = () => { if (box.isConnected) scrolled.set(key, [box.scrollLeft, box.scrollTop]); };
  queueMicrotask(() => {
    const mark = box.querySelector("mark, b");
    const middle = mark && [
      mark.offsetLeft - (box.clientWidth - mark.offsetWidth) / 2, mark.offsetTop - (box.clientHeight - mark.offsetHeight) / 2,
    ];
    [box.scrollLeft, box.scrollTop] = scrolled.get(key) ?? middle ?? [0, 0];
  });
  return box;
}

function pictureOf(item, { image, pages, place }) {
  image.alt = `Page ${item.page} of ${item.file}${place ? ", with the place marked that says" : ", which says"} “${item.quote}”`;
  const sheet = make("div", { className: "sheet" }, image);
  if (place) {
    const mark = make("b", { "aria-hidden": "true" });
    for (const side of ["left", "top", "width", "height"]) mark.style[side] = `${place[side]}%`;
    sheet.append(mark);
  }
  const label = `Page ${item.page} of ${pages} of ${item.file}, as a picture`;
  return scrollable(`${item.id} page`, "page picture", { "aria-label": label }, sheet);
}

function textWith(item, text) {
  const pages = text.split(/^(?=\[page \d+\]$)/m);
  const here = pages.find((each) => each.startsWith(`[page ${item.page}]`)) ?? text;
  const quote = item.quote.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const found = new RegExp(quote).exec(here);
  const words = found
    ? [here.slice(0, found.index), make("mark", {}, found[0]), here.slice(found.index + found[0].length)] : [here];
  return scrollable(`${item.id} text`, "page", { "aria-label": `${item.file} as text` }, ...words);
}

function form(item) {
  const cancel = () => closeForm(item);
  const title = make("input", { value: item.title, required: true, maxLength: 200 });
  const date = make("input", { type: "date", value: item.date, required: true });
  const time = make("input", { type: "time", value: item.time ?? "" });
  const category = make("select", {}, ...CATEGORIES.map((each) => make("option", { selected: each === item.category }, each)));
  const submit = (event) => {
    event.preventDefault();
    const right = {};
    if (title.value.trim() !== item.title) right.title = title.value.trim();
    if (date.value !== item.date) right.date = date.value;
    if (time.value !== (item.time ?? "")) right.time = time.value || "none";
    if (category.value !== item.category) right.category = category.value;
    if (Object.keys(right).length) return change("Saving", "Corrected", "correct_item", { ids: [item.id], ...right }, [item]);
    cancel();
    say("Nothing was changed. Accept says that it is right as it stands.");
  };
  const escape = (event) => { if (event.key === "Escape") cancel(); };
  return make("form", { onsubmit: submit, onkeydown: escape, "aria-label": `Correct ${name(item)}` },
    make("label", { className: "wide" }, "Title", title),
    make("label", {}, "Date", date),
    make("label", {}, "Time, if any", time),
    make("label", {}, "Kind", category),
    make("div", { className: "row" },
      make("button", { className: "main" }, "Save"), make("button", { type: "button", onclick: cancel }, "Cancel")));
}

function openForm(item, key) {
  editing = { key, form: form(item) };
  redraw();
  editing.form.querySelector("[type=date]").focus();
}

function closeForm(item) {
  const list = editing.key.endsWith("card") ? "cards" : "weeks";
  editing = null;
  redraw();
  $(list).querySelector(`[aria-label="${CSS.escape(`Correct …: ${name(item)}`)}"]`)?.focus();
}

function showChosen() {
  const unsure = review.items.filter((item) => !item.sure);
  $("accept-selected").disabled = !chosen.size;
  $("accept-selected").textContent = chosen.size ? `Accept ${chosen.size} selected` : "Accept selected";
  $("all").checked = chosen.size > 0 && chosen.size === unsure.length;
  $("all").indeterminate = chosen.size > 0 && chosen.size < unsure.length;
}

function focusCard(place) {
  const open = [...document.querySelectorAll("#cards > li")].filter((each) => each.querySelector("button.main:enabled"));
  const next = open[Math.min(place, open.length - 1)];
  (next?.querySelector("button.main") ?? $("check-title")).focus();
}

function showCourses() {
  const before = $("course").value;
  const names = review.courses.map((each) => each.course);
  $("course").replaceChildren(make("option", { value: "" }, "All courses"),
    ...names.map((each) => make("option", { value: each, selected: each === before }, each)));
}

function showWeeks() {
  const only = $("course").value;
  const shown = review.items.filter((item) => (!only || item.course === only) && !($("open-only").checked && item.done));
  $("whole").hidden = !review.items.length;
  const weeks = new Map();
  for (const item of shown) {
    const monday = mondayOf(item.date);
    weeks.set(monday, [...(weeks.get(monday) ?? []), item]);
  }
  $("weeks").replaceChildren(...[...weeks].map(([monday, items]) => make("div", { className: "week" },
    make("h3", {}, `Week of ${day(monday)}`), make("ul", {}, ...items.map(work)))));
}

function work(item) {
  const tick = make("input", {
    type: "checkbox", checked: item.done, "aria-label": `Done: ${name(item)}`,
    onchange: () => {
      const done = tick.checked;
      change("Saving", done ? "Done" : "Open again", "complete_item", { ids: [item.id], done }, [item]);
    },
  });
  const key = `${item.id} term`;
  const unfoldHere = () => {
    if (!unfolded.delete(key)) unfolded.add(key);
    redraw();
  };
  const where = button("Evidence", name(item), unfoldHere, "link");
  where.setAttribute("aria-expanded", String(unfolded.has(key)));
  return make("li", { className: item.done ? "work done" : "work" },
    make("span", { className: "tick" }, tick),
    make("span", { className: "date" }, when(item)),
    course(item),
    make("span", { className: "what" },
      make("span", { className: "title" }, item.title), make("span", { className: "soft" }, ` ${facts(item, false)} `),
      item.sure ? "" : make("span", { className: "badge" }, "to check")),
    make("span", { className: "edit row" }, where, button("Correct …", name(item), () => openForm(item, key), "link")),
    unfolded.has(key) ? evidenceOf(item) : "",
    editing?.key === key ? editing.form : "");
}

function redraw() {
  if (review) show(review);
}

// -- words

const name = (item) => `${item.course} ${item.title}, ${when(item)}`;
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const atNoon = (date) => new Date(`${date}T12:00:00Z`);

function day(date) {
  const moment = atNoon(date);
  return `${DAYS[moment.getUTCDay()]} ${moment.getUTCDate()} ${MONTHS[moment.getUTCMonth()]}`;
}

function when(item) {
  return day(item.date) + (item.time ? `, ${item.time}` : "");
}

function mondayOf(date) {
  const moment = atNoon(date);
  moment.setUTCDate(moment.getUTCDate() - (moment.getUTCDay() + 6) % 7);
  return moment.toISOString().slice(0, 10);
}

function course(item) {
  const label = make("span", { className: "course" }, item.course);
  const place = review.courses.findIndex((each) => each.course === item.course);
  label.style.setProperty("--h", HUES[place % HUES.length]);
  return label;
}

function facts(item, doubt = true) {
  const weight = item.weight ? `${+item.weight.toFixed(1)} % of the grade` : "";
  const sure = doubt ? `${Math.round(item.confidence * 100)} % sure` : "";
  return [item.category, weight, item.moved ? "moved by you" : "", sure].filter(Boolean).join(" · ");
}

$("undo").addEventListener("click", () => change("Undoing", "Undone", "undo_change", {}));
$("course").addEventListener("change", showWeeks);
$("open-only").addEventListener("change", showWeeks);
$("all").addEventListener("change", (event) => {
  const unsure = review.items.filter((item) => !item.sure).map((item) => item.id);
  chosen.clear();
  if (event.target.checked) unsure.forEach((id) => chosen.add(id));
  showCards(review.items.filter((item) => !item.sure));
});
$("accept-selected").addEventListener("click", () => {
  const items = review.items.filter((item) => chosen.has(item.id));
  change("Accepting", "Accepted", "correct_item", { ids: [...chosen], accept: true }, items);
});
begin().catch(complain);

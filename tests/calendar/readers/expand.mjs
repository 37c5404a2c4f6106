// The occurrences of a calendar file between two instants, as ical.js and as node-ical see them:
// node expand.mjs FILE FROM TO → {"ical.js": [[uid, start, end], …], "node-ical": […]}, instants in UTC, dates as dates.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const [file, from, to] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const [begins, ends] = [new Date(from), new Date(to)];

function byIcalJs() {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const components = calendar.getAllSubcomponents("vevent");
  const differs = (component) => component.hasProperty("recurrence-id");
  const uid = (component) => component.getFirstPropertyValue("uid");
  const shown = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
  const found = [];
  for (const component of components.filter((each) => !differs(each))) {
    const exceptions = components.filter((each) => differs(each) && uid(each) === uid(component));
    const event = new ICAL.Event(component, { exceptions });
    if (!event.isRecurring()) {
      found.push([event.uid, shown(event.startDate), shown(event.endDate)]);
      continue;
    }
    const iterator = event.iterator();
    for (let time = iterator.next(); time && time.toJSDate() < ends; time = iterator.next()) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(time);
      if (item.component.getFirstPropertyValue("status") !== "CANCELLED")
        found.push([event.uid, shown(startDate), shown(endDate)]);
    }
  }
  return found;
}

function byNodeIcal() {
  const day = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const found = [];
  for (const event of Object.values(ical.sync.parseICS(text)).filter((each) => each.type === "VEVENT")) {
    for (const each of ical.expandRecurringEvent(event, { from: begins, to: ends, expandOngoing: true })) {
      const shown = (date) => (each.isFullDay ? day(date) : date.toISOString());
      if ((each.event.status ?? "") !== "CANCELLED") found.push([event.uid, shown(each.start), shown(each.end)]);
    }
  }
  return found;
}

console.log(JSON.stringify({ "ical.js": byIcalJs(), "node-ical": byNodeIcal() }));

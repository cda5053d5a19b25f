// The last reloads, and what each changed.

import { get } from "./api.js";
import { $, badge, h } from "./dom.js";
import { count, time, withPort } from "./format.js";

const MOST = 60;

export class Reloads {
  #known;
  #loading = false;

  constructor(live, report) {
    this.live = live;
    this.report = report;
    live.addEventListener("frame", () => {
      if (!$("view-reloads").hidden) this.shown();
    });
  }

  async shown() {
    const last = this.live.frame?.lastReload ?? null;
    if (this.#loading || this.#known === last) return;
    this.#loading = true;
    try {
      const { reloads } = await get("/api/reloads");
      this.#known = last;
      const list = $("reloads-list");
      list.replaceChildren(...reloads.map(entry));
      if (reloads.length === 0) list.append(h("li", { class: "none" }, "None since the start. A changed file, SIGHUP, or penstock reload makes one."));
    } catch (e) {
      this.report(e);
    } finally {
      this.#loading = false;
    }
  }
}

function entry(reload) {
  const changes = reload.changes ?? [];
  const closed = Object.entries(reload.closedConnections ?? {});
  const says = [
    ...changes.map((each) => h("li", {}, badge(each.change), ` ${each.kind.replaceAll("_", " ")} `, h("code", {}, each.name))),
    ...(reload.opened ?? []).map((each) => h("li", {}, badge("opened"), " ", h("code", {}, withPort(each.address, each.ports.join(", "))))),
    ...(reload.released ?? []).map((each) => h("li", {}, badge("released"), " ", h("code", {}, withPort(each.address, each.ports.join(", "))))),
    ...closed.map(([reason, n]) => h("li", {}, badge("closed"), ` ${count(n)} connection${n === 1 ? "" : "s"}: ${reason.replaceAll("_", " ")}`)),
    ...[...(reload.problems ?? []), ...(reload.reasons ?? [])].map((text) => h("li", { class: "wrong" }, text)),
    ...(reload.warnings ?? []).map((text) => h("li", { class: "faint" }, `warning: ${text}`)),
  ];
  const more = says.length - MOST;
  return h("li", { class: "card" },
    h("h3", {}, badge(reload.outcome), ` revision ${count(reload.revision)} `, h("small", { class: "faint" }, h("time", { datetime: reload.at, title: reload.at }, time(reload.at)), `, by ${BY[reload.trigger] ?? reload.trigger}`)),
    says.length ? h("ul", {}, ...says.slice(0, MOST), more > 0 ? h("li", { class: "faint" }, `and ${count(more)} more; /api/reloads has them all`) : null) : h("p", { class: "faint" }, "Nothing to change."));
}

const BY = { file: "a changed file", signal: "SIGHUP", request: "a request", host: "the host’s addresses" };

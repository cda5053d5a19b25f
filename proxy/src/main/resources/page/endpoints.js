// The table of endpoints. It holds a page of rows at a time, so it is as quick with thousands.

import { get } from "./api.js";
import { Chart } from "./chart.js";
import { $, badge, chevron, copyable, h, pager, settled, svg, write } from "./dom.js";
import { bytes, command, count, rate, withPort } from "./format.js";

const SIZE = 25;
const DETAIL_MILLIS = 2000;
const BAD = new Set(["unreachable", "unhealthy", "unresolved", "denied"]);
const LIVE_SORTS = new Set(["health", "active", "opened", "bytes"]);

const ORDERS = {
  name: (a, b) => a.label.localeCompare(b.label),
  resource: (a, b) => a.resourceLabel.localeCompare(b.resourceLabel) || ORDERS.name(a, b),
  health: (a, b) => worse(b) - worse(a) || ORDERS.name(a, b),
  active: (a, b) => a.numbers.active - b.numbers.active || ORDERS.name(b, a),
  opened: (a, b) => a.numbers.rates.opened - b.numbers.rates.opened || ORDERS.name(b, a),
  bytes: (a, b) => a.numbers.bytes - b.numbers.bytes || ORDERS.name(b, a),
};
const worse = (item) => (BAD.has(item.numbers.health) ? 2 : item.numbers.health === "unknown" ? 1 : 0);

export class Endpoints {
  #items = [];
  #shown = [];
  #rows = [];
  #offset = 0;
  #sort = "name";
  #down = false;
  #open = new Set();
  #body = $("endpoints-table").tBodies[0];
  #live;
  #loaded = -1;
  #loading = false;

  /** on: what a row's buttons do, and who is told of a trouble: {connections(item), explain(item), trouble(error)}. */
  constructor(live, on) {
    this.#live = live;
    this.on = on;
    const again = settled(() => this.#select(0));
    $("endpoints-text").addEventListener("input", again);
    $("endpoints-health").addEventListener("change", () => this.#select(0));
    $("endpoints-form").addEventListener("submit", (e) => e.preventDefault());
    for (const head of document.querySelectorAll("#endpoints-table [data-sort]")) this.#sortable(head);
    live.addEventListener("generation", () => this.load());
    live.addEventListener("frame", () => this.#frame());
    setInterval(() => this.#refreshDetails(), DETAIL_MILLIS);
  }

  get items() {
    return this.#items;
  }

  /** Reads names and all else that only a reload changes; once at a time, and again if it was outdated meanwhile. */
  async load() {
    if (this.#loading) return;
    this.#loading = true;
    try {
      while (this.#loaded !== this.#live.generation) {
        const generation = this.#live.generation;
        const told = await get("/api/endpoints");
        if (told.revision !== this.#live.frame.revision) {
          await new Promise((done) => setTimeout(done, 1000)); // one of the two is about to follow the other
          continue;
        }
        this.#loaded = generation;
        this.#items = told.endpoints.map((each, row) => new Item(each, row, this.#live));
        this.#select(this.#offset);
        dispatchEvent(new CustomEvent("endpoints", { detail: this.#items }));
      }
    } catch (e) {
      this.on.trouble(e);
      setTimeout(() => this.load(), 3000);
    } finally {
      this.#loading = false;
    }
  }

  #sortable(head) {
    const name = head.dataset.sort;
    const button = h("button", { type: "button", class: "sort" }, head.textContent);
    button.addEventListener("click", () => {
      this.#down = this.#sort === name ? !this.#down : head.classList.contains("num");
      this.#sort = name;
      this.#select(0);
    });
    head.replaceChildren(button);
  }

  #select(offset) {
    const words = $("endpoints-text").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const health = $("endpoints-health").value;
    this.#shown = this.#items.filter((item) => words.every((word) => item.hay.includes(word)) && item.is(health));
    this.#order();
    this.#offset = Math.min(offset, Math.max(0, Math.ceil(this.#shown.length / SIZE) - 1) * SIZE);
    for (const head of document.querySelectorAll("#endpoints-table [data-sort]")) {
      const sorted = head.dataset.sort === this.#sort;
      if (sorted) head.setAttribute("aria-sort", this.#down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    this.#draw();
  }

  #order() {
    const order = ORDERS[this.#sort];
    this.#shown.sort(this.#down ? (a, b) => order(b, a) : order);
  }

  #draw() {
    const page = this.#shown.slice(this.#offset, this.#offset + SIZE);
    this.#rows = page.map((item) => new Row(item, this));
    const lines = this.#rows.flatMap((row) => row.elements);
    if (lines.length === 0) {
      const why = this.#items.length === 0 ? "There is no endpoint." : "No endpoint matches.";
      lines.push(h("tr", {}, h("td", { colspan: 9, class: "none" }, why)));
    }
    this.#body.replaceChildren(...lines);
    pager($("endpoints-pager"), { offset: this.#offset, size: SIZE, total: this.#shown.length }, (to) => {
      this.#offset = to;
      this.#draw();
    });
  }

  /** New numbers. Rows change places only while nobody points at one or has the keyboard in one. */
  #frame() {
    if ($("view-endpoints").hidden) return;
    if (LIVE_SORTS.has(this.#sort) && !this.#body.matches(":hover, :focus-within")) {
      const before = this.#shown.slice(this.#offset, this.#offset + SIZE);
      this.#order();
      if (before.some((item, i) => this.#shown[this.#offset + i] !== item)) {
        this.#draw();
        return;
      }
    }
    for (const row of this.#rows) row.update();
  }

  isOpen(item) {
    return this.#open.has(item.key);
  }

  setOpen(item, open) {
    if (open) this.#open.add(item.key);
    else this.#open.delete(item.key);
  }

  #refreshDetails() {
    if (document.hidden || $("view-endpoints").hidden) return;
    for (const row of this.#rows) row.refresh();
  }
}

/** One endpoint and what is known of it; of an endpoint on a group, one for each child. */
class Item {
  #live;
  #row;

  constructor(told, row, live) {
    this.#live = live;
    this.#row = row;
    this.told = told;
    this.key = `${told.id}/${told.resource.id}`;
    this.name = told.dnsNames[0] ?? null;
    this.label = told.name;
    this.resourceLabel = told.resource.name;
    const parts = [
      told.owner, told.name, told.id, told.resource.name, told.resource.target, told.resource.id, told.gateway.name,
      ...told.dnsNames, ...told.privateDnsNames, ...told.addresses, ...told.ports,
      ...told.listening.map((l) => l.at), ...told.resource.addresses.map((a) => a.address),
    ];
    this.hay = parts.join(" ").toLowerCase();
  }

  get numbers() {
    return this.#live.rows[this.#row] ?? NOTHING_YET;
  }

  is(health) {
    switch (health) {
      case "bad":
        return BAD.has(this.numbers.health) || !this.told.shared;
      case "busy":
        return this.numbers.active > 0;
      default:
        return health === "" || this.numbers.health === health;
    }
  }
}

const NOTHING_YET = { active: 0, health: "unknown", rates: { opened: 0 }, bytes: 0, trails: null };

/** A row of the table, and the one under it that shows more. */
class Row {
  constructor(item, table) {
    this.item = item;
    this.table = table;
    const { told } = item;
    const where = told.listening.map((l) => l.at);
    this.toggle = h("button", {
      type: "button", class: "toggle", "aria-expanded": String(table.isOpen(item)), "aria-label": `Details of ${told.name}`,
      onclick: () => this.#toggle(),
    }, chevron());
    this.health = h("td", {});
    this.active = h("td", { class: "num" });
    this.opened = h("td", { class: "num" });
    this.bytes = h("td", { class: "num" });
    const chart = svg("svg", { class: "chart small", "aria-hidden": "true" });
    this.line = h("tr", {},
      h("td", { class: "narrow" }, this.toggle),
      h("th", { scope: "row" }, h("span", { class: "title" }, told.name), item.name ? copyable(item.name, `the name of ${told.name}`) : null),
      h("td", {}, some(where, 2), h("span", { class: "faint block" }, `port ${some(told.ports, 3)}`)),
      h("td", {}, told.resource.name, h("span", { class: "faint block" }, told.resource.target)),
      this.health, this.active, this.opened, this.bytes,
      h("td", { class: "spark" }, chart));
    const { trails } = item.numbers;
    this.chart = trails ? new Chart(chart, [trails.fromResources, trails.fromClients], 1000) : null;
    this.trails = trails;
    this.detail = h("tr", { class: "detail", hidden: !table.isOpen(item) }, h("td", { colspan: 9 }));
    if (table.isOpen(item)) this.#fill(told);
    this.update();
  }

  get elements() {
    return [this.line, this.detail];
  }

  update() {
    const { numbers, told } = this.item;
    const state = told.shared ? numbers.health : "not shared";
    if (this.state !== state) {
      this.state = state;
      this.health.replaceChildren(badge(state === "unknown" ? "not tried yet" : state, state));
    }
    write(this.active, count(numbers.active));
    write(this.opened, rate(numbers.rates.opened));
    write(this.bytes, bytes(numbers.bytes));
    this.chart?.draw();
    this.charts?.forEach((chart) => chart.draw());
  }

  #toggle() {
    const open = this.detail.hidden;
    this.detail.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    this.table.setOpen(this.item, open);
    if (open) {
      this.#fill(this.item.told);
      this.refresh();
    }
  }

  /** Asks how its addresses are now. */
  async refresh() {
    if (this.detail.hidden || !this.detail.isConnected) return;
    try {
      const told = await get("/api/endpoints", { id: this.item.told.id });
      const mine = told.endpoints.find((each) => each.resource.id === this.item.told.resource.id);
      if (mine) this.addresses.replaceChildren(...addresses(mine));
    } catch {
      // the stream tells that the appliance is gone
    }
  }

  #fill(told) {
    const { name } = this.item;
    const graphs = h("div", { class: "graphs" });
    this.charts = this.trails ? GRAPHS.map(([title, least, ...names]) => {
      const element = svg("svg", { class: "chart", "aria-hidden": "true" });
      graphs.append(h("figure", {}, h("figcaption", {}, title), element));
      return new Chart(element, names.map((each) => this.trails[each]), least);
    }) : [];
    this.addresses = h("div", {}, ...addresses(told));
    this.detail.firstChild.replaceChildren(h("div", { class: "more" },
      h("div", { class: "columns" },
        facts("For clients", [
          ["Names", told.dnsNames.map((each) => copyable(each, each))],
          ["Private names", told.privateDnsNames.map((each) => copyable(each, each))],
          ["Try it", name ? [copyable(command(name, told.ports), "the command")] : []],
          ["Listens on", told.listening.map((l) => h("span", { class: "block" }, `${withPort(l.at, told.ports.join(", "))} by ${words(l.by)}${l.leftOut.length ? `, without ${l.leftOut.join(", ")}` : ""}`))],
          ["Limits", limits(told)],
          ["Endpoint", [h("span", { class: "block" }, `${told.owner}/${told.name}`), h("code", {}, told.id)]],
        ]),
        facts("For the resource", [
          ["Resource", [h("span", { class: "block" }, `${told.resource.owner}/${told.resource.name}`), h("code", {}, told.resource.id)]],
          ["Target", [told.resource.target]],
          ["Gateway", [h("span", { class: "block" }, `${told.gateway.owner}/${told.gateway.name}`), h("code", {}, told.gateway.id)]],
          ["Asks", told.gateway.dnsServers.map((each) => h("span", { class: "block" }, each))],
          ["Addresses", [this.addresses]],
        ])),
      graphs,
      h("p", { class: "actions start" },
        h("button", { type: "button", class: "quiet", onclick: () => this.table.on.connections(this.item) }, "Show its connections"),
        h("button", { type: "button", class: "quiet", onclick: () => this.table.on.explain(this.item) }, "Explain a connection"))));
  }
}

const GRAPHS = [
  ["Open connections", 1, "active"],
  ["New and refused connections/s", 1, "opened", "refused"],
  ["Bytes/s to clients and to the resource", 1000, "fromResources", "fromClients"],
];

const words = (way) => (way === "SOCKET_LOOKUP" ? "socket lookup" : "a socket for each port");

const some = (texts, most) => texts.slice(0, most).join(", ") + (texts.length > most ? ` and ${texts.length - most} more` : "") || "none";

function facts(title, entries) {
  const there = entries.filter(([, values]) => values.length > 0);
  return h("div", {}, h("h3", {}, title), h("dl", { class: "facts-list" }, ...there.flatMap(([name, values]) => [h("dt", {}, name), h("dd", {}, ...values)])));
}

function limits(told) {
  return [
    told.maxConnections !== null && `${count(told.maxConnections)} connections`,
    told.maxConnectionsPerSecond !== null && `${count(told.maxConnectionsPerSecond)} new connections a second`,
    told.maxBytesPerSecond !== null && `${bytes(told.maxBytesPerSecond)}/s`,
  ].filter(Boolean).map((text) => h("span", { class: "block" }, text));
}

function addresses(told) {
  if (told.resource.addresses.length === 0) return [h("span", { class: "faint" }, "none known yet: they are looked up when a client comes")];
  return told.resource.addresses.map((each) =>
    h("p", { class: "address" }, h("code", {}, each.address), badge(each.health), h("span", { class: "faint" }, `${count(each.connections)} open`)));
}

// Living connections: the appliance filters, sorts and pages them, since there may be very many.

import { get, post } from "./api.js";
import { $, announce, badge, h, pager, settled, write } from "./dom.js";
import { bytes, duration } from "./format.js";

const SIZE = 50;
const MILLIS = 2000;

export class Connections {
  #offset = 0;
  #endpoint = null;
  #body = $("connections-table").tBodies[0];
  #rows = new Map();
  #asked = 0;
  #closing = null;

  constructor(report) {
    this.report = report;
    $("connections-text").addEventListener("input", settled(() => this.#from(0), 250));
    $("connections-sort").addEventListener("change", () => this.#from(0));
    $("connections-form").addEventListener("submit", (e) => e.preventDefault());
    $("close-cancel").addEventListener("click", () => $("close-dialog").close());
    $("close-form").addEventListener("submit", (e) => {
      e.preventDefault();
      this.#close();
    });
    setInterval(() => {
      const follows = $("connections-follow").checked && !$("close-dialog").open && !document.hidden;
      if (follows && !$("view-connections").hidden) this.load();
    }, MILLIS);
  }

  shown() {
    this.load();
  }

  /** Only those of one endpoint; null for all. */
  only(item) {
    this.#endpoint = item;
    const chip = $("connections-endpoint");
    chip.hidden = item === null;
    if (item !== null) {
      const all = h("button", { type: "button", class: "copy clear", "aria-label": `Show those of all endpoints, not only of ${item.label}`, onclick: () => this.only(null) }, "×");
      chip.replaceChildren(`of ${item.label} `, all);
    }
    this.#from(0);
  }

  #from(offset) {
    this.#offset = offset;
    this.load();
  }

  async load() {
    const mine = ++this.#asked;
    const [sort, order] = $("connections-sort").value.split(" ");
    try {
      const told = await get("/api/connections", {
        endpoint: this.#endpoint?.told.id,
        text: $("connections-text").value.trim(),
        sort,
        order,
        offset: this.#offset,
        limit: SIZE,
      });
      if (mine === this.#asked) this.#show(told);
    } catch (e) {
      if (e.status !== 503) this.report(e); // busy: the next time will do
    }
  }

  #show(told) {
    if (told.connections.length === 0 && this.#offset > 0 && told.matching <= this.#offset) {
      this.#from(0); // those of this page have ended
      return;
    }
    const rows = new Map(told.connections.map((each) => [each.id, this.#rows.get(each.id) ?? this.#row(each)]));
    told.connections.forEach((each) => rows.get(each.id).update(each));
    this.#rows = rows;
    this.#place([...rows.values()].map((row) => row.line));
    pager($("connections-pager"), { offset: this.#offset, size: SIZE, total: told.matching, last: told.reachable }, (to) => this.#from(to));
  }

  /** Moves rows only where they have to, so that the one with the keyboard in it keeps it. */
  #place(lines) {
    if (lines.length === 0) {
      this.#body.replaceChildren(h("tr", {}, h("td", { colspan: 9, class: "none" }, "No connection lives that matches.")));
      return;
    }
    const wanted = new Set(lines);
    for (const line of [...this.#body.rows]) if (!wanted.has(line)) line.remove();
    lines.forEach((line, i) => {
      if (this.#body.rows[i] !== line) this.#body.insertBefore(line, this.#body.rows[i] ?? null);
    });
  }

  #row(first) {
    const cell = (kind = "") => h("td", { class: kind });
    const [state, age, sent, received, resource] = [cell(), cell("num"), cell("num"), cell("num"), cell()];
    const close = h("button", { type: "button", class: "quiet small", "aria-label": `Close the connection of ${first.client}`, onclick: () => this.#ask(first.id) }, "Close…");
    const line = h("tr", {},
      h("th", { scope: "row" }, h("code", {}, first.client)),
      h("td", {}, first.endpoint, h("span", { class: "faint block" }, first.requestedName ?? first.destination)),
      resource, state, age, sent, received,
      h("td", {}, h("code", { class: "faint" }, first.id)),
      h("td", {}, close));
    const row = {
      line,
      told: first,
      update(told) {
        row.told = told;
        write(resource, told.resource);
        if (told.resourceAddress) resource.append(h("span", { class: "faint block" }, told.resourceAddress));
        if (state.dataset.is !== told.state) {
          state.dataset.is = told.state;
          state.replaceChildren(badge(told.state));
        }
        write(age, duration(told.ageMillis));
        write(sent, bytes(told.bytesFromClient));
        write(received, bytes(told.bytesFromResource));
      },
    };
    return row;
  }

  #ask(id) {
    const { told } = this.#rows.get(id);
    this.#closing = told;
    $("close-wrong").hidden = true;
    const facts = [["Client", told.client], ["Endpoint", told.endpoint], ["Resource", `${told.resource} ${told.resourceAddress ?? ""}`], ["Lives", duration(told.ageMillis)], ["Bytes", `${bytes(told.bytesFromClient)} from the client, ${bytes(told.bytesFromResource)} to it`], ["ID", told.id]];
    $("close-facts").replaceChildren(...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
    $("close-dialog").showModal();
    $("close-cancel").focus(); // the harmless one
  }

  async #close() {
    const { id, client } = this.#closing;
    try {
      await post("/api/connections/close", { id });
      $("close-dialog").close();
      announce(`Closed the connection of ${client}`);
    } catch (e) {
      if (e.status === 404) {
        $("close-dialog").close();
        announce("It had ended already");
      } else {
        write($("close-wrong"), e.message);
        $("close-wrong").hidden = false;
      }
    }
    this.load();
  }
}


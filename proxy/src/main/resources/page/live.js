// What goes on now: the frames of /api/live, made into rates and trails.

import { events, Problem } from "./api.js";
import { Trail } from "./chart.js";

const MINUTE = 60;
const TOTAL_SECONDS = 120;
const STALE_MILLIS = 6000;
const COUNTERS = ["opened", "refused", "fromClients", "fromResources"];

/** The numbers of one endpoint, or of all: counters, their rates a second, and trails of these. */
class Numbers {
  constructor(length) {
    this.active = 0;
    this.health = "unknown";
    this.counters = null; // unknown before the first frame
    this.rates = { opened: 0, refused: 0, fromClients: 0, fromResources: 0 };
    this.trails = {
      active: new Trail(length),
      opened: new Trail(length),
      refused: new Trail(length),
      fromClients: new Trail(length),
      fromResources: new Trail(length),
      bytes: new Trail(length),
    };
  }

  get bytes() {
    return this.rates.fromClients + this.rates.fromResources;
  }

  /** next: what a frame says; null where it says that nothing has changed. */
  move(next, seconds) {
    for (const name of COUNTERS) {
      const before = this.counters?.[name];
      const grown = next === null || before === undefined ? 0 : next[name] - before;
      this.rates[name] = seconds > 0 ? Math.max(0, grown) / seconds : 0; // it shrinks when a flow is forgotten
    }
    if (next !== null) {
      this.counters = next;
      this.active = next.active;
      this.health = next.health ?? this.health;
    }
    this.trails.active.push(this.active);
    for (const name of COUNTERS) this.trails[name].push(this.rates[name]);
    this.trails.bytes.push(this.bytes);
  }

  forget() {
    this.counters = null;
    for (const trail of Object.values(this.trails)) trail.clear();
  }
}

/**
 * Follows the stream. Events: "frame" after each frame, "generation" when the rows stand for others than before, "link" when the connection to the appliance comes or goes.
 */
export class Live extends EventTarget {
  total = new Numbers(TOTAL_SECONDS);
  rows = [];
  /** Grows whenever the rows stand for others: with a new revision, and when the appliance was started anew. */
  generation = 0;
  frame = null;
  link = "wait";
  trouble = "";
  #columns = [];
  #millis = 0;
  #control = null;

  /** Runs for as long as the page does; pauses while nobody sees it, so that hidden tabs cost nothing. */
  async run() {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#control?.abort();
    });
    let failures = 0;
    for (;;) {
      await visible();
      const outcome = await this.#follow(() => (failures = 0));
      if (document.hidden) {
        this.#say("wait", "paused");
      } else if (outcome !== "ended") {
        failures++;
        this.#say("lost", outcome);
        await pause(Math.min(10000, 500 * 2 ** failures));
      }
    }
  }

  /** Gives why it stopped: "ended" where the server asks to come again. */
  async #follow(onFrame) {
    this.#control = new AbortController();
    const watchdog = new Watchdog(() => this.#control.abort());
    try {
      for await (const frame of events("/api/live", this.#control.signal, () => watchdog.fed())) {
        watchdog.fed();
        onFrame();
        this.#take(frame);
        this.#say("live", "live");
      }
      return "ended";
    } catch (e) {
      if (e instanceof Problem) return e.message;
      if (e.name === "AbortError" || e instanceof TypeError) return "The connection was lost";
      throw e;
    } finally {
      watchdog.stop();
    }
  }

  #take(frame) {
    const gap = frame.millis - this.#millis;
    const continues = this.#millis > 0 && gap > 0 && gap < STALE_MILLIS;
    const seconds = continues ? gap / 1000 : 0;
    this.#millis = frame.millis;
    if (frame.whole) this.#columns = frame.columns;
    const moved = frame.revision !== this.frame?.revision || frame.startedAt !== this.frame.startedAt;
    if (moved) {
      this.generation++;
      this.rows = frame.rows.map(() => new Numbers(MINUTE));
    }
    if (!continues) [this.total, ...this.rows].forEach((numbers) => numbers.forget());
    this.frame = frame;
    this.total.move(frame.total, seconds);
    const changes = new Map(frame.rows.map((cells) => [cells[0], this.#named(cells)]));
    this.rows.forEach((row, i) => row.move(changes.get(i) ?? null, seconds));
    if (moved) this.dispatchEvent(new Event("generation"));
    this.dispatchEvent(new Event("frame"));
  }

  #named(cells) {
    return Object.fromEntries(this.#columns.map((name, i) => [name, cells[i]]));
  }

  #say(link, text) {
    if (this.link === link && this.trouble === text) return;
    this.link = link;
    this.trouble = text;
    this.dispatchEvent(new Event("link"));
  }
}

/** Bites if it is not fed for a while: a server that has vanished says nothing. */
class Watchdog {
  #timer;
  #bite;

  constructor(bite) {
    this.#bite = bite;
  }

  fed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bite, STALE_MILLIS);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

const visible = () =>
  new Promise((done) => {
    if (!document.hidden) return done();
    document.addEventListener("visibilitychange", function look() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      done();
    });
  });

// A world whose clock is driven.
import { World } from "./world.mjs";

const ENTRY = "tests/support/driven/entry.js";
const DAY = 86_400_000;

/** The moment at which the clocks of a time zone show this, `YYYY-MM-DDTHH:MM`. */
export function local(zone, text) {
  const utc = Date.parse(`${text}:00Z`);
  const shown = (at) => {
    const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);
    return Date.parse(`${parts.replace(" ", "T")}Z`);
  };
  // Twice: the first guess may lie on the other side of a change of the clock.
  let at = utc - (shown(utc) - utc);
  at -= shown(at) - utc;
  return at;
}

/** The date of the next day of the week (0 is Sunday) at least `days` ahead of a date. */
export function weekday(from, day, days = 0) {
  let at = Date.parse(`${from}T12:00:00Z`) + days * DAY;
  while (new Date(at).getUTCDay() !== day) at += DAY;
  return new Date(at).toISOString().slice(0, 10);
}

/** The last Sunday of a month: the clocks of Europe change then in March and October. */
export function lastSunday(year, month) {
  const last = new Date(Date.UTC(year, month, 0));
  return new Date(last.valueOf() - last.getUTCDay() * DAY).toISOString().slice(0, 10);
}

export class DrivenWorld {
  static async create(options) {
    const driven = new DrivenWorld();
    driven.world = await World.create({ main: ENTRY, ...options });
    driven.ahead = 0;
    return driven;
  }

  /** What the edge takes for now. */
  now() {
    return Date.now() + this.ahead;
  }

  /** It is this time. Time only ever goes forward; `site` is looked at, as somebody or other does all the time. */
  async be(at, site) {
    if (at < this.now()) throw new Error(`it is later than ${new Date(at).toISOString()} already`);
    this.ahead = at - Date.now();
    await this.#tell();
    if (site) await this.world.api(`leads?site=${site}`);
  }

  /** Killed, and started again on what it left, with the clock as it was. */
  async restart() {
    await this.world.engine.kill();
    this.world.engine.vars.CLOCK_AHEAD_MS = `${this.ahead}`;
    await this.world.engine.start();
  }

  /** Keeps objects from obeying a command, or none any more. */
  async holdUp(command) {
    const answer = await fetch(`${this.world.engine.own}/hold${command ? `?command=${command}` : ""}`, { method: "POST" });
    if (!answer.ok) throw new Error(`holding up was answered ${answer.status}`);
  }

  /** How often a command was asked of objects, and obeyed, since the start. */
  async times(command) {
    return (await fetch(`${this.world.engine.own}/hold?command=${command}`)).json();
  }

  destroy() {
    return this.world.destroy();
  }

  async #tell() {
    const answer = await fetch(`${this.world.engine.own}/clock?ahead=${this.ahead}`, { method: "POST" });
    if (!answer.ok) throw new Error(`the clock answered ${answer.status}`);
  }
}

// The network that a loopback has not: every request pays a round trip, the first of a connection two more (TCP, TLS).
export const ROUND_TRIP = 20;

const known = new WeakSet();
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export class Trip {
  constructor(request) {
    this.cancelled = false;
    request.socket.once("close", () => (this.cancelled = true));
    this.handshakes = known.has(request.socket) ? 0 : 2 * ROUND_TRIP;
    known.add(request.socket);
  }

  /** Until the request is there. */
  there() {
    return wait(this.handshakes + ROUND_TRIP / 2);
  }

  /** Until the answer is back. */
  back() {
    return wait(ROUND_TRIP / 2);
  }
}

/** What a visit has for its answers, which go one after the other. */
export class Line {
  constructor(rate) {
    this.rate = rate;
    this.free = 0;
  }

  /** Until so many bytes are over. */
  async carry(bytes) {
    const now = performance.now();
    this.free = Math.max(now, this.free) + bytes / this.rate;
    if (this.free > now) await wait(this.free - now);
  }
}

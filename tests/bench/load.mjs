// Requests as fast as they are answered, over connections that stay open. Written on sockets: an HTTP client would take
// more of the processor than the engine it measures.
import { connect } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * Loads `port` with `connections` talks at once for `seconds`. A talk is asked for each request's body (`next()`) and told
 * each answer's (`heard(body)`).
 * @returns {Promise<{ perSecond: number, p50: number, p99: number, count: number }>} times in milliseconds
 */
export async function load({ port, path, headers = {}, talks, seconds }) {
  const times = [];
  const head = [`POST ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`];
  for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`);
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(talks.map((talk) => converse({ port, head: head.join("\r\n"), talk, until, times })));
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99), count: times.length };
}

function converse({ port, head, talk, until, times }) {
  return new Promise((done, failed) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let asked;
    let got = Buffer.alloc(0);
    const ask = () => {
      const body = talk.next();
      asked = performance.now();
      socket.write(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.on("connect", ask);
    socket.on("error", failed);
    socket.on("close", () => failed(new Error("the engine closed a connection")));
    socket.on("data", (data) => {
      got = got.length ? Buffer.concat([got, data]) : data;
      const answer = read(got);
      if (!answer) return;
      const now = performance.now();
      times.push(now - asked);
      got = got.subarray(answer.length);
      if (answer.status !== 200) return failed(new Error(`answered ${answer.status}: ${answer.body.slice(0, 200)}`));
      talk.heard(answer.body);
      if (now < until) return ask();
      socket.removeAllListeners("close");
      socket.end();
      done();
    });
  });
}

/** A whole answer at the beginning of `bytes`, or nothing yet. */
function read(bytes) {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = bytes.latin1Slice(0, end);
  const from = end + HEAD_END.length;
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head);
  const status = Number(head.slice(9, 12));
  if (declared) {
    const length = from + Number(declared[1]);
    return bytes.length < length ? null : { status, length, body: bytes.toString("utf8", from, length) };
  }
  const last = bytes.indexOf("0\r\n\r\n", from, "latin1");
  return last < 0 ? null : { status, length: last + 5, body: chunks(bytes.toString("utf8", from, last)) };
}

function chunks(text) {
  let body = "";
  for (let rest = text; rest; ) {
    const line = rest.indexOf("\r\n");
    const size = parseInt(rest.slice(0, line), 16);
    body += rest.slice(line + 2, line + 2 + size);
    rest = rest.slice(line + 4 + size);
  }
  return body;
}

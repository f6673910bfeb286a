// The demo customer website: what a company that uses Leadline has, on another site than the edge.
//
//   node www/shop/server.mjs --port 8788 --edge http://edge.localhost:8787/ll --data .leadline/shop
//
// CRM_WEBHOOK_SECRET (whsec_…) is the key its webhook is signed with.

import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Ledger } from "./ledger.mjs";
import { Mailbox } from "./mailbox.mjs";
import { Pages } from "./pages.mjs";
import { Receiver } from "./receiver.mjs";
import { escape, renderInbox } from "./inbox.mjs";

/** A request has this long to arrive in full. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Starts the website; resolves once it listens. Port 0 takes a free one. */
export async function startShop({ port, edge, secret, data }) {
  const ledger = await Ledger.open(data);
  const receiver = new Receiver(secret, ledger);
  const mailbox = new Mailbox();
  const readPages = () => Pages.read({ edge: escape(edge.replace(/\/+$/, "")) });
  // What is wrong with them is said at the start, and whoever changes one sees that by loading it again.
  await readPages();
  const server = createServer((request, response) => {
    answer(request, response, { ledger, mailbox, readPages, receiver }).catch((error) => fail(response, error));
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await listen(server, port);
  return {
    url: `http://shop.localhost:${server.address().port}`,
    close: () => close(server),
  };
}

async function answer(request, response, { ledger, mailbox, readPages, receiver }) {
  const [pathname, query] = request.url.split("?", 2);
  if (request.method === "POST" && pathname === "/hooks/leadline") {
    send(response, await receiver.receive(request), "");
  } else if (request.method === "POST" && pathname === "/hooks/mail") {
    send(response, await mailbox.receive(request), "");
  } else if (request.method === "POST" && pathname === "/hooks/fail") {
    send(response, receiver.failNext(new URLSearchParams(query).get("times")) ? 204 : 400, "");
  } else if (isRead(request) && pathname === "/hooks/leadline.json") {
    send(response, 200, JSON.stringify(ledger.entries.map(({ id, type, duplicate, event }) => ({ id, type, duplicate, event }))), "application/json");
  } else {
    show(request, response, await readPages(), { ledger, mailbox, receiver });
  }
}

/** A page, as it is by now. */
function show(request, response, pages, { ledger, mailbox, receiver }) {
  const [pathname] = request.url.split("?", 1);
  const reads = isRead(request);
  if (reads && pathname === "/inbox") {
    send(response, 200, pages.frame("Inbox", renderInbox(ledger.entries, receiver.refused, mailbox.mails), { tracked: false, here: "/inbox" }), HTML);
  } else if (reads && pages.has(pathname)) {
    const { body, type } = pages.read(pathname);
    send(response, 200, body, type);
  } else {
    send(response, reads ? 404 : 405, pages.frame("Not found", NOT_FOUND, { tracked: false }), HTML);
  }
}

const isRead = ({ method }) => method === "GET" || method === "HEAD";
const HTML = "text/html; charset=utf-8";
const NOT_FOUND = `<section class="page"><h1>No such page</h1><p><a href="/">Back to the start</a></p></section>`;

function send(response, status, body, type = "text/plain; charset=utf-8") {
  const headers = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
  response.writeHead(status, status === 204 ? headers : { ...headers, "content-type": type });
  response.end(status === 204 ? undefined : body);
}

function fail(response, error) {
  console.error(`shop: ${error.message}`);
  if (response.headersSent) response.destroy();
  else send(response, 500, "");
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const busy = error.code === "EADDRINUSE";
      reject(busy ? new Error(`Port ${port} is in use: stop what listens there, or give another --port.`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function main() {
  const options = { port: { type: "string" }, edge: { type: "string" }, data: { type: "string" } };
  const { values } = parseArgs({ options });
  const port = Number(values.port ?? 8788);
  const edge = values.edge ?? "http://edge.localhost:8787/ll";
  const data = values.data ?? ".leadline/shop";
  const secret = process.env.CRM_WEBHOOK_SECRET;
  const shop = await startShop({ port, edge, secret, data });
  console.log(`shop: ${shop.url}/ (script tag from ${edge}, webhook inbox at ${shop.url}/inbox)`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => shop.close().then(() => process.exit(0)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(`shop: ${error.message}`);
    process.exit(1);
  });
}

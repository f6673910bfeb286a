// How many page views get lost when the page is left early.
//
// The page itself leaves, some milliseconds after its document began, for a page of another site. A view counts when
// its request reached the collecting server, whenever that was, and however often it came.
import { likely } from "./figures.mjs";

/** Milliseconds from the beginning of the document. */
export const DELAYS = [0, 50, 100, 200, 400];
const PATIENCE = 10_000;
/** The visitor stays on the next page for a while; what is still on its way may arrive. */
const GRACE = 1500;

/** By key: the visits, the views that arrived, and both for every delay. */
export async function earlyLeave({ server, chromium, peers, visits: each, progress }) {
  const visits = [];
  const shutting = [];
  for (let number = 0; number < each; number += 1) {
    for (const leaveAfter of DELAYS) {
      for (const peer of peers) visits.push(await visit(server, chromium, peer, leaveAfter, shutting));
    }
    progress(`early leave: ${number + 1} of ${each} rounds of ${DELAYS.length * peers.length} visits`);
  }
  await Promise.all(shutting);
  return Object.fromEntries(peers.map(({ key }) => [key, counted(visits.filter((one) => one.key === key))]));
}

async function visit(server, chromium, peer, leaveAfter, shutting) {
  const visit = server.visit(peer.key, { leaveAfter });
  const tab = await chromium.open(visit.url);
  if (!(await server.until(visit, ({ left }) => left, PATIENCE))) throw new Error(`nobody left the page of ${peer.name}`);
  shutting.push(later(() => chromium.shut(tab)));
  return visit;
}

const later = (work) => new Promise((done) => setTimeout(done, GRACE)).then(work);

function counted(visits) {
  const delays = DELAYS.map((delay) => ({ delay, ...tally(visits.filter(({ leaveAfter }) => leaveAfter === delay)) }));
  return { ...tally(visits), delays };
}

function tally(visits) {
  const views = visits.map(({ said }) => said.filter((kind) => kind === "view").length);
  const lost = views.filter((count) => count === 0).length;
  const [least, most] = likely(lost, visits.length);
  return { visits: visits.length, lost, least, most, repeated: views.filter((count) => count > 1).length };
}

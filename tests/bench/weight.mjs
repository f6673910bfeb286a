// Bytes over the wire for one page view and one event, as counted by the server: bodies only, without headers.

/** Of the requests of one visit: what the tracker fetches before it can speak, and what it then says and hears. */
export function weight(requests) {
  const fetched = requests.filter(({ method }) => method === "GET");
  const talk = requests.filter(({ method }) => method !== "GET");
  const sum = (some, name) => some.reduce((total, request) => total + request[name], 0);
  return { code: sum(fetched, "down"), talk: sum(talk, "up") + sum(talk, "down"), requests: requests.length };
}

// What the webhook received, as a page: newest first.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for HTML, in an element or a quoted attribute. Everything a visitor typed goes through here. */
export function escape(value) {
  return String(value ?? "").replaceAll(/[&<>"']/g, (character) => ESCAPES[character]);
}

/** The inbox's content. */
export function renderInbox(entries, refused, mails = []) {
  const heard = entries.length === 1 ? "1 delivery" : `${entries.length} deliveries, newest first`;
  return `<section class="page inbox" id="inbox" aria-labelledby="inbox-title">
    <p class="eyebrow">Webhook</p>
    <h1 id="inbox-title">Inbox</h1>
    <p class="lead" role="status">${entries.length === 0 ? "What the edge delivers shows up here by itself." : `${heard}.`}</p>
    ${entries.length === 0 ? EMPTY : `<ol class="deliveries">${entries.toReversed().map(delivery).join("")}</ol>`}
    ${mailbox(mails)}
    ${refusals(refused)}
  </section>
  <script defer src="/assets/inbox.js"></script>
  <noscript><p class="page small">Reload to see what is new.</p></noscript>`;
}

const EMPTY = `<div class="empty">
  <p><strong>Nothing has arrived yet.</strong></p>
  <p>Read the <a href="/pricing">pricing</a>, then ask for the <a href="/whitepaper">calibration guide</a>: the lead
  appears here as soon as it is delivered.</p>
</div>`;

function delivery({ id, duplicate, received, event }) {
  const lead = event.data ?? {};
  const score = lead.score ?? {};
  return `<li class="card delivery">
    <header>
      <h2><code>${escape(event.type)}</code></h2>
      <p class="chips">
        <span class="chip good">signature verified</span>
        ${duplicate ? '<span class="chip warn">seen before</span>' : '<span class="chip">new</span>'}
        ${lead.test ? '<span class="chip warn">test</span>' : ""}
      </p>
      <p class="meta"><span>${escape(id)}</span> <time datetime="${escape(event.time)}">${escape(event.time)}</time></p>
    </header>
    <dl class="facts">
      <div><dt>Lead</dt><dd>${escape(lead.email)}</dd></div>
      <div><dt>Stage</dt><dd><span class="stage">${escape(lead.stage)}</span></dd></div>
      <div><dt>Score</dt><dd><strong>${escape(score.total)}</strong></dd></div>
      <div><dt>Grade</dt><dd>${escape(score.grade)}</dd></div>
    </dl>
    ${reasons(Array.isArray(score.reasons) ? score.reasons : [])}
    <p class="small">Received <time datetime="${escape(received)}">${escape(received)}</time></p>
  </li>`;
}

function reasons(list) {
  if (list.length === 0) return `<p class="small">No reasons: nothing has given or taken points.</p>`;
  const row = ({ signal, category, count, latest, points, capped }) => `<tr>
    <th scope="row">${escape(signal)}</th>
    <td class="number">${points > 0 ? "+" : ""}${escape(points)}${capped ? ' <span class="small">capped</span>' : ""}</td>
    <td class="number">${escape(count)}</td><td>${escape(category)}</td><td>${escape(latest ?? "–")}</td>
  </tr>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="Reasons for the score"><table>
    <thead><tr><th scope="col">Signal</th><th scope="col" class="number">Points</th>
    <th scope="col" class="number">Times</th><th scope="col">Category</th><th scope="col">Latest</th></tr></thead>
    <tbody>${list.map(row).join("")}</tbody>
  </table></div>`;
}

function mailbox(mails) {
  if (mails.length === 0) return "";
  const letter = ({ from, to, subject, text, received }) => `<li class="card delivery">
    <header><h3>${escape(subject)}</h3><p class="meta">${escape(from)} to ${escape(to.join(", "))}
    <time datetime="${escape(received)}">${escape(received)}</time></p></header>
    <pre class="mail">${linked(text)}</pre>
  </li>`;
  return `<h2>Mail</h2><p class="small">Caught here instead of being sent.</p>
  <ol class="deliveries mails">${mails.toReversed().map(letter).join("")}</ol>`;
}

/** Text with its addresses as links, to be followed as in a mailbox. */
function linked(text) {
  const parts = String(text ?? "").split(/(https?:\/\/[^\s<>"]+)/);
  return parts.map((part, at) => (at % 2 ? `<a href="${escape(part)}">${escape(part)}</a>` : escape(part))).join("");
}

function refusals(refused) {
  if (refused.length === 0) return "";
  const row = ({ id, received }) =>
    `<li><span class="chip bad">signature wrong</span> ${escape(id ?? "no id")} <span class="small">${escape(received)}</span></li>`;
  return `<h2>Refused</h2><ul class="refused">${refused.toReversed().map(row).join("")}</ul>`;
}

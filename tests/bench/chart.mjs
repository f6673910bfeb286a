// The results as bars: a hand-made SVG that follows the reader's light or dark theme.

const WIDTH = 760;
const BAR = 18;
const ROW = 26;
const HEAD = 44;
const LEFT = 110;
const RIGHT = 70;
const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #24292f; } .head { font-weight: 600; }
.other { fill: #8c959f; } .ours { fill: #0969da; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .other { fill: #6e7681; } .ours { fill: #58a6ff; } }`;

/** Panels of `{ title, bars: [{ name, value, text, ours }] }`, one below the other. */
export function chart(panels) {
  const heights = panels.map(({ bars }) => HEAD + bars.length * ROW);
  const tops = heights.map((_, index) => heights.slice(0, index).reduce((sum, height) => sum + height, 0));
  const height = heights.reduce((sum, one) => sum + one, 12);
  const drawn = panels.map((panel, index) => `<g transform="translate(0 ${tops[index]})">\n${drawPanel(panel)}\n</g>`);
  const title = `<title>${panels.map((panel) => escaped(panel.title)).join("; ")}</title>`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`;
  return `${head}\n${title}\n<style>${STYLE}\n</style>\n${drawn.join("\n")}\n</svg>\n`;
}

function drawPanel({ title, bars }) {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const heading = `<text class="head" x="8" y="28">${escaped(title)}</text>`;
  return [heading, ...bars.map((bar, index) => draw(bar, HEAD + index * ROW, most))].join("\n");
}

function draw({ name, value, text, ours }, top, most) {
  const width = Math.max(1, ((WIDTH - LEFT - RIGHT) * value) / most);
  const colour = ours ? "ours" : "other";
  const baseline = top + BAR - 4;
  return [
    `<text x="${LEFT - 8}" y="${baseline}" text-anchor="end">${escaped(name)}</text>`,
    `<rect class="${colour}" x="${LEFT}" y="${top}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
    `<text x="${(LEFT + width + 6).toFixed(1)}" y="${baseline}">${escaped(text)}</text>`,
  ].join("\n");
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

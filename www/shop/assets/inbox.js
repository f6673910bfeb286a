// Looks for news every two seconds and swaps the list only when it changed, so that focus and reading place stay.
// The answer is parsed as a document and its node adopted: no HTML string is ever assigned.
const PERIOD_MS = 2000;

function look() {
  const request = new XMLHttpRequest();
  request.open("GET", "/inbox");
  request.responseType = "document";
  request.timeout = PERIOD_MS;
  request.onload = () => show(request.responseXML?.getElementById("inbox"));
  request.onloadend = () => setTimeout(look, PERIOD_MS);
  request.send();
}

function show(fresh) {
  const present = document.getElementById("inbox");
  if (fresh && present.textContent !== fresh.textContent) present.replaceWith(document.adoptNode(fresh));
}

setTimeout(look, PERIOD_MS);

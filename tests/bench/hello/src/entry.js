// What the runtime loads.
import { WorkerEntrypoint } from "cloudflare:workers";
import * as hello from "./hello.js";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return hello.fetch(request, this.env, this.ctx);
  }
}

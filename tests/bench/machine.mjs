// Where and when it was measured: what a reader needs to judge the figures, and nothing about whose machine it is.
import { cpus, totalmem, type } from "node:os";

export function machine(chromium) {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    ...(chromium && { browser: chromium.product.replace("Chrome/", "Chromium ") }),
    system: type(),
    cores: processors.length,
    processor: processors[0]?.model.trim() || "unknown",
    memory: Math.round(totalmem() / 2 ** 30),
  };
}

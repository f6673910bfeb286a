// A static file as it is served.
import { brotliCompressSync, constants } from "node:zlib";

/** Compressed once, at the highest quality, whoever's file it is. */
export function compressed({ path, type, content }) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return { path, type, brotli: brotliCompressSync(content, { params }) };
}

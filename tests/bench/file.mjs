// A static file as it is served.
import { brotliCompressSync, constants } from "node:zlib";

/** What Cloudflare compresses answers at while it sends them: xtask/src/size/weight.rs. */
const AT_ONCE = 4;

/** Compressed once, at the highest quality, whoever's file it is; or `made` anew for each visitor, in a hurry. */
export function compressed({ path, type, content, made = false }) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: made ? AT_ONCE : constants.BROTLI_MAX_QUALITY };
  return { path, type, brotli: brotliCompressSync(content, { params }) };
}

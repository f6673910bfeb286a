/** What `leadline.mjs` exports. */
export * from "./leadline.js";

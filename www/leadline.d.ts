/**
 * Types of the `leadline` function that the script tag installs:
 *
 * ```html
 * <script async src="https://edge.example/ll/ll.js" data-site="demo"></script>
 * ```
 *
 * The tag loads asynchronously. Calls made before it is there are kept if the page brings the stub
 *
 * ```js
 * window.leadline = window.leadline || function () { (leadline.q = leadline.q || []).push(arguments); };
 * ```
 *
 * and are replayed in order. No call ever throws, returns anything or writes to the console; what can't be taken is
 * dropped.
 */
export interface Leadline {
  /**
   * Something the site has a name for happened on this page. At most 64 bytes of UTF-8, and nothing personal: a name
   * that shows an e-mail address is dropped.
   */
  (call: "track", name: string): void;
  /** Somebody began to fill in a form, of that id. Leadline's own forms say so by themselves. */
  (call: "form-start", form: string): void;
  /** Looks again for `[data-leadline-form]`, after the page has added one. */
  (call: "forms"): void;
  /** Calls that waited for the script; the page's stub creates it. */
  q?: ArrayLike<unknown>[];
}

declare global {
  interface Window {
    leadline?: Leadline;
  }
  /** There as soon as the stub or the script has run. */
  // eslint-disable-next-line no-var
  var leadline: Leadline;
}

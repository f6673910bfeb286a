/**
 * Types of the `leadline` function that the script tag installs, and of the ES module `leadline.mjs`, which does the same.
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
 * and are replayed in order. No call ever throws, returns anything or writes to the console, except in debug mode. What is
 * beyond the bounds named here is refused and counted by the edge; debug mode (`data-debug` on the tag, or
 * `?leadline_debug` in the page's address) says which and why.
 */
export interface Leadline {
  /** See {@link track}. */
  (call: "track", name: string, props?: Props): void;
  /** See {@link identify}. */
  (call: "identify", traits: Traits): void;
  /** See {@link consent}. */
  (call: "consent", state: Consent): void;
  /** See {@link reset}. */
  (call: "reset"): void;
  /** See {@link page}. */
  (call: "page"): void;
  /** See {@link ready}. */
  (call: "ready", done: () => void): void;
  /** See {@link form}. */
  (call: "form", place: HTMLElement, id: string, options?: FormOptions): void;
  /** See {@link forms}. */
  (call: "forms"): void;
  /** See {@link formStart}. */
  (call: "form-start", form: string): void;
  /** See {@link form}; there once the script has run. */
  form?: (place: HTMLElement, id: string, options?: FormOptions) => void;
  /** Calls that waited for the script; the page's stub creates it. */
  q?: ArrayLike<unknown>[];
}

/** A value that holds nothing else. Texts have at most 300 bytes of UTF-8; numbers are finite. */
export type Scalar = string | number | boolean | null;

/**
 * What an event is about: at most 30 keys of 1 to 64 bytes. A value may be one list or object of scalars, nothing deeper.
 * All of it has at most 2,048 bytes as JSON.
 */
export type Props = { readonly [key: string]: Scalar | readonly Scalar[] | { readonly [key: string]: Scalar } };

/**
 * Who the visitor is: at most 30 entries, `email` among them. Texts have at most 500 bytes of UTF-8. `ll_signature` is what your
 * server signs (docs/tracker.md): with it the visitor is known to be who is named. It becomes no field and counts as no entry.
 */
export interface Traits {
  readonly email: string;
  readonly [name: string]: string | number | boolean;
}

/** `granted` and `denied` are the visitor's decision; the others change the mode the tag began with. */
export type Consent = "granted" | "denied" | ConsentMode;

/**
 * `opt-out`: state is kept until it is denied. `required`: nothing is kept or sent with an identity before it is granted.
 * `cookieless`: visits are counted, and nothing is ever kept.
 */
export type ConsentMode = "opt-out" | "required" | "cookieless";

/** What a tag says in attributes: `data-site`, `data-consent` and so on. */
export interface LoadOptions {
  /** Which site's rules hold. */
  site: string;
  /** Where the edge is: `https://edge.example/ll/`. Left out: where this module came from. */
  base?: string;
  /** The script itself, for instance a pinned one: `https://edge.example/ll/a/<hash>.js`. */
  src?: string;
  /** `sha384-…` of that script, from `dist/manifest.json`. */
  integrity?: string;
  /** For pages whose policy wants one. */
  nonce?: string;
  /** `opt-out` if left out. */
  consent?: ConsentMode;
  /** `ignore`: Global Privacy Control does not count as a denial. */
  gpc?: "ignore";
  /** No automatic views; see {@link page}. */
  manual?: boolean;
  /** The fragment counts as part of the path. */
  hash?: boolean;
  /** Further endings of downloads, with commas between: `stl,step`. */
  downloads?: string;
  /** `off`: WebAssembly is not even tried, on pages whose policy would report it. */
  wasm?: "off";
  /** The language that forms are wanted in; left out: the page's, then the browser's. */
  locale?: string;
  /** Debug mode. */
  debug?: boolean;
}

/**
 * Adds the script tag and answers it. Under `require-trusted-types-for 'script'` it needs a policy called `leadline`; a page
 * that allows none gets nothing, and brings the tag in its HTML instead.
 */
export function load(options: LoadOptions): HTMLScriptElement | undefined;

/**
 * Something the site has a name for happened on this page. The name has 1 to 64 bytes of UTF-8, no control characters and
 * no at sign, however it is encoded: a name is not the place for anything personal.
 */
export function track(name: string, props?: Props): void;

/** The visitor is this person. Another e-mail address than before is another person: a new visitor begins. */
export function identify(traits: Traits): void;

/** The visitor's decision, or a change of mode. A denial clears what was kept at once. */
export function consent(state: Consent): void;

/** Somebody else sits here now: a new visitor begins. */
export function reset(): void;

/** A view of this page, now; for tags with `data-manual`. */
export function page(): void;

/** Calls `done` once the tracker has started, or at once if it has. */
export function ready(done: () => void): void;

/** What a form in a page of yours may be told; see {@link form}. */
export interface FormOptions {
  /** The language it is wanted in, as BCP 47 names it. Left out: that of the tag, of the page, of the browser. */
  locale?: string;
  /** The empty text: what is sent is marked as a test, and counts for nothing. */
  leadlineTest?: "";
}

/**
 * Shows a form of the site in an empty element of the page, as `<div data-leadline-form="…">` does by itself. The element
 * hears of it by {@link FormEvent}s.
 */
export function form(place: HTMLElement, id: string, options?: FormOptions): void;

/** How far a form is: which one, and which step of it is open, from 0. What was answered is never in it. */
export type FormEvent = CustomEvent<{ form: string; step: number }>;

/** Looks again for `[data-leadline-form]`, after the page has added one. */
export function forms(): void;

/** Somebody began to fill in a form, of that id (1 to 64 bytes). Leadline's own forms say so by themselves. */
export function formStart(form: string): void;

declare global {
  /** They bubble from the form, so that one listener on the document hears all. */
  interface GlobalEventHandlersEventMap {
    /** A form is there, or another one in its place, or it was asked for again. */
    "leadline:ready": FormEvent;
    /** Somebody began to fill it in. */
    "leadline:start": FormEvent;
    /** Another step was opened. */
    "leadline:step": FormEvent;
    /** The answers go out. */
    "leadline:submit": FormEvent;
    /** Something has to be corrected, was refused or could not be sent, or there was no form to have. */
    "leadline:error": FormEvent;
    /** The edge has the answers. */
    "leadline:done": FormEvent;
  }
  interface Window {
    leadline?: Leadline;
  }
  /** There as soon as the stub or the script has run. */
  // eslint-disable-next-line no-var
  var leadline: Leadline;
}

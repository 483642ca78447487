// The script of a page that reloads when files change, and where a page has it.
//
// Contract: the script is loaded, never inline, so that a Content-Security-Policy with `'self'` for
// scripts and connections admits it. Its element stands before whatever the page loads, behind no more
// than the doctype and the start tags of html and head: so an unfinished page has it, too, and one with
// a doctype is no other page to the browser for it. It takes itself out of the page when it runs.

import { escape } from "@std/html";
import { concat, textOf } from "../../http/wire/octets.ts";

/** What stands before the place is looked for so far, in octets: long licences included. */
const PROLOGUE_OCTETS = 64 * 1024;

const BYTE_ORDER_MARK = "\xef\xbb\xbf";
/** UTF-16, which the element's octets would break. */
const WIDE = /^(?:\xfe\xff|\xff\xfe)/;

const BEFORE_HTML = /\s+|<\?[^>]*>|<!doctype[^>]*>/iy;
const HTML = /<html(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>/iy;
const SPACE = /\s+/y;
const HEAD = /<head(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>/iy;
const COMMENT_END = /--!?>/g;

/** The page with the script's element in it; undefined where it can have none. */
export function withScript(page: Uint8Array, element: Uint8Array): Uint8Array | undefined {
  const text = textOf(page, 0, Math.min(page.length, PROLOGUE_OCTETS));
  if (WIDE.test(text)) return undefined;
  const at = placeIn(text);
  return concat(page.subarray(0, at), element, page.subarray(at));
}

/**
 * The element that loads the script.
 *
 * @param path of the script, percent-encoded
 * @param id of the state that the page is of
 */
export function scriptElement(path: string, id: string): Uint8Array {
  const attributes = `src="${escape(path)}" data-at="${escape(id)}" async`;
  return new TextEncoder().encode(`<script ${attributes}></script>`);
}

/** Behind the longest beginning that is sure to come before any content. */
function placeIn(text: string): number {
  let at = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  at = skip(text, at, BEFORE_HTML);
  const html = endOf(text, at, HTML);
  if (html !== undefined) at = skip(text, html, SPACE);
  return endOf(text, at, HEAD) ?? at;
}

/** Behind any number of what is given, and of comments. */
function skip(text: string, from: number, some: RegExp): number {
  for (let at = from;;) {
    const end = endOf(text, at, some) ?? commentEnd(text, at);
    if (end === undefined) return at;
    at = end;
  }
}

function endOf(text: string, at: number, sticky: RegExp): number | undefined {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

/** Behind the comment that begins there; undefined where none does, or it does not end. */
function commentEnd(text: string, at: number): number | undefined {
  if (!text.startsWith("<!--", at)) return undefined;
  COMMENT_END.lastIndex = at + "<!".length; // `<!-->` is a whole comment
  return COMMENT_END.test(text) ? COMMENT_END.lastIndex : undefined;
}

/**
 * What runs in the page. A page in the background lets its connection go, since a browser has but six
 * for a server, and asks what it has missed when it is seen again. A page in a frame leaves the watching
 * to the page around it. Stylesheets are exchanged when all that has changed are such that the page links
 * to; one that another imports has the page reloaded, for its old state may be kept.
 */
export const WATCH_SCRIPT = `(() => {
  const { src, dataset } = document.currentScript;
  document.currentScript.remove();
  const watching = Symbol.for("ferry.watch");
  try {
    if (parent !== self && parent[watching]) return;
  } catch {
    // a page of somebody else's is around it
  }
  self[watching] = true;

  let at = dataset.at;
  let events;
  const close = () => {
    events?.close();
    events = undefined;
  };
  const open = () => {
    if (events || document.hidden) return;
    events = new EventSource(new URL("events?at=" + at, src));
    events.onmessage = ({ data, lastEventId }) => {
      at = lastEventId;
      const { styles } = JSON.parse(data);
      if (!styles || !exchange(styles)) location.reload();
    };
    events.onerror = () => {
      if (events?.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, 1000);
    };
  };

  const pathOf = (url) => {
    try {
      const { origin, pathname } = new URL(url);
      return origin === new URL(src).origin ? decodeURIComponent(pathname) : undefined;
    } catch {
      return undefined;
    }
  };
  const documentsOf = (frame) => {
    try {
      return [frame.document, ...Array.from(frame.frames).flatMap(documentsOf)];
    } catch {
      return [];
    }
  };
  const importsOf = (sheet) => {
    try {
      const imported = Array.from(sheet.cssRules, (rule) => rule.styleSheet).filter(Boolean);
      return imported.flatMap((each) => [each.href, ...importsOf(each)]);
    } catch {
      return [];
    }
  };
  const exchange = (styles) => {
    const has = (url) => styles.includes(pathOf(url));
    const documents = documentsOf(self);
    if (documents.some((each) => Array.from(each.styleSheets).flatMap(importsOf).some(has))) {
      return false;
    }
    const links = documents
      .flatMap((each) => Array.from(each.querySelectorAll('link[rel~="stylesheet" i][href]')))
      .filter(({ href }) => has(href));
    for (const link of links) {
      const url = new URL(link.href);
      url.searchParams.set("ferry", at);
      link.href = url;
    }
    return links.length > 0;
  };

  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  open();
})();
`;

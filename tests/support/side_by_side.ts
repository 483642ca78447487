// The rows of the comparison: a peer that does something wrong, and what is left of it.
//
// Contract: each row runs one tool once and observes its exit code and the file. Where a tool meets an
// older file, or a part of one, it is the same for all of them; ferry's part is its own, made by a run
// that a signal ended, since nothing else makes one.

import { gzipSync } from "node:zlib";
import { interruptGet } from "./interrupted.ts";
import { describe, LOST, type Observed, OLDER, OLDER_LEFT, type Row } from "./observed.ts";
import { answering, answeringOnce, type Script, startPeer } from "./peer.ts";
import { TempFolder } from "./program.ts";
import { type Asked, runOnTerminal, runTool, type Tool } from "./rivals.ts";
import {
  CHANGED,
  CHUNKED,
  HALF_OCTETS,
  holding,
  OK,
  rangeAnswer,
  type Served,
  serving,
  SHORTENED,
  WHOLE,
} from "./scripted.ts";

const BOMB_OCTETS = 256 * 1024 * 1024;
const SECRET = "X-Api-Key: the-secret";
const ESCAPE = "\x1b]0;owned\x07";
const NOW: Served = { content: WHOLE, entityTag: '"1"' };
const THEN: Served = { content: CHANGED, entityTag: '"2"' };
const SHORT: Served = { content: SHORTENED, entityTag: '"2"' };
const newWhole = { code: 0, left: "the whole file" };
const changedWhole = { code: 0, left: "the new file" };
const refused = { code: 33, left: "no file" };

/** A download over an older file, from a peer that answers once so. */
function fresh(name: string, code: number, answer: string, asked: Asked = {}): Row {
  return {
    name,
    right: [{ code, left: OLDER_LEFT }],
    async run(tool): Promise<Observed> {
      await using peer = startPeer(answeringOnce(answer));
      await using folder = await TempFolder.create();
      const file = folder.file("file");
      await Deno.writeTextFile(file, OLDER);
      const exit = await runTool(tool, tool.to(file, peer.url("/file"), asked));
      return { code: exit, left: describe(file) };
    },
  };
}

/** A download that goes on with the first octets of a file, which has changed perhaps. */
function resumed(name: string, then: Served | Script, ...right: Observed[]): Row {
  const script = typeof then === "function" ? then : serving(then);
  return {
    name,
    right,
    run: (tool) => resume(tool, WHOLE.slice(0, HALF_OCTETS), WHOLE, script),
  };
}

/** @param kept what is there of a file that was `before` */
async function resume(
  tool: Tool,
  kept: string,
  before: string,
  script: Script,
): Promise<Observed> {
  let current = holding({ content: before, entityTag: NOW.entityTag }, kept.length);
  await using peer = startPeer((connection, index) => current(connection, index));
  await using folder = await TempFolder.create();
  const file = folder.file("file");
  const url = peer.url("/file");
  if (tool.hasPart) {
    await interruptGet(tool.to(file, url).slice(1), `${file}.part`, kept.length);
  } else await Deno.writeTextFile(file, kept);
  current = script;
  const code = await runTool(tool, tool.to(file, url, { resume: true }));
  return { code, left: describe(file) };
}

const longerLocal: Row = {
  name: "resume, but what is there is longer than the file has become (416)",
  right: [changedWhole, refused],
  run: (tool) =>
    resume(
      tool,
      WHOLE.slice(0, HALF_OCTETS),
      WHOLE,
      serving({
        ...SHORT,
        ignores: "If-Range",
      }),
    ),
};

const finished: Row = {
  name: "resume of a file that is whole",
  right: [newWhole],
  async run(tool): Promise<Observed> {
    await using peer = startPeer(serving(NOW));
    await using folder = await TempFolder.create();
    const file = folder.file("file");
    await runTool(tool, tool.to(file, peer.url("/file")));
    const code = await runTool(tool, tool.to(file, peer.url("/file"), { resume: true }));
    return { code, left: describe(file) };
  },
};

const symlink: Row = {
  name: "a symbolic link at the destination",
  right: [{ code: 0, left: "the whole file; what the link named is as it was" }],
  async run(tool): Promise<Observed> {
    await using peer = startPeer(serving(NOW));
    await using folder = await TempFolder.create();
    const [file, target] = [folder.file("file"), folder.file("target")];
    await Deno.writeTextFile(target, OLDER);
    await Deno.symlink("target", file);
    const code = await runTool(tool, tool.to(file, peer.url("/file")));
    const kept = describe(target) === OLDER_LEFT;
    const left = kept ? "what the link named is as it was" : "what the link named is overwritten";
    return { code, left: `${describe(file)}; ${left}` };
  },
};

const escapes: Row = {
  name: "escape sequences in reason, field and content, to a terminal",
  right: [{ code: 0, left: "all escaped" }],
  async run(tool): Promise<Observed> {
    const content = `${ESCAPE} in content\n`;
    await using peer = startPeer(answering(() => {
      return `HTTP/1.1 200 OK${ESCAPE}\r\nX-Field: a${ESCAPE}\r\n` +
        `Content-Length: ${content.length}\r\n\r\n${content}`;
    }));
    const { code, text } = await runOnTerminal(tool, tool.show(peer.url("/file")));
    const raw = text.split(ESCAPE.slice(0, 4)).length - 1;
    return { code, left: raw === 0 ? "all escaped" : `${raw} of 3 raw` };
  },
};

const bomb: Row = {
  name: `a gzip bomb of ${BOMB_OCTETS / 1024 / 1024} MiB, decoding asked for`,
  right: [{ code: 61, left: OLDER_LEFT }],
  run: (tool) => {
    const octets = gzipSync(new Uint8Array(BOMB_OCTETS));
    const text = Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
    const answer = `${OK}Content-Encoding: gzip\r\nContent-Length: ${octets.length}\r\n\r\n${text}`;
    return fresh("", 0, answer, { compressed: true }).run(tool);
  },
};

const redirect: Row = {
  name: "a redirect to another origin, with a field `X-Api-Key` of the user's",
  right: [{ code: 0, left: "the whole file; the key was kept back" }],
  async run(tool): Promise<Observed> {
    await using other = startPeer(serving(NOW));
    const location = other.url("/file");
    await using first = startPeer(answering(() => {
      return `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
    }));
    await using folder = await TempFolder.create();
    const file = folder.file("file");
    await Deno.writeTextFile(file, OLDER);
    const asked = { follow: true, field: SECRET };
    const code = await runTool(tool, tool.to(file, first.url("/file"), asked));
    const leaked = other.heads.some((head) => head.includes(SECRET));
    const key = leaked ? "the key was sent on" : "the key was kept back";
    return { code, left: `${describe(file)}; ${key}` };
  },
};

const part = WHOLE.slice(0, HALF_OCTETS);
const half = HALF_OCTETS.toString(16);
const length = `Content-Length: ${WHOLE.length}\r\n`;

/** All of them, in the order of the table. */
export const ROWS: readonly Row[] = [
  fresh("ends before Content-Length does", 18, `${OK}${length}\r\n${part}`),
  fresh("ends between two chunks", 18, `${CHUNKED}${half}\r\n${part}\r\n`),
  fresh("ends inside a chunk", 18, `${CHUNKED}40\r\n${part}`),
  fresh(
    "a chunk size that is none",
    8,
    `${CHUNKED}${half}\r\n${part}\r\nxyz\r\n${part}\r\n0\r\n\r\n`,
  ),
  fresh(
    "two lengths that differ",
    8,
    `${OK}Content-Length: ${HALF_OCTETS}\r\n${length}\r\n${WHOLE}`,
  ),
  fresh("a negative length", 8, `${OK}Content-Length: -${HALF_OCTETS}\r\n\r\n${part}`),
  fresh("HTTP/0.9: content without a head", 8, part),
  fresh(
    "status 404",
    22,
    `HTTP/1.1 404 Not Found\r\nContent-Length: ${LOST.length}\r\n\r\n${LOST}`,
  ),
  resumed("resume", NOW, newWhole),
  resumed("resume, and the server knows no ranges", { ...NOW, ignores: "Range" }, newWhole),
  resumed("resume, and another range comes", anotherRange(), refused),
  resumed("resume, and the file has changed", THEN, changedWhole),
  resumed(
    "resume, the file has changed, and the server knows no If-Range",
    { ...THEN, ignores: "If-Range" },
    changedWhole,
    refused,
  ),
  longerLocal,
  finished,
  symlink,
  escapes,
  bomb,
  redirect,
];

/** Tells of the range that was asked for, or of none, but sends the file from its beginning. */
function anotherRange(): Script {
  return answering((head) => {
    return head.includes("\r\nRange: ") ? rangeAnswer(NOW, 0, 0) : `${OK}${length}\r\n${WHOLE}`;
  });
}

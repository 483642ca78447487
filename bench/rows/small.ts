// Small answers on connections that persist.

import { SMALL } from "../bench.ts";
import { atRandom, pipelining, wrk } from "../drivers.ts";
import type { Row } from "../row.ts";
import { ALL, driven, MAIN } from "../rounds.ts";
import { KIB, MANY } from "../site.ts";

const PIPELINED = 16;
const [FERRY, NGINX, CEILING] = ["ferry", "nginx", "ceiling"];

/** Asks a server for the entity-tag of a file; undefined when it has none, or does not keep it. */
async function entityTag(url: string): Promise<string | undefined> {
  const tag = (await fetch(url, { method: "HEAD" })).headers.get("etag") ?? undefined;
  if (tag === undefined) return undefined;
  const answer = await fetch(url, { headers: { "if-none-match": tag } });
  await answer.body?.cancel();
  return answer.status === 304 ? tag : undefined;
}

export const SMALL_ROWS: readonly Row[] = [
  driven({
    name: "1k",
    title: "1 KiB, 64 keep-alive connections",
    unit: "requests/s",
    goals: [{ of: FERRY, to: NGINX, atLeast: 1.3 }, { of: FERRY, to: CEILING, atLeast: 0.75 }],
    peers: ALL,
    answer: SMALL,
    broad: true,
    measure: async ({ origin }, { files }, seconds) => {
      return (await wrk(`${origin}/${files.file(KIB)}`, { seconds })).rate;
    },
  }),
  driven({
    name: "log",
    title: "1 KiB, common log to a file",
    unit: "requests/s",
    goals: [{ of: "ferry-log", to: FERRY, atLeast: 0.85 }],
    peers: [FERRY, "ferry-log"],
    answer: SMALL,
    measure: async ({ origin }, { files }, seconds) => {
      return (await wrk(`${origin}/${files.file(KIB)}`, { seconds })).rate;
    },
  }),
  driven({
    name: "304",
    title: "1 KiB, conditional, 304",
    unit: "requests/s",
    goals: [{ of: FERRY, to: NGINX, atLeast: 1.3 }],
    peers: [FERRY, NGINX, "ferry-2", "caddy", "http-server"],
    answer: SMALL,
    measure: async ({ name, origin }, { files }, seconds) => {
      const url = `${origin}/${files.file(KIB)}`;
      const tag = await entityTag(url);
      if (tag === undefined) throw new Error(`${name} does not answer 304`);
      return (await wrk(url, { seconds, fields: [`If-None-Match: ${tag}`] })).rate;
    },
  }),
  driven({
    name: "pipelined",
    title: `1 KiB, ${PIPELINED} pipelined`,
    unit: "requests/s",
    goals: [{ of: FERRY, to: NGINX, atLeast: 1.3 }],
    peers: [...MAIN, "ferry-2", "caddy"],
    answer: { octets: KIB, copies: PIPELINED },
    measure: async ({ origin }, { files, folder }, seconds) => {
      const script = pipelining(PIPELINED, folder);
      return (await wrk(`${origin}/${files.file(KIB)}`, { seconds, script })).rate;
    },
  }),
  driven({
    name: "64k",
    title: "64 KiB",
    unit: "requests/s",
    goals: [{ of: FERRY, to: NGINX, atLeast: 1 }],
    peers: ALL,
    answer: { octets: 64 * KIB },
    measure: async ({ origin }, { files }, seconds) => {
      return (await wrk(`${origin}/${files.file(64 * KIB)}`, { seconds })).rate;
    },
  }),
  driven({
    name: "many",
    title: `4 KiB, ${MANY} files at random`,
    unit: "requests/s",
    goals: [{ of: FERRY, to: NGINX, atLeast: 0.8 }],
    peers: ALL,
    answer: { octets: 4 * KIB },
    measure: async ({ origin }, { files, folder }, seconds) => {
      const script = atRandom(files.many(), MANY, folder);
      return (await wrk(origin, { seconds, script })).rate;
    },
  }),
  driven({
    name: "p99",
    title: "1 KiB, what 99 of 100 take at most",
    unit: "ms",
    goals: [{ of: FERRY, to: NGINX, atMost: 1.5 }],
    peers: [...MAIN, "ferry-2", "caddy"],
    answer: SMALL,
    measure: async ({ origin }, { files }, seconds) => {
      return (await wrk(`${origin}/${files.file(KIB)}`, { seconds })).p99;
    },
  }),
];

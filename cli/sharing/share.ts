// What is shared, told to people: the banner on a terminal, the QR code, the browser.
//
// Contract: stdout has colours, and more than the lines for scripts, only on a terminal; a QR code that was
// asked for goes to stderr where stdout is none. Once loaded it waits for nothing.

import { diagnose, type ServeSettings } from "../../serve/settings.ts";
import type { ServeCommand } from "../command.ts";
import { screen, writeStderr } from "../get_terminal.ts";
import { describeSource } from "../manual.ts";
import { processSources } from "../process_sources.ts";
import { openBrowser } from "./browser.ts";
import { isColoured, painter } from "./paint.ts";
import { INDENT, peopleLines } from "./people.ts";
import { type Drawn, drawQrCode, type Encode } from "./qr_code.ts";
import { type Listened, localUrl, networkUrls } from "./reach.ts";
import { type SayReady, scriptLines } from "./scripts.ts";

/** What there is to share, as soon as the server listens. */
interface Shared {
  readonly command: ServeCommand;
  readonly site: ServeSettings["site"];
  readonly urls: readonly string[];
  readonly fingerprint: string | undefined;
  readonly local: string | undefined;
  readonly network: readonly string[];
  /** Makes a QR code, where one was asked for. */
  readonly encode: Encode | undefined;
}

/** Loads what the options ask for. */
export async function loadSharing(command: ServeCommand): Promise<SayReady> {
  const { open, qr, host } = command.options;
  const encode = qr ? (await import("uqr")).encode : undefined;
  return ({ urls, fingerprint }, site): readonly string[] => {
    const onTerminal = Deno.stdout.isTerminal();
    const listened: Listened = { everywhere: host === undefined, prefix: site.prefix ?? [] };
    const [local] = urls.flatMap((url) => localUrl(url, listened) ?? []);
    const network = onTerminal || qr ? networkUrls(urls, listened, Deno.networkInterfaces) : [];
    const shared = { command, site, urls, fingerprint, local, network, encode };
    if (open && local !== undefined) openBrowser(local, diagnose);
    if (onTerminal) return banner(shared);
    if (qr) tellCode(shared);
    return scriptLines(urls, fingerprint);
  };
}

function banner(shared: Shared): string[] {
  const { command: { options, subject }, site, urls, local, network, fingerprint } = shared;
  const size = screen();
  const coloured = isColoured(true, processSources.env);
  const code = codeOf(shared, size.columns - 1 - INDENT.length, coloured);
  const isPrivate = options.auth !== undefined || options["auth-file"] !== undefined;
  const isNews = (url: string | undefined): boolean => url !== undefined && !urls.includes(url);
  const sharing = {
    ready: scriptLines(urls),
    source: describeSource(site),
    local: isNews(local) ? local : undefined,
    network: network.filter(isNews),
    fingerprint,
    code: "lack" in code ? [`No QR code: ${code.lack}`] : code,
    isOpen: network.length > 0 && !isPrivate && subject !== "manual",
  };
  return peopleLines(sharing, size, painter(coloured));
}

/** The code and its URL, on stderr. */
function tellCode(shared: Shared): void {
  const onTerminal = Deno.stderr.isTerminal();
  const columns = onTerminal ? screen().columns - 1 : Infinity;
  const code = codeOf(shared, columns, isColoured(onTerminal, processSources.env));
  if ("lack" in code) diagnose(`no QR code: ${code.lack}`);
  else writeStderr([...code, shared.network[0], ""].join("\n"));
}

/** The code of the URL that is the likeliest to be of use; no lines where nobody asked for it. */
function codeOf(
  { command, network: [url], encode }: Shared,
  columns: number,
  coloured: boolean,
): Drawn {
  if (encode === undefined) return [];
  if (url !== undefined) {
    return drawQrCode(url, { encode, columns, coloured, paint: painter(coloured) });
  }
  return command.options.host === undefined
    ? { lack: "this machine has no address on a network; connect it and start again" }
    : { lack: "only this machine can connect; leave out --host" };
}

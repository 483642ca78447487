// What people type who come from curl, wget, aria2, Python, serve, http-server, miniserve or Caddy, and
// what it is here.
//
// Contract: data. What stands on the left is no option of the command, nor a command; what on the right
// begins with a hyphen names options that are, anything else is a sentence. Where two of those programs
// differ on a letter, both are answered.

/** Spellings with spaces between them, and the remedy. */
export type Habit = readonly [typed: string, here: string];

const GET_HABITS: readonly Habit[] = [
  ["-L --location --follow", "redirects are followed without it"],
  ["-f --fail --fail-with-body", "a status of 400 and up is exit 22 without it"],
  ["-s --silent --no-verbose", "-q"],
  ["-S --show-error --server-response", "errors are shown without it, and heads with -v"],
  ["-D --dump-header", "-i prints the head on stdout, -v on stderr"],
  ["-# --progress-bar --show-progress", "--progress"],
  ["-w --write-out --write-out-json", "--json"],
  ["-k --no-check-certificate", "--insecure"],
  ["--ca-certificate --ca --capath", "--cacert"],
  ["-E --cert --key --certificate --private-key", "ferry get has no client certificates"],
  ["-u --auth --http-user --password --http-password --basic", "--user USER:PASS"],
  ["-U --user-agent", "-H 'User-Agent: NAME'"],
  ["-A --accept", "-H sets any field, such as -H 'User-Agent: NAME'"],
  ["-e --referer", "-H 'Referer: URL'"],
  ["-b --cookie --cookies --load-cookies", "-H 'Cookie: NAME=VALUE'"],
  ["-X --request --method", "ferry get sends GET, and HEAD with -I"],
  [
    "-d --data --data-raw --data-binary --post-data -F --form --upload-file",
    "ferry get only fetches, it sends no content",
  ],
  ["-T --timeout", "--connect-timeout, --idle-timeout or --max-time"],
  ["-m", "--max-time for curl's, -r for wget's"],
  ["--range", "-H 'Range: bytes=0-99'"],
  ["-c --continue-at --resume", "-C"],
  ["-t --tries --max-tries", "--retry"],
  ["--retry-delay --retry-wait --waitretry", "the wait doubles from one second without it"],
  ["-Z -j --parallel --split --max-connection-per-server --jobs", "-n"],
  ["-x", "--proxy for curl's, -n for aria2's"],
  ["-P --directory --directory-prefix --dir", "--output-dir"],
  ["--output-document --out --output-file", "-o"],
  ["-J --remote-header-name --content-disposition", "a file has the URL's name, or that of -o"],
  ["--remote-name-all", "-O"],
  ["--timestamping", "with -r, what is unchanged is not fetched again"],
  ["--mirror --page-requisites", "-r"],
  ["-l --level --no-parent", "-r fetches the whole folder, and nothing above it"],
  ["--no-clobber", "-O keeps a file that is there, and adds -1 to the new one's name"],
  ["--overwrite --force", "--clobber"],
  ["--checksum --hash", "--sha256"],
  ["--compress --gzip --compression", "--compressed"],
  ["--max-redirs", "--max-redirects"],
  ["--spider", "-I"],
  ["--inet4-only", "-4"],
  ["--inet6-only", "-6"],
  ["--unix --abstract-unix-socket", "--unix-socket"],
  ["-p --port --host", "write ferry get HOST PORT FILE, or the port in the URL"],
  ["--url", "the URL is a word of its own: ferry get URL"],
  ["-0 --http1.0 --http1.1 --http2 --http3", "ferry speaks HTTP/1.1 without it"],
];

const SERVE_HABITS: readonly Habit[] = [
  ["-d -r --directory --dir --root --path", "the folder is a word of its own: ferry serve PATH"],
  ["-b -i --address --addr --ip --interfaces --hostname", "--host"],
  ["-l --listen", "-p N, and --host ADDR"],
  ["-4", "--host 0.0.0.0"],
  ["-6", "--host ::"],
  ["--socket --unix-socket", "--unix"],
  ["-j --threads --processes --cluster", "--workers"],
  ["-a", "--host ADDR, or --auth USER:PASS"],
  ["-u --user --username --pass --password --basic-auth --htpasswd", "--auth USER:PASS"],
  ["-S --tls --ssl --https", "--tls-self-signed, or --tls-cert with --tls-key"],
  ["-C", "--cors, or --tls-cert with --tls-key"],
  ["--cert --ssl-cert --cert-file --cacert", "--tls-cert"],
  ["-K --key --ssl-key --key-file --ssl-pass", "--tls-key"],
  ["-s", "--spa for a single page, -q for silence"],
  ["--single --fallback --try-file --history-api-fallback --rewrite", "--spa"],
  ["-e -x --ext --pretty-urls", "--clean-urls"],
  ["--listing --browse --list --autoindex", "a folder without an index is listed without it"],
  ["--no-dirlist --disable-indexing --no-dir-listing --disable-directory-listing", "--no-listing"],
  ["-I --index-file --default-file", "--index"],
  ["-A --dotfiles --show-dotfiles --all --show-hidden", "--hidden"],
  ["-L --follow-symlinks --allow-symlinks", "--symlinks follow"],
  ["--no-symlinks", "--symlinks none"],
  [
    "-g -B --gzip --brotli --compression --precompressed",
    "--compress; siblings such as x.br need none",
  ],
  ["--no-compression", "nothing is compressed on the fly without --compress"],
  ["-z --zip --tar --enable-zip --enable-tar --enable-tar-gz", "--archive"],
  ["--base --base-path --prefix --route-prefix --base-url", "--path-prefix"],
  ["-c", "--cache SECONDS, or --config FILE"],
  ["--no-cache --no-caching", "--cache no-cache, which holds without it"],
  ["--cache-control --max-age", "--cache SECONDS"],
  ["--add-header --headers --response-header", "-H 'Name: value'"],
  ["--silent --no-log --no-request-logging", "-q"],
  ["-v --verbose --access-log --debug --log", "each exchange is logged; --log-format says how"],
  ["-t --timeout", "--header-timeout, --idle-timeout or --stall-timeout"],
  ["--qrcode", "--qr"],
  ["-o --browser --open-browser", "--open"],
  ["--livereload --live-reload --live --reload --hot", "--watch"],
  ["--upload --upload-files --allow-upload --mkdir --put", "ferry serve takes no uploads"],
  ["--protocol", "ferry speaks HTTP/1.1 without it"],
];

/** Options by habit, of each end. */
export const OPTION_HABITS: Readonly<Record<"serve" | "get", readonly Habit[]>> = {
  serve: SERVE_HABITS,
  get: GET_HABITS,
};

/** Commands by habit, and what to write after `ferry`. */
export const COMMAND_HABITS: readonly Habit[] = [
  ["server start run up share host listen static http httpd http-server http.server", "serve"],
  ["file-server put-up publish web", "serve"],
  ["fetch download dl curl wget pull copy mirror resume load", "get"],
  ["completion complete autocomplete", "completions"],
  ["manual manpage manpages", "man"],
  ["version", "--version"],
  ["usage commands options", "help"],
];

/** The remedy for what was typed, if it is somebody's habit. */
export function habitOf(habits: readonly Habit[], typed: string): string | undefined {
  return habits.find(([spellings]) => spellings.split(" ").includes(typed))?.[1];
}

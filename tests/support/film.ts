// A film for seeking: an MP4 file (ISO 14496-12) of any size, a minute long, red in its first half and
// blue in its second. Each second is one VP9 key frame; between the frames lie zeros, so that a player
// that seeks must ask for octets far behind those it has.

/** Key frames of 64 by 48 pixels. */
const RED =
  "824983425003f002f60638241c183a00002040006b43ffffdd55abae8c873424b56002a46155734cc2f50397" +
  "c47364de08798e57426555fffe54e47c21026b178c7c7115b1701e280023c6addb350c3d106c0cbcb3641f802f" +
  "ffffffe274bffffffff74f4c74787440";
const BLUE =
  "824983425003f002f60638241c183a00002040006b43ffffeb13f5e86e0b5376f32fce64aaee6e01f9f4542c" +
  "435c3826249b96354deedc4ab2ffffef5391efe2120be7f6c47bd4bda6c9e54c4d30aba8a59fc494e88c3906f7" +
  "6e2558801ffffffffba7a67fffffcfa1d1e1d100";

const WIDTH = 64;
const HEIGHT = 48;

/** How long the film is; in its middle red turns into blue. */
export const FILM_SECONDS = 60;

/** Makes it. @param size octets, from 64 KiB */
export function makeFilm(size: number): Uint8Array<ArrayBuffer> {
  const frames = [RED, BLUE].map((hex) => Uint8Array.fromHex(hex));
  const frameAt = (second: number): Uint8Array => frames[second < FILM_SECONDS / 2 ? 0 : 1]!;
  const seconds = Array.from({ length: FILM_SECONDS }, (_, second) => second);
  const sizes = seconds.map((second) => frameAt(second).length);
  const type = box("ftyp", "isom", u32(512), "isomiso2mp41");
  // The table of places is as long for one place as for another.
  const start = type.length + movie(sizes, seconds).length + 8;
  const places = seconds.map((second) =>
    start + Math.floor(second / FILM_SECONDS * (size - start))
  );
  const film = new Uint8Array(size);
  film.set(octets(type, movie(sizes, places), u32(size - start + 8), "mdat"));
  for (const second of seconds) film.set(frameAt(second), places[second]);
  return film;
}

function movie(sizes: readonly number[], places: readonly number[]): Uint8Array {
  const matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map((value) => u32(value));
  return box(
    "moov",
    // deno-fmt-ignore
    full("mvhd", 0, u32(0, 0, 1000, FILM_SECONDS * 1000, 0x10000), u16(0x100, 0), u32(0, 0),
      ...matrix, u32(0, 0, 0, 0, 0, 0, 2)),
    box(
      "trak",
      // deno-fmt-ignore
      full("tkhd", 3, u32(0, 0, 1, 0, FILM_SECONDS * 1000, 0, 0), u16(0, 0, 0, 0), ...matrix,
        u32(WIDTH << 16, HEIGHT << 16)),
      box(
        "mdia",
        full("mdhd", 0, u32(0, 0, 1, FILM_SECONDS), u16(0x55c4, 0)),
        full("hdlr", 0, u32(0), "vide", u32(0, 0, 0), "\0"),
        box(
          "minf",
          full("vmhd", 1, u32(0, 0)),
          box("dinf", full("dref", 0, u32(1), full("url ", 1))),
          sampleTable(sizes, places),
        ),
      ),
    ),
  );
}

/** One sample a second, each one a chunk and a place to begin at. */
function sampleTable(sizes: readonly number[], places: readonly number[]): Uint8Array {
  const configuration = full("vpcC", 1 << 24, octets("\x00\x0a\x83\x01\x0d\x01\0\0"));
  // deno-fmt-ignore
  const entry = box("vp09", u16(0, 0, 0, 1), u32(0, 0, 0, 0), u16(WIDTH, HEIGHT),
    u32(72 << 16, 72 << 16, 0), u16(1), "\0".repeat(32), u16(24, 0xffff), configuration);
  return box(
    "stbl",
    full("stsd", 0, u32(1), entry),
    full("stts", 0, u32(1, sizes.length, 1)),
    full("stsc", 0, u32(1, 1, 1, 1)),
    full("stsz", 0, u32(0, sizes.length, ...sizes)),
    full("stco", 0, u32(places.length, ...places)),
  );
}

type Part = Uint8Array | string;

/** A box: its length, its type and what is in it (ISO 14496-12 §4.2). */
function box(type: string, ...parts: Part[]): Uint8Array {
  return patched(octets(u32(0), type, ...parts));
}

/** A box with a version and flags. */
function full(type: string, versionAndFlags: number, ...parts: Part[]): Uint8Array {
  return box(type, u32(versionAndFlags), ...parts);
}

/** The box with its true length. */
function patched(whole: Uint8Array): Uint8Array {
  whole.set(u32(whole.length));
  return whole;
}

function octets(...parts: Part[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) =>
      typeof part === "string" ? Array.from(part, (each) => each.charCodeAt(0)) : [...part]
    ),
  );
}

function u32(...values: number[]): Uint8Array {
  return octets(...values.map((value) => {
    return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
  }));
}

function u16(...values: number[]): Uint8Array {
  return new Uint8Array(values.flatMap((value) => [value >>> 8, value & 0xff]));
}

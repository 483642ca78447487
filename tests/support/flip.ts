// A worker that exchanges two names, again and again. It says when it begins, and when it has ended.

/** The names to exchange, and a free one. */
export interface Flip {
  readonly one: string;
  readonly other: string;
  readonly between: string;
  /** Shared: 0 until it is to end; and behind that, how often the names were exchanged. */
  readonly ended: Int32Array<SharedArrayBuffer>;
}

/** The other end, which has the methods of one. */
const starter = self as unknown as Worker;

starter.onmessage = ({ data: { one, other, between, ended } }: MessageEvent<Flip>): void => {
  starter.postMessage("begun");
  while (Atomics.load(ended, 0) === 0) {
    Deno.renameSync(one, between);
    Deno.renameSync(other, one);
    Deno.renameSync(between, other);
    Atomics.add(ended, 1, 1);
  }
  starter.postMessage("ended");
};

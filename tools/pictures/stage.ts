// The machine on which recordings are made: one with an address, a home and an executable that are the
// same on every machine.
//
// Contract: made of Linux namespaces, so root makes it; disposing takes it away with all that is in it.

/** Of that machine. */
export const ADDRESS = "192.168.1.20";
export const HOME = "/home/ada";

const SETUP = `set -e
mount --make-rprivate /
ip link set lo up
ip addr add ${ADDRESS}/24 dev lo
mount -t tmpfs none /home
mkdir -p ${HOME}/shared ${HOME}/bin
cp "$0" ${HOME}/bin/ferry
echo ready
exec sleep infinity`;

/** The machine. */
export class Stage implements AsyncDisposable {
  private constructor(private readonly child: Deno.ChildProcess) {}

  /** Makes one. @param ferry the executable it has @throws {Error} where that is not permitted */
  static async make(ferry: string): Promise<Stage> {
    const child = new Deno.Command("unshare", {
      args: ["--net", "--mount", "sh", "-c", SETUP, ferry],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    if (value !== undefined) return new Stage(child);
    await child.status;
    throw new Error("pictures are made by root on Linux, with unshare, ip and script");
  }

  /** What has to stand before a command that is to run there. */
  get prefix(): readonly string[] {
    return ["nsenter", "--target", `${this.child.pid}`, "--net", "--mount"];
  }

  /** The path of one of its files, as other machines see it. */
  path(path: string): string {
    return `/proc/${this.child.pid}/root${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.status;
  }
}

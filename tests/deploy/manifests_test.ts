// What deploy/ has for container and service managers: the options are ferry's, the times fit each
// other, and nothing is allowed that ferry does not need.

import { assert, assertEquals, assertGreater } from "@std/assert";
import { parseAll } from "@std/yaml";
import { parseCommand, type ServeCommand } from "../../cli/command.ts";
import { VERSION } from "../../cli/version.ts";
import { FERRY, runShell, TempFolder } from "../support/program.ts";
import { CONFIGURATION, HAS_HAPROXY } from "./fleet.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";

const SOURCES = { env: () => undefined, readTextFile: Deno.readTextFileSync };

const unit = read("ferry.service");
const containerfile = read("Containerfile");
const configuration = read("haproxy.cfg");
const [deployment, service, budget] = parseAll(read("kubernetes.yaml")) as Part[];
const pod = at(deployment, "spec.template.spec");
const container = at(pod, "containers.0");

Deno.test("Kubernetes: probes ask where ferry answers, and a pod may stop as slowly as it has to", async () => {
  const { options } = command(container["args"]);
  for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    assertEquals(at(container, `${probe}.httpGet`), { path: options.health, port: "http" });
  }
  assertEquals(at(container, "ports.0"), { name: "http", containerPort: options.port });
  const preStop = Number(at(container, "lifecycle.preStop.sleep")["seconds"]);
  assertGreater(Number(pod["terminationGracePeriodSeconds"]), preStop + options.grace / 1000);
  await using folder = await TempFolder.create();
  const [, , ...args] = container["args"] as string[];
  const free = args.map((each) => each.startsWith("--port=") ? "--port=0" : each);
  await using program = await ServeProgram.start([folder.path, ...free]);
  const response = await fetch(`http://127.0.0.1:${program.port}${options.health}`);
  assertEquals(await response.text(), "ok");
});

Deno.test("Kubernetes: a pod may do nothing that ferry does not need", () => {
  assertEquals(container["securityContext"], {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  const { runAsNonRoot, runAsUser, seccompProfile } = at(pod, "securityContext");
  assertEquals([runAsNonRoot, seccompProfile], [true, { type: "RuntimeDefault" }]);
  assertGreater(Number(runAsUser), 0);
  assertEquals(pod["automountServiceAccountToken"], false);
  assertEquals(at(container, "volumeMounts.0")["readOnly"], true);
  // A Service named ferry would set FERRY_PORT, which is --port.
  assertEquals(pod["enableServiceLinks"], false);
});

Deno.test("Kubernetes: Service, budget and Deployment mean the same pods, of this version", () => {
  const labels = at(deployment, "spec.template.metadata.labels");
  assertEquals(at(deployment, "spec.selector.matchLabels"), labels);
  assertEquals(at(service, "spec.selector"), labels);
  assertEquals(at(budget, "spec.selector.matchLabels"), labels);
  assertGreater(
    Number(at(deployment, "spec")["replicas"]),
    Number(at(budget, "spec")["minAvailable"]),
  );
  assertEquals(container["image"], `ferry:${VERSION}`);
});

Deno.test("systemd: the options are ferry's, and it waits longer than ferry does", () => {
  const [, ...args] = setting("ExecStart").split(" ");
  const { path, options } = command(args);
  assertEquals(setting("ReadOnlyPaths"), path);
  assertGreater(Number(setting("TimeoutStopSec")), options.grace / 1000);
  assertGreater(Number(setting("LimitNOFILE")), 2 * options["max-connections"]);
  assertEquals(setting("CapabilityBoundingSet"), "");
});

Deno.test({
  name: "systemd-analyze finds nothing wrong with the unit, and little exposed",
  ignore: !hasCommand("systemd-analyze"),
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const path = folder.file("ferry.service");
    await Deno.writeTextFile(path, unit.replace("/usr/local/bin/ferry serve", `${FERRY} serve`));
    const verified = await runShell(`systemd-analyze verify '${path}'`);
    // What other units of this machine lack is not our concern.
    const ours = verified.stderr.split("\n").filter((line) => line.includes("ferry.service"));
    assertEquals(ours, []);
    const analyzed = await runShell(
      `systemd-analyze security --offline=yes --no-pager --threshold=15 '${path}'`,
    );
    assertEquals(analyzed.code, 0, analyzed.text + analyzed.stderr);
  },
});

Deno.test("Containerfile: nobody's user, ferry's options, and a stop within the 10 s that are given", () => {
  const [entry] = instruction("ENTRYPOINT");
  const { options } = command(instruction("CMD"));
  assert(options.grace < 10_000);
  assert(containerfile.includes(`\nEXPOSE ${options.port}\n`));
  assert(containerfile.includes("\nUSER 65532:65532\n"));
  assert(containerfile.includes(`\nCOPY --chmod=0755 ferry ${entry}\n`));
  const health = containerfile.match(/^HEALTHCHECK [^[]*(\[.*\])$/m)?.[1];
  const [program, ...words] = JSON.parse(health ?? "") as string[];
  assertEquals(program, entry);
  const asked = parseCommand(words, SOURCES);
  assert(asked.kind === "get");
  assertEquals(asked.targets, [`http://localhost:${options.port}${options.health}`]);
});

Deno.test("HAProxy asks for health where every unit has it", () => {
  const asked = configuration.match(/^ *http-check send meth GET uri (\S+)/m)?.[1];
  const units = [container["args"], instruction("CMD"), setting("ExecStart").split(" ").slice(1)];
  for (const args of units) assertEquals(command(args).options.health, asked);
});

Deno.test({
  name: "HAProxy finds nothing wrong with its configuration",
  ignore: !HAS_HAPROXY,
  async fn(): Promise<void> {
    const { code, text, stderr } = await runShell(`haproxy -c -f '${CONFIGURATION}'`);
    assertEquals(code, 0, text + stderr);
    assertEquals(/warning/i.test(text + stderr), false, text + stderr);
  },
});

type Part = Readonly<Record<string, unknown>>;

function read(name: string): string {
  return Deno.readTextFileSync(new URL(`../../deploy/${name}`, import.meta.url));
}

/** The part at a path such as `spec.containers.0`. */
function at(part: unknown, path: string): Part {
  const found = path.split(".").reduce((each, key) => (each as Part)?.[key], part);
  assert(typeof found === "object" && found !== null, path);
  return found as Part;
}

/** `ferry serve` with these words; throws where ferry does not understand them. */
function command(args: unknown): ServeCommand {
  const parsed = parseCommand(args as string[], SOURCES);
  assert(parsed.kind === "serve");
  return parsed;
}

/** The last value of a setting of the unit. */
function setting(name: string): string {
  const values = [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))];
  assert(values.length > 0, name);
  return values.at(-1)![1]!;
}

/** The words of an instruction of the Containerfile. */
function instruction(name: string): string[] {
  return JSON.parse(containerfile.match(new RegExp(`^${name} (.*)$`, "m"))?.[1] ?? "");
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ControlPlane } from "./control-plane.ts";

const run = promisify(execFile);

/** Runs helm or kubectl as the administrator of a control plane. @throws an error with all that it said if it fails */
export async function tool(plane: ControlPlane, name: "helm" | "kubectl", args: readonly string[]): Promise<string> {
  const { stdout } = await run(plane.programs[name] ?? name, args, {
    env: { PATH: process.env["PATH"], HOME: plane.folder, KUBECONFIG: plane.kubeconfig },
    maxBuffer: 2 ** 24,
  });
  return stdout;
}

/** What a tool says when it refuses. */
export async function refusal(plane: ControlPlane, name: "helm" | "kubectl", args: readonly string[]): Promise<string> {
  const said = await tool(plane, name, args).catch((error: Error & { readonly stderr?: string }) => error);
  if (typeof said === "string") throw new Error(`${name} ${args.join(" ")} was to be refused, and said:\n${said}`);
  return said.stderr ?? said.message;
}

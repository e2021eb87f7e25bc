import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../programs/child.ts";
import { sayFailure } from "../programs/say.ts";

// npm run wire: TypeScript for the messages of KEDA's external scaler, from our description of them.

const root = join(import.meta.dirname, "..");
const FOLDER = join("src", "service", "keda", "wire");
const FILE = "externalscaler_pb.ts";
const COMPILER = fileURLToPath(import.meta.resolve("@bufbuild/buf/bin/buf"));
const PLUGIN = fileURLToPath(import.meta.resolve("@bufbuild/protoc-gen-es/bin/protoc-gen-es"));

export const WIRE_FILE = join(root, FOLDER, FILE);

/** What the file should hold. Nothing is asked of the network. */
export async function generateWire(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), "headroom-wire-"));
  const plugin = { local: [process.execPath, PLUGIN], out, opt: ["target=ts", "import_extension=ts"] };
  const template = JSON.stringify({ version: "v2", plugins: [plugin] });
  try {
    await run(process.execPath, [COMPILER, "generate", FOLDER, "--template", template], {
      cwd: root,
      env: { ...process.env, BUF_CACHE_DIR: join(out, "cache") },
    });
    return await readFile(join(out, FILE), "utf8");
  } finally {
    await rm(out, { recursive: true });
  }
}

if (import.meta.main)
  await generateWire()
    .then((text) => writeFile(WIRE_FILE, text))
    .catch(sayFailure);

import { type BuiltProgram, ensurePinned } from "./pinned-program.ts";
import type { Say } from "./say.ts";

/** Other tools that make rules of SLOs, and their programs. */
const PEERS = {
  sloth: { title: "Sloth", package: "github.com/slok/sloth/cmd/sloth", module: "github.com/slok/sloth" },
  pyrra: {
    title: "Pyrra",
    package: "github.com/pyrra-dev/pyrra",
    module: "github.com/pyrra-dev/pyrra",
    // Its web pages are built apart, and are not part of the Go module; making rules needs none.
    patch: { from: "//go:embed ui/build\n", to: "" },
  },
} as const;

export type PeerName = keyof typeof PEERS;

/** A peer's own program, built once from the Go module that its folder under `test/peers` pins. */
export const ensurePeer = (name: PeerName, say: Say): Promise<BuiltProgram> =>
  ensurePinned({ ...PEERS[name], name, folder: `peers/${name}`, flags: ["-p=2", "-ldflags=-s -w"] }, say);

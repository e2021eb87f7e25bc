import type { CodePage } from "./code-page.ts";

/** Entries of a folder that are not read. The others are. */
export const FOLDER_CODES = {
  "file-unreadable": {
    title: "A file or folder that cannot be read",
    in: "file",
    explanation:
      "The system does not let Headroom read it, or a link leads nowhere. The other files are read; the service goes on with what this one said when it could last be read.",
    wrong: "# chmod 600 checkout.yaml, and headroom runs as another user",
    mended: "# chmod 644 checkout.yaml",
  },
  "file-outside": {
    title: "A link that leads out of the folder",
    in: "file",
    explanation:
      "What a folder of others links to outside of it is no file of theirs, and messages would show its lines. A file that is named on the command line is read wherever it lies.",
    wrong: "# checkout.yaml -> /home/ann/checkout.yaml",
    mended: "# checkout.yaml itself lies in the folder",
  },
  "file-special": {
    title: "A pipe, a socket or a device",
    in: "file",
    explanation: "It has no content of its own, and whoever reads it may wait for ever. It is never opened.",
    wrong: "# mkfifo checkout.yaml",
    mended: "# checkout.yaml is a file",
  },
  "link-passed-over": {
    title: "A link that is not followed",
    in: "file",
    explanation:
      "Links to folders are not followed, because they may lead in a circle; a link to itself leads nowhere. Files that lie behind it are not read.",
    wrong: "# team -> ../team",
    mended: "# team is a folder",
  },
} as const satisfies Readonly<Record<string, CodePage>>;

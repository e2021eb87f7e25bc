import { SpecFolder } from "../../adapters/files/spec-folder.ts";
import type { Settings } from "../../adapters/settings/schema.ts";
import type { Control } from "../../service/control/control.ts";
import type { ScalingController } from "../../service/controllers/scaling/controller.ts";
import type { Log } from "../../service/ports/log.ts";

/** What reads the specs, and tells of their folder. */
interface SpecUsers {
  readonly control: Control;
  readonly scaling: ScalingController;
  readonly log: Log;
}

/** The folder of specs, for as long as the service runs. */
export function followedFolder(settings: Settings, { control, scaling, log }: SpecUsers): SpecFolder {
  return new SpecFolder({
    folder: settings.specs,
    settleSeconds: settings.specsSettle,
    pollSeconds: settings.specsPoll,
    allowEmpty: settings.allowEmpty,
    onChange: ({ files, refused }) =>
      void control
        .load(
          files.map(({ file, bytes }) => ({ file, text: bytes })),
          refused,
        )
        .then(() => scaling.follow()),
    onTrouble: (problem) => void control.folderTrouble(problem),
    onUnwatched: (folders) =>
      log.warn("the system does not report changes in all folders of specs; they are seen late", {
        folders,
        seconds: settings.specsPoll,
      }),
  });
}

import { ensureGoPrograms, findAll, goModule, goToolchain, type GoPrograms, type ProgramPaths } from "./go-programs.ts";
import { type Say, toStderr } from "./say.ts";

/** Programs of a Kubernetes control plane and of KEDA, or why there are none here. */
export type ClusterPrograms =
  | { readonly ok: true; readonly paths: ProgramPaths }
  | { readonly ok: false; readonly because: string };

/** A folder with all of the programs, where somebody has them already. */
const FOLDER_VARIABLE = "HEADROOM_TEST_CLUSTER_PROGRAMS";

/** Fifteen minutes are usual on two cores with nothing in the cache. */
const LONGEST_BUILD_MINUTES = 45;

/** The programs that `npm run test:cluster` runs: given, or built once from the modules of `test/cluster`. */
export async function ensureClusterPrograms(say: Say = toStderr): Promise<ClusterPrograms> {
  const [kubernetes, keda] = await Promise.all([kubernetesPrograms(), kedaPrograms()]);
  const all = [kubernetes, keda].flatMap(({ programs, folders = [] }) => [...programs, ...folders]);
  const given = process.env[FOLDER_VARIABLE];
  if (given !== undefined) {
    const paths = await findAll(all, given);
    const names = all.map(({ name }) => name).join(", ");
    return paths === undefined
      ? { ok: false, because: `${FOLDER_VARIABLE} names ${given}, which has not all of ${names}` }
      : { ok: true, paths };
  }
  const go = await goToolchain();
  if (go === undefined)
    return {
      ok: false,
      because: `there is no Go toolchain to build a control plane with; put go on PATH, or name a folder with the programs in ${FOLDER_VARIABLE}`,
    };
  const signal = AbortSignal.timeout(LONGEST_BUILD_MINUTES * 60_000);
  try {
    const built = await ensureGoPrograms(kubernetes, go, say, signal);
    return { ok: true, paths: { ...built, ...(await ensureGoPrograms(keda, go, say, signal)) } };
  } catch (error) {
    if (!signal.aborted) throw error;
    const because = `the control plane was not built within ${LONGEST_BUILD_MINUTES} minutes; the next run goes on where this one ended`;
    return { ok: false, because };
  }
}

async function kubernetesPrograms(): Promise<GoPrograms> {
  const definition = await goModule("cluster/kubernetes");
  const version = requiredVersion(definition, "k8s.io/kubernetes");
  const helm = requiredVersion(definition, "helm.sh/helm/v4");
  const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  // Without these, charts that ask for a version are refused, and kubectl knows none of its own.
  const stamps = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((at) => [
    `${at}.gitVersion=${version}`,
    `${at}.gitMajor=${major}`,
    `${at}.gitMinor=${minor}`,
    `${at}.gitTreeState=clean`,
    `${at}.gitCommit=unknown`,
    `${at}.buildDate=1970-01-01T00:00:00Z`,
  ]);
  return {
    title: `Kubernetes ${version} and Helm ${helm}`,
    module: "cluster/kubernetes",
    flags: [linkerFlags([...stamps, `helm.sh/helm/v4/internal/version.version=${helm}`])],
    programs: [
      { name: "etcd", package: "go.etcd.io/etcd/server/v3" },
      ...["kube-apiserver", "kube-controller-manager", "kubectl"].map((name) => ({
        name,
        package: `k8s.io/kubernetes/cmd/${name}`,
      })),
      { name: "helm", package: "helm.sh/helm/v4/cmd/helm" },
    ],
  };
}

const KEDA = "github.com/kedacore/keda/v2";

/** One of KEDA's ports listens on all addresses, and no flag changes that: tests stay on this machine. */
async function kedaPrograms(): Promise<GoPrograms> {
  const version = requiredVersion(await goModule("cluster/keda"), KEDA);
  return {
    title: `KEDA ${version}`,
    module: "cluster/keda",
    flags: [linkerFlags([`${KEDA}/version.Version=${version.slice(1)}`])],
    programs: [
      { name: "keda-operator", package: `${KEDA}/cmd/operator` },
      {
        name: "keda-adapter",
        package: `${KEDA}/cmd/adapter`,
        patch: {
          from: 'Sprintf(":%v", metricsAPIServerPort)',
          to: 'Sprintf("127.0.0.1:%v", metricsAPIServerPort)',
        },
      },
    ],
    folders: [{ name: "keda-crds", package: `${KEDA}/cmd/operator`, path: "config/crd/bases" }],
  };
}

const linkerFlags = (values: readonly string[]): string =>
  `-ldflags=-s -w ${values.map((value) => `-X ${value}`).join(" ")}`;

function requiredVersion(definition: string, module: string): string {
  const version = definition
    .split("\n")
    .map((line) => line.trim().split(" "))
    .find(([name]) => name === module)?.[1];
  if (version === undefined) throw new Error(`found no version of ${module} in its go.mod`);
  return version;
}

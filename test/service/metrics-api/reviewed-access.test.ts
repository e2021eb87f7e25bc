import { describe, expect, it } from "vitest";
import { ReviewedAccess } from "../../../src/service/metrics-api/reviewed-access.ts";
import type { AccessQuestion } from "../../../src/service/ports/access-reviews.ts";
import type { ClusterAnswer } from "../../../src/service/ports/cluster-answer.ts";

const users = new Map<string, AccessQuestion["user"]>();

/** The same object for the same name, as the front proxy's headers are read. */
function userOf(name: string): AccessQuestion["user"] {
  const user = users.get(name) ?? { name, uid: undefined, groups: [], extra: {} };
  users.set(name, user);
  return user;
}

const WANTED: AccessQuestion["access"] = {
  verb: "list",
  group: "external.metrics.k8s.io",
  version: "v1beta1",
  namespace: "shop",
  resource: "slo_burn_rate",
  name: "",
  subresource: "",
};

const question = (name: string): AccessQuestion => ({ user: userOf(name), access: WANTED });

function bed(answer: () => ClusterAnswer<boolean>) {
  const asked: string[] = [];
  let now = 0;
  const access = new ReviewedAccess(
    {
      isAllowed: ({ user }) => {
        asked.push(user.name);
        return Promise.resolve(answer());
      },
    },
    { monotonic: () => now },
  );
  return { access, asked, pass: (seconds: number) => void (now += seconds) };
}

describe("what the cluster's roles allow", () => {
  it("is asked once in ten seconds for each asker", async () => {
    const { access, asked, pass } = bed(() => ({ kind: "answered", value: true }));
    for (const name of ["hpa", "hpa", "keda", "hpa"]) await access.isAllowed(question(name));
    expect(asked).toEqual(["hpa", "keda"]);
    pass(10);
    await access.isAllowed(question("hpa"));
    expect(asked).toEqual(["hpa", "keda", "hpa"]);
  });

  it("is asked again at once when it could not be asked", async () => {
    const { access, asked } = bed(() => ({ kind: "failed", status: 500, message: "no" }));
    await access.isAllowed(question("hpa"));
    await access.isAllowed(question("hpa"));
    expect(asked).toEqual(["hpa", "hpa"]);
  });

  it("remembers so many askers, and no more", async () => {
    const { access, asked } = bed(() => ({ kind: "answered", value: true }));
    for (let i = 0; i <= 4_096; i++) await access.isAllowed(question(`user ${i}`));
    await access.isAllowed(question("user 1"));
    await access.isAllowed(question("user 0"));
    expect(asked.length).toBe(4_098);
  });
});

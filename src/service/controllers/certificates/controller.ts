import type { ApiService } from "../../ports/api-services.ts";
import type { IssuedCertificate } from "../../ports/certificates.ts";
import { StepTimer } from "../../control/step-timer.ts";
import { seconds } from "../../../core/units/seconds.ts";
import { trustBundle } from "./trust-bundle.ts";
import type { CertificateDeps } from "./types.ts";

/** How often the APIServices are looked at. */
const CHECK = seconds(10);

/**
 * Keeps a server certificate valid and the cluster believing its authority: a new authority is written before the
 * certificate is presented, so that no read fails in between. Keys stay in memory; nothing but public certificates
 * leaves.
 */
export class CertificateController {
  readonly #deps: CertificateDeps;
  readonly #timer: StepTimer;
  readonly #told = new Map<string, string>();
  #current: IssuedCertificate;
  /** The next certificate, and since when every APIService believes it. */
  #next: { readonly issued: IssuedCertificate; readonly believedSince: number | undefined } | undefined;
  #checking: Promise<void> | undefined;

  constructor(deps: CertificateDeps) {
    this.#deps = deps;
    this.#current = deps.source.first;
    this.#timer = new StepTimer(CHECK, deps.clock, () => void this.check());
  }

  start(): void {
    this.#timer.start();
  }

  async stop(): Promise<void> {
    this.#timer.stop();
    await this.#checking;
  }

  /** One look at everything; the one under way if there is one. */
  check(): Promise<void> {
    this.#checking ??= this.#checkAll()
      .catch((error: unknown) => this.#deps.log.error("keeping the certificate failed", { error }))
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }

  async #checkAll(): Promise<void> {
    const { source, names } = this.#deps;
    if (this.#next === undefined) {
      const issued = await source.next(this.#current);
      if (issued !== undefined) this.#next = { issued, believedSince: undefined };
    }
    const believed = await Promise.all(names.map((name) => this.#keepTrusted(name)));
    this.#presentNext(believed.every(Boolean));
  }

  /** A certificate about to expire is replaced even where nobody could be told. */
  #presentNext(isBelieved: boolean): void {
    if (this.#next === undefined) return;
    const { present, source, clock, log } = this.#deps;
    const { issued } = this.#next;
    const now = clock.monotonic();
    const believedSince = isBelieved ? (this.#next.believedSince ?? now) : undefined;
    this.#next = { issued, believedSince };
    const isSpread = believedSince !== undefined && now - believedSince >= source.spread;
    const left = (this.#current.validTo.getTime() - clock.now()) / 1000;
    const isKnown = issued.authority === this.#current.authority;
    if (!isSpread && !isKnown && left > source.spread) return;
    present(issued);
    this.#current = issued;
    this.#next = undefined;
    log.info("certificate renewed", { validTo: issued.validTo.toISOString() });
  }

  /** Whether the API server believes our authorities for one group. */
  async #keepTrusted(name: string): Promise<boolean> {
    const { apiServices, service, clock } = this.#deps;
    const found = await apiServices.find(name);
    if (found.kind === "failed") return this.#tell(name, `the cluster does not say who answers: ${found.message}`);
    if (found.value === undefined) return this.#tell(name, "there is no such APIService; the Helm chart makes it");
    const other = otherOwner(found.value, service);
    if (other !== undefined)
      return this.#tell(name, `${other} answers for this group, and only one can; leave the group out here, or there`);
    const ours = [this.#current, ...(this.#next === undefined ? [] : [this.#next.issued])];
    const trusted = trustBundle(
      found.value.trusted,
      ours.map(({ authority }) => authority),
      clock.now(),
    );
    if (trusted !== found.value.trusted) {
      const written = await apiServices.trust(found.value, trusted);
      // Another replica was faster; the next look finds what it has written.
      if (written.kind === "failed")
        return written.status === CONFLICT ? false : this.#tell(name, `it cannot be changed: ${written.message}`);
    }
    this.#told.delete(name);
    return true;
  }

  /** Says a problem once, until it is another or over. */
  #tell(apiService: string, problem: string): false {
    if (this.#told.get(apiService) !== problem)
      this.#deps.log.error("the API server cannot reach our metrics", { apiService, problem });
    this.#told.set(apiService, problem);
    return false;
  }
}

const CONFLICT = 409;

function otherOwner({ service }: ApiService, ours: CertificateDeps["service"]): string | undefined {
  if (service === undefined) return "the API server itself";
  return service.namespace === ours.namespace && service.name === ours.name
    ? undefined
    : `Service ${service.namespace}/${service.name}`;
}

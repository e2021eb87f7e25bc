import type { SloDetailView, SloView } from "../../service/http/view.ts";
import { burn } from "../components/printed.ts";

interface Props {
  readonly detail: SloDetailView;
  readonly group: SloView;
}

/** Burn is drawn from a tenth of the sustainable rate to a hundred times it. */
const LEAST = 0.1;
const MOST = 100;
const placeOf = (rate: number): number =>
  Math.min(1, Math.max(0, Math.log10(Math.max(rate, LEAST) / LEAST) / Math.log10(MOST / LEAST)));

/** Burn per window against what pages or files a ticket, on a logarithmic scale; both windows of a pair must exceed. */
export function BurnBullets({ detail, group }: Props) {
  return (
    <section aria-labelledby="burn">
      <h2 id="burn">Burn per window</h2>
      <div class="bullets">
        {detail.alerts.burn.map(({ shortWindow, longWindow, above, severity }) => (
          <div class="pair" key={`${shortWindow} ${longWindow}`}>
            <div class="pair-says">
              <b>{severity}</b> when both exceed {burn(above)}
            </div>
            {[shortWindow, longWindow].map((window) => (
              <Bullet key={window} window={window} rate={group.burnRates[window]} above={above} />
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}

interface BulletProps {
  readonly window: string;
  readonly rate: number | null | undefined;
  readonly above: number;
}

function Bullet({ window, rate, above }: BulletProps) {
  const known = rate ?? null;
  const exceeds = known !== null && known > above;
  return (
    <div class="bullet">
      <span class="bullet-window">{window}</span>
      <svg viewBox="0 0 300 16" preserveAspectRatio="none" class="bullet-drawn" aria-hidden="true">
        <rect class="bar-ground" x="0" y="3" width="300" height="10" />
        {known === null ? null : (
          <rect class={exceeds ? "bullet-over" : "bar-left"} x="0" y="3" width={300 * placeOf(known)} height="10" />
        )}
        <line class="bullet-limit" x1={300 * placeOf(above)} x2={300 * placeOf(above)} y1="0" y2="16" />
      </svg>
      <span class="number">
        {burn(rate)}
        {exceeds ? " ▲" : ""}
      </span>
    </div>
  );
}

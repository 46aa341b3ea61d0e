/** Where the time went: every attempt on one true time scale. */

import type { Attempt, RequestDetail } from "@/api/requests";
import { formatCount, formatDuration, formatDurationAxis, formatPlural } from "@/lib/format";
import { instantMs } from "@/lib/instant";
import { type Bar, layTimeline, type Timeline } from "@/lib/timeline";
import styles from "@/pages/request/hops.module.css";
import { ProviderName } from "@/ui/ProviderName";
import { providerColour } from "@/ui/provider";
import { StatusMark } from "@/ui/StatusMark";
import { colour } from "@/ui/tokens";

interface Props {
  request: RequestDetail;
  attempts: readonly Attempt[];
}

export function Hops({ request, attempts }: Props) {
  const timeline = layTimeline(
    { startedMs: instantMs(request.started_at), durationMs: request.duration_ms },
    attempts.map(({ started_at, duration_ms, ttft_ms, wait_ms }) => ({
      startedMs: instantMs(started_at),
      durationMs: duration_ms,
      ttftMs: ttft_ms,
      waitMs: wait_ms,
    })),
  );
  return (
    <>
      <ol className={styles.hops}>
        <li className={styles.hop} aria-hidden="true">
          <span />
          <div className={styles.scale}>
            {timeline.ticks.map(({ ms, left }) => (
              <span key={ms} style={{ left: percent(left) }} data-end={left > 0.95 || undefined}>
                {formatDurationAxis(ms, timeline.stepMs)}
              </span>
            ))}
          </div>
        </li>
        <li className={styles.hop}>
          <span className={styles.label}>Whole request</span>
          <Track timeline={timeline} label={`Whole request, ${formatDuration(timeline.totalMs)}`}>
            <div
              className={styles.whole}
              style={{ width: percent(request.duration_ms / timeline.totalMs) }}
            />
          </Track>
        </li>
        {attempts.map((attempt, index) => (
          <Hop key={attempt.id} attempt={attempt} bar={timeline.bars[index]} timeline={timeline} />
        ))}
      </ol>
      <Key request={request} timeline={timeline} attempts={attempts} />
    </>
  );
}

function Hop({
  attempt,
  bar,
  timeline,
}: {
  attempt: Attempt;
  bar: Bar | undefined;
  timeline: Timeline;
}) {
  if (!bar) return null;
  return (
    <li className={styles.hop}>
      <span className={styles.label}>
        <span className={styles.position}>{attempt.position}</span>
        <ProviderName provider={attempt.provider} model={attempt.model} />
      </span>
      <Track timeline={timeline} label={describe(attempt, bar)}>
        <AttemptBar attempt={attempt} bar={bar} />
      </Track>
      <div className={styles.facts}>
        <StatusMark status={attempt.status} httpStatus={attempt.http_status} />
        {attempt.wait_ms > 0 && <span>waited {formatDuration(attempt.wait_ms)}</span>}
        <span>{formatDuration(attempt.duration_ms)}</span>
        {attempt.ttft_ms !== null && <span>first token {formatDuration(attempt.ttft_ms)}</span>}
        {attempt.completion_tokens !== null && (
          <span>{formatCount(attempt.completion_tokens)} tokens out</span>
        )}
        {attempt.cost_usd !== null && <span>${attempt.cost_usd}</span>}
      </div>
      <Reason attempt={attempt} />
    </li>
  );
}

/** Why the hop was not the last, or not good enough. */
function Reason({ attempt }: { attempt: Attempt }) {
  const { error_type, error_message, invalid_path } = attempt;
  if (!error_type && !error_message && invalid_path === null) return null;
  return (
    <p className={styles.error}>
      {error_type && <strong>{error_type}</strong>} {error_message}
      {invalid_path !== null && (
        <>
          {" "}
          Invalid at <code>{invalid_path}</code>.
        </>
      )}
    </p>
  );
}

/** Pale while the provider had said nothing yet, full from the first token on. */
function AttemptBar({ attempt, bar }: { attempt: Attempt; bar: Bar }) {
  const paint = attempt.status === "error" ? "error" : providerColour(attempt.provider ?? "");
  const silent = bar.firstToken === null ? 0 : (bar.firstToken - bar.left) / (bar.width || 1);
  return (
    <>
      {bar.waitWidth > 0 && (
        <div
          className={styles.wait}
          style={{ left: percent(bar.left - bar.waitWidth), width: percent(bar.waitWidth) }}
        />
      )}
      <div
        className={styles.bar}
        style={{ left: percent(bar.left), width: percent(bar.width), background: colour(paint) }}
      >
        <div className={styles.silent} style={{ width: percent(silent) }} />
      </div>
      {bar.firstToken !== null && (
        <div className={styles.mark} style={{ left: percent(bar.firstToken) }} />
      )}
    </>
  );
}

interface TrackProps {
  timeline: Timeline;
  label: string;
  children: React.ReactNode;
}

function Track({ timeline, label, children }: TrackProps) {
  return (
    <div className={styles.track} role="img" aria-label={label} title={label}>
      {timeline.ticks.map(({ ms, left }) => (
        <div key={ms} className={styles.line} style={{ left: percent(left) }} />
      ))}
      {children}
    </div>
  );
}

function Key({ request, timeline, attempts }: Props & { timeline: Timeline }) {
  const waitedMs = timeline.waits.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const parts = [
    attempts.length === 0 ? "No provider was called." : null,
    request.overhead_ms === null
      ? null
      : `${formatDuration(request.overhead_ms)} gateway overhead.`,
    waitedMs > 0 && attempts.length > 1
      ? `${formatDuration(waitedMs)} outside ${formatPlural(attempts.length, "attempt")}.`
      : null,
    timeline.bars.some(({ firstToken }) => firstToken !== null)
      ? "Bars are pale until the first token."
      : null,
    timeline.bars.some(({ waitWidth }) => waitWidth > 0) ? "Hatched: a wait before a retry." : null,
  ];
  return <p className={styles.key}>{parts.filter(Boolean).join(" ")}</p>;
}

function describe({ position, provider, model, status, wait_ms }: Attempt, bar: Bar): string {
  const name = [provider, model].filter(Boolean).join(":");
  const waited = wait_ms > 0 ? `, after a wait of ${formatDuration(wait_ms)}` : "";
  return `Attempt ${position}, ${name}: ${status} after ${formatDuration(bar.durationMs)}, started at ${formatDuration(bar.offsetMs)}${waited}`;
}

function percent(share: number): string {
  return `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(3)}%`;
}

import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useMetrics } from "@/api/metrics";
import { usePageSearch, useWindow } from "@/api/reading";
import { ChartGroup } from "@/charts/hover";
import { Legend } from "@/charts/Legend";
import { TimeChart } from "@/charts/TimeChart";
import { fittingGranularity, type Granularity, isDrawable, type Span } from "@/lib/bucket";
import { carriedSearch } from "@/lib/search";
import { customWindow, windowSearch, windowSpan } from "@/lib/window";
import { CHARTS, type ChartPlan } from "@/pages/overview/charts";
import { GranularityChoice } from "@/pages/overview/GranularityChoice";
import { overTime } from "@/pages/overview/measures";
import { type OverTime, readOverTime, series } from "@/pages/overview/overTime";
import styles from "@/pages/overview/overview.module.css";
import { Panel } from "@/ui/Panel";
import { ErrorState, type Failure, Skeleton } from "@/ui/states";

/** At the right end of the first row, above all that it changes. */
const CHOICE_PLACE = 1;

/** The window over time, in five charts that share their buckets and what is pointed at. */
export function Charts() {
  const granularity = useGranularity();
  const question = useMemo(() => overTime(granularity), [granularity]);
  const { data, error, isPlaceholderData, refetch } = useMetrics(question);
  const shown = useMemo(
    () => data && readOverTime(data, (data.question.granularity ?? granularity) as Granularity),
    [data, granularity],
  );
  return (
    <ChartGroup>
      <div className={styles.charts} data-stale={isPlaceholderData || undefined}>
        {CHARTS.map((plan, place) => (
          <ChartPanel
            key={plan.title}
            plan={plan}
            data={shown}
            error={data ? null : error}
            onRetry={() => void refetch()}
            hasChoice={place === CHOICE_PLACE}
          />
        ))}
      </div>
    </ChartGroup>
  );
}

interface PanelProps {
  plan: ChartPlan;
  data: OverTime | undefined;
  error: Failure | null;
  onRetry: () => void;
  hasChoice: boolean;
}

function ChartPanel({ plan, data, error, onRetry, hasChoice }: PanelProps) {
  return (
    <Panel
      title={plan.title}
      className={plan.columns === 3 ? styles.half : styles.third}
      note={plan.series.length > 1 ? <Legend series={plan.series} /> : null}
      actions={hasChoice ? <GranularityChoice /> : null}
    >
      <div className={styles.chartBox}>
        {data && <Chart plan={plan} data={data} />}
        {!data && error && <ErrorState error={error} onRetry={onRetry} />}
        {!data && !error && <Skeleton height={176} />}
      </div>
    </Panel>
  );
}

function Chart({ plan, data }: { plan: ChartPlan; data: OverTime }) {
  const { zoom } = useWindow();
  const open = useOpenRequests();
  const drawn = useMemo(
    () => plan.series.map(({ name, label, colour }) => series(data, name, label, colour)),
    [plan, data],
  );
  const { title, kind, formatAxis, format, emptyText, whole, duration, least } = plan;
  return (
    <TimeChart
      {...{ title, kind, formatAxis, format, emptyText }}
      {...(whole === undefined ? {} : { whole })}
      {...(duration === undefined ? {} : { duration })}
      {...(least === undefined ? {} : { least })}
      buckets={data.buckets}
      series={drawn}
      onZoom={zoom}
      onOpen={open}
    />
  );
}

function useOpenRequests() {
  const navigate = useNavigate();
  const page = usePageSearch();
  return useCallback(
    (span: Span) => {
      const search = { ...carriedSearch(page), ...windowSearch(customWindow(span)) };
      void navigate({ to: "/requests", search });
    },
    [navigate, page],
  );
}

/** The chosen width of a bucket, or the one that fits when none was chosen or it is too fine to draw. */
function useGranularity(): Granularity {
  const { granularity } = usePageSearch();
  const { choice } = useWindow();
  const span = windowSpan(choice, Date.now());
  return granularity && isDrawable(span, granularity) ? granularity : fittingGranularity(span);
}

/** The first page: how much, how fast, how well, at what cost; every number leads to its requests. */

import { useMetrics } from "@/api/metrics";
import { usePipeline } from "@/api/pipeline";
import { useFilter } from "@/api/useFilter";
import { useViews } from "@/api/views";
import { Charts } from "@/pages/overview/Charts";
import { Headline } from "@/pages/overview/Headline";
import { HEADLINE } from "@/pages/overview/measures";
import styles from "@/pages/overview/overview.module.css";
import { TopTable } from "@/pages/overview/TopTable";
import { FirstCall } from "@/ui/FirstCall";
import { FilterBar } from "@/ui/filter/FilterBar";
import { QuickFilters } from "@/ui/filter/QuickFilters";
import { SaveView } from "@/ui/SaveView";
import { EmptyState } from "@/ui/states";

const PROVIDERS = ["provider"] as const;
const MODELS = ["provider", "model"] as const;

export function OverviewPage() {
  const { error } = useMetrics(HEADLINE);
  const views = useViews("overview");
  const filter = useFilter(error);
  const { data: pipeline } = usePipeline();
  if (pipeline && isNew(pipeline)) return <FirstCall />;
  return (
    <div className={styles.page}>
      <FilterBar {...filter}>
        <QuickFilters value={filter.value} onApply={filter.onApply} />
        <SaveView {...views} />
      </FilterBar>
      {filter.fault ? <EmptyState title="Correct the filter to see numbers" /> : <Numbers />}
    </div>
  );
}

function Numbers() {
  return (
    <>
      <Headline />
      <Charts />
      <div className={styles.charts}>
        <TopTable title="Top providers" dimensions={PROVIDERS} />
        <TopTable title="Top models" dimensions={MODELS} />
      </div>
    </>
  );
}

/** Nothing was ever stored, and nothing is on its way. */
function isNew({ meta, loading }: NonNullable<ReturnType<typeof usePipeline>["data"]>): boolean {
  return meta.as_of === null && meta.missing === 0 && loading === null;
}

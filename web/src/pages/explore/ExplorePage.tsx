/** Any metric by any two dimensions, drawn as one likes; the whole question stands in the URL. */

import { useQuery } from "@tanstack/react-query";
import { catalogQuery, useExplore } from "@/api/explore";
import { useGranularity } from "@/api/granularity";
import { usePageSearch, useReading } from "@/api/reading";
import { useDoors } from "@/api/useDoors";
import { useFilter } from "@/api/useFilter";
import { useViews } from "@/api/views";
import { AnswerChart } from "@/charts/explore/AnswerChart";
import { isSpread, readQuestion, spreadOf } from "@/lib/explore/question";
import { describeQuestion } from "@/lib/explore/words";
import { AddToDashboard } from "@/pages/explore/AddToDashboard";
import styles from "@/pages/explore/explore.module.css";
import { QuestionBar } from "@/pages/explore/QuestionBar";
import { FilterBar } from "@/ui/filter/FilterBar";
import { QuickFilters } from "@/ui/filter/QuickFilters";
import { Panel } from "@/ui/Panel";
import { SaveView } from "@/ui/SaveView";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

export function ExplorePage() {
  const question = readQuestion(usePageSearch());
  const granularity = useGranularity();
  const { data: catalog } = useQuery(catalogQuery);
  const explored = useExplore({ question, granularity }, useReading());
  const filter = useFilter(explored.error);
  const views = useViews("explore");
  return (
    <div className={styles.page}>
      <FilterBar {...filter}>
        <QuickFilters value={filter.value} onApply={filter.onApply} />
        <SaveView {...views} />
      </FilterBar>
      <QuestionBar question={question} />
      {filter.fault ? (
        <EmptyState title="Correct the filter to see numbers" />
      ) : (
        <Panel
          title={describeQuestion(question)}
          actions={<AddToDashboard />}
          note={<Note question={question} explored={explored.data} />}
        >
          <div className={styles.answer} data-stale={explored.isPlaceholderData || undefined}>
            <Answer explored={explored} catalog={catalog?.metrics} />
          </div>
        </Panel>
      )}
    </div>
  );
}

interface AnswerProps {
  explored: ReturnType<typeof useExplore>;
  catalog: Parameters<typeof AnswerChart>[0]["catalog"] | undefined;
}

function Answer({ explored: { data, error, refetch }, catalog }: AnswerProps) {
  const doors = useDoors();
  if (data && catalog) return <AnswerChart explored={data} catalog={catalog} doors={doors} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={260} />;
}

interface NoteProps {
  question: ReturnType<typeof readQuestion>;
  explored: ReturnType<typeof useExplore>["data"];
}

/** What the chart rests on, where that is not plain to see. */
function Note({ question, explored }: NoteProps) {
  if (explored?.kind === "distribution") {
    const source = explored.answer.from_rollups
      ? "from stored histograms, bounds within 2%"
      : "from every single request";
    return <span className={styles.note}>Counted {source}</span>;
  }
  if (isSpread(question.chart)) {
    const { label } = spreadOf(question.metrics[0] ?? "");
    return (
      <span className={styles.note}>
        {label} upwards; the stronger the colour, the more requests
      </span>
    );
  }
  if (explored?.kind !== "rows" || !explored.answer.other?.length) return null;
  return <span className={styles.note}>“Other” is what all further groups are together</span>;
}

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { catalogQuery, useExplore } from "@/api/explore";
import { useGranularity } from "@/api/granularity";
import { useReading } from "@/api/reading";
import { useDoors } from "@/api/useDoors";
import { AnswerChart } from "@/charts/explore/AnswerChart";
import { type Card, readCard } from "@/lib/dashboard/cards";
import { joinTerms } from "@/lib/filter/word";
import styles from "@/pages/dashboards/dashboards.module.css";
import { Guard } from "@/ui/Guard";
import { ErrorState, Skeleton } from "@/ui/states";

/** A card's question, under the page's window and filter beside its own. */
export function CardAnswer({ card }: { card: Card }) {
  const { question, filter, search } = useMemo(() => readCard(card), [card]);
  const reading = useReading();
  const whole = joinTerms(reading.filter, filter);
  const granularity = useGranularity(search.granularity);
  const { data: catalog } = useQuery(catalogQuery);
  const { data, error, isPlaceholderData, refetch } = useExplore(
    { question, granularity },
    useMemo(() => ({ ...reading, filter: whole }), [reading, whole]),
  );
  const doors = useDoors(filter);
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || !catalog) return <Skeleton height={220} />;
  return (
    <div className={styles.answer} data-stale={isPlaceholderData || undefined}>
      <Guard>
        <AnswerChart explored={data} catalog={catalog.metrics} doors={doors} />
      </Guard>
    </div>
  );
}

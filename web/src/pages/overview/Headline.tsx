import { Link } from "@tanstack/react-router";
import { useMetrics } from "@/api/metrics";
import { usePageSearch } from "@/api/reading";
import { joinTerms } from "@/lib/filter/word";
import { carriedSearch } from "@/lib/search";
import { type Figure, listFigures } from "@/pages/overview/headline";
import { HEADLINE } from "@/pages/overview/measures";
import styles from "@/pages/overview/overview.module.css";
import { ErrorState, Skeleton } from "@/ui/states";

const PLACES = 7;

/** The numbers of the whole window, each a way to its requests. */
export function Headline() {
  const { data, error, isPlaceholderData, refetch } = useMetrics(HEADLINE);
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <ul className={styles.figures} data-stale={isPlaceholderData || undefined} aria-label="Totals">
      {data
        ? listFigures(data.data[0]).map((figure) => (
            <FigureCell key={figure.label} figure={figure} />
          ))
        : Array.from({ length: PLACES }, (_, place) => <EmptyCell key={String(place)} />)}
    </ul>
  );
}

function FigureCell({ figure }: { figure: Figure }) {
  const search = usePageSearch();
  const filter = joinTerms(search.filter ?? "", figure.term) || undefined;
  return (
    <li className={styles.figure}>
      <Link
        to="/requests"
        search={{ ...carriedSearch(search), filter }}
        className={styles.figureLink}
        title={figure.exact}
      >
        <span className={styles.figureLabel}>{figure.label}</span>
        <span className={styles.figureValue}>{figure.value}</span>
        <span className={styles.figureNote}>{figure.note || "\u00a0"}</span>
      </Link>
    </li>
  );
}

function EmptyCell() {
  return (
    <li className={styles.figure}>
      <div className={styles.figureLink}>
        <Skeleton height={12} width={64} />
        <Skeleton height={22} width={88} />
        <Skeleton height={12} width={72} />
      </div>
    </li>
  );
}

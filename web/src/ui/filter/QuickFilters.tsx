import { hasTerm, toggleTerm } from "@/lib/filter/word";
import styles from "@/ui/filter/filter.module.css";

const QUICK = [
  { label: "Errors", term: "status:error" },
  { label: "Throttled", term: "status:throttled" },
  { label: "More than one hop", term: "attempts:>1" },
  { label: "Slower than 5 s", term: "duration_ms:>5000" },
  { label: "Over $0.01", term: "cost_usd:>0.01" },
] as const;

/** Common terms, one click each; pressed while the filter holds them. */
export function QuickFilters({
  value,
  onApply,
}: {
  value: string;
  onApply: (text: string) => void;
}) {
  return (
    <div className={styles.quick}>
      {QUICK.map(({ label, term }) => (
        <button
          key={term}
          type="button"
          className={styles.chip}
          aria-pressed={hasTerm(value, term)}
          title={term}
          onClick={() => onApply(toggleTerm(value, term))}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

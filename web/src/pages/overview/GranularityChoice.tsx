import { useChangeSearch, usePageSearch, useWindow } from "@/api/reading";
import { fittingGranularity, GRANULARITIES, isDrawable } from "@/lib/bucket";
import { windowSpan } from "@/lib/window";
import styles from "@/pages/overview/overview.module.css";

/** How much time one bar stands for; what the window has too many of cannot be chosen. */
export function GranularityChoice() {
  const { granularity } = usePageSearch();
  const { choice } = useWindow();
  const change = useChangeSearch();
  const span = windowSpan(choice, Date.now());
  return (
    <label className={styles.granularity}>
      per
      <select
        value={granularity ?? "auto"}
        onChange={({ target }) =>
          void change({ granularity: GRANULARITIES.find((one) => one === target.value) })
        }
      >
        <option value="auto">auto ({fittingGranularity(span)})</option>
        {GRANULARITIES.map((one) => (
          <option key={one} value={one} disabled={!isDrawable(span, one)}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

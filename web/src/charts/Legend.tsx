import styles from "@/charts/chart.module.css";
import type { Series } from "@/charts/series";
import { colour } from "@/ui/tokens";

export function Legend({
  series,
}: {
  series: readonly Pick<Series, "name" | "label" | "colour">[];
}) {
  return (
    <ul className={styles.legend}>
      {series.map(({ name, label, colour: token }) => (
        <li key={name}>
          <span className={styles.swatch} style={{ background: colour(token) }} />
          {label}
        </li>
      ))}
    </ul>
  );
}

import styles from "@/charts/chart.module.css";
import { centre, type Plot } from "@/charts/draw";
import { type Buckets, bucketLabel, type Marker, type MarkerGroup } from "@/charts/series";

interface Props {
  plot: Plot;
  buckets: Buckets;
  groups: readonly MarkerGroup[];
  onMarker: (marker: Marker) => void;
}

/** The markers as a list of buttons over their heads; one of several in a bucket opens the first. */
export function MarkerList({ plot, buckets, groups, onMarker }: Props) {
  if (groups.length === 0) return null;
  return (
    <ul className={styles.markers} aria-label="What happened">
      {groups.map(({ index, markers }) => (
        <li key={index}>
          <button
            type="button"
            style={{ left: centre(plot, index) }}
            title={markers.map(({ label }) => label).join("\n")}
            aria-label={`${markers.map(({ label }) => label).join("; ")}. ${when(buckets, index)}. Opens the requests since.`}
            onPointerDown={(event) => event.stopPropagation()}
            onPointerUp={(event) => event.stopPropagation()}
            onClick={() => markers[0] && onMarker(markers[0])}
          />
        </li>
      ))}
    </ul>
  );
}

function when(buckets: Buckets, index: number): string {
  return bucketLabel(buckets, buckets.starts[index] ?? 0);
}

import { memo } from "react";
import { type Buckets, bucketLabel, type Series } from "@/charts/series";

interface Props {
  title: string;
  buckets: Buckets;
  series: readonly Series[];
  format: (value: number) => string;
}

/** A screen reader reads the last buckets; the API has all of them. */
const MOST_ROWS = 120;

/** The chart's numbers as a table that only screen readers see. */
export const ChartTable = memo(function ChartTable({ title, buckets, series, format }: Props) {
  const offset = Math.max(0, buckets.starts.length - MOST_ROWS);
  return (
    <div className="hidden">
      <table>
        <caption>{offset > 0 ? `${title}, the last ${MOST_ROWS} buckets` : title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.starts.slice(offset).map((start, row) => (
            <tr key={start}>
              <th scope="row">{bucketLabel(buckets, start)}</th>
              {series.map(({ name, values }) => (
                <td key={name}>{cell(values[offset + row], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

function cell(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "unknown" : format(value);
}

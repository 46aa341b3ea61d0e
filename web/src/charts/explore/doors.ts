/** How marks of a chart lead to their requests, and what a chart must know of a metric. */

import type { Span } from "@/lib/bucket";
import type { PageSearch } from "@/lib/search";

export interface Doors {
  /** The requests' address, for more terms and maybe another window. */
  search: (terms: string, span?: Span) => PageSearch;
  open: (terms: string, span?: Span) => void;
  zoom: (span: Span) => void;
}

export interface MetricUnit {
  name: string;
  unit: string;
  help: string;
  additive: boolean;
}

/** A metric that the catalog does not know is a plain count. */
export function metricOf(catalog: readonly MetricUnit[], name: string): MetricUnit {
  return (
    catalog.find((metric) => metric.name === name) ?? { name, unit: "", help: "", additive: false }
  );
}

import { usePageSearch, useWindow } from "@/api/reading";
import { fittingGranularity, type Granularity, isDrawable } from "@/lib/bucket";
import { windowSpan } from "@/lib/window";

/** The chosen width of a bucket, or the one that fits when none was chosen or it is too fine to draw. */
export function useGranularity(): Granularity {
  const { granularity } = usePageSearch();
  const { choice } = useWindow();
  const span = windowSpan(choice, Date.now());
  return granularity && isDrawable(span, granularity) ? granularity : fittingGranularity(span);
}

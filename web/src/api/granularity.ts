import { usePageSearch, useWindow } from "@/api/reading";
import { fittingGranularity, type Granularity, isDrawable } from "@/lib/bucket";
import { windowSpan } from "@/lib/window";

/** The wished or chosen width of a bucket, or the one that fits when none was chosen or it is too fine to draw. */
export function useGranularity(wished?: Granularity): Granularity {
  const page = usePageSearch();
  const { choice } = useWindow();
  const granularity = wished ?? page.granularity;
  const span = windowSpan(choice, Date.now());
  return granularity && isDrawable(span, granularity) ? granularity : fittingGranularity(span);
}

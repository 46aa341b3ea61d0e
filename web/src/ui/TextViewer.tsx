import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useState } from "react";
import { formatBytes } from "@/lib/format";
import { foldLines } from "@/lib/json";
import { useWidth } from "@/lib/useWidth";
import styles from "@/ui/body.module.css";

/** More than this takes a browser too long to lay out in one go. */
const SHORT = 60_000;
const LINE_PX = 18;
const CHARACTER_PX = 7.25;

/** Text of any size: short text whole, long text cut until all of it is asked for, then line by line. */
export function TextViewer({ text, label }: { text: string; label: string }) {
  const [isWhole, setWhole] = useState(false);
  if (text.length <= SHORT) return <Plain text={text} label={label} />;
  if (isWhole) return <LongText text={text} label={label} />;
  return (
    <>
      <Plain text={text.slice(0, SHORT)} label={label} />
      <button type="button" className={styles.more} onClick={() => setWhole(true)}>
        Show all {formatBytes(text.length)}; above are the first {formatBytes(SHORT)}
      </button>
    </>
  );
}

function Plain({ text, label }: { text: string; label: string }) {
  return (
    <pre className={styles.text} tabIndex={0} role="group" aria-label={label}>
      {text}
    </pre>
  );
}

function LongText({ text, label }: { text: string; label: string }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const characters = Math.max(40, Math.floor((width - 32) / CHARACTER_PX));
  const lines = useMemo(() => foldLines(text, characters), [text, characters]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => ref.current,
    estimateSize: () => LINE_PX,
    overscan: 30,
  });
  return (
    <div ref={ref} className={styles.long} tabIndex={0} role="group" aria-label={label}>
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className={styles.longLine}
            style={{ transform: `translateY(${start}px)` }}
          >
            {lines[index]}
          </div>
        ))}
      </div>
    </div>
  );
}

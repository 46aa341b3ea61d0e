import { useState } from "react";
import { type Pipeline, usePipeline } from "@/api/pipeline";
import { useZone } from "@/api/reading";
import styles from "@/app/frame/frame.module.css";
import { describeHealth } from "@/app/frame/health";
import { formatBytes, formatCount, formatDuration } from "@/lib/format";
import { Ago } from "@/ui/Moment";
import { Popover } from "@/ui/popup";
import ui from "@/ui/ui.module.css";

/** Whether what is on screen is all there is, in a few words; the numbers on demand. */
export function PipelineStatus() {
  const { data, error } = usePipeline();
  const [isOpen, setOpen] = useState(false);
  const { tone, text } = error
    ? { tone: "danger", text: "No connection" }
    : data
      ? describeHealth(data)
      : { tone: "good", text: "Connecting" };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" width={280}>
      <Popover.Target>
        <button type="button" className={styles.footButton} onClick={() => setOpen(!isOpen)}>
          <span className={styles.dot} data-tone={tone} aria-hidden="true" />
          <span>{text}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        {data ? <Numbers pipeline={data} /> : "Nothing is known yet."}
      </Popover.Dropdown>
    </Popover>
  );
}

function Numbers({ pipeline }: { pipeline: Pipeline }) {
  const zone = useZone();
  const { captured, stored, lag_seconds, spool_bytes, dropped, gaps, meta } = pipeline;
  return (
    <dl className={ui.facts}>
      <dt>Newest record</dt>
      <dd>{meta.as_of ? <Ago at={meta.as_of} zone={zone} /> : "none yet"}</dd>
      <dt>Stored</dt>
      <dd>{formatCount(stored)}</dd>
      <dt>Captured since start</dt>
      <dd>{formatCount(captured)}</dd>
      <dt>Not yet stored</dt>
      <dd>{formatCount(meta.missing)}</dd>
      <dt>Behind</dt>
      <dd>{formatDuration(lag_seconds * 1000)}</dd>
      <dt>Waiting on disk</dt>
      <dd>{formatBytes(spool_bytes)}</dd>
      <dt>Lost, disk full</dt>
      <dd>{formatCount(dropped)}</dd>
      <dt>Gaps</dt>
      <dd>{formatCount(gaps)}</dd>
    </dl>
  );
}

/** The bodies of a request, as a tree or as recorded. */

import { Tabs } from "@mantine/core";
import { useMemo, useState } from "react";
import type { RequestWhole } from "@/api/requests";
import { formatBytes } from "@/lib/format";
import { parseJson } from "@/lib/json";
import styles from "@/pages/request/request.module.css";
import { CopyTextButton } from "@/ui/Copy";
import { JsonTree } from "@/ui/JsonTree";
import { Panel } from "@/ui/Panel";
import { TextViewer } from "@/ui/TextViewer";

interface Part {
  name: string;
  label: string;
  text: string | null;
  /** Before any cut. */
  bytes: number;
}

export function Bodies({ whole }: { whole: RequestWhole }) {
  const parts = listParts(whole);
  const [view, setView] = useState<View>("tree");
  return (
    <Panel title="Bodies" actions={<ViewChoice view={view} onChoose={setView} />}>
      <BodyNote state={whole.request.body_state} />
      <Tabs defaultValue="input" keepMounted={false}>
        <Tabs.List>
          {parts.map(({ name, label, bytes }) => (
            <Tabs.Tab key={name} value={name}>
              {label} <span className={styles.bytes}>{bytes > 0 ? formatBytes(bytes) : ""}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {parts.map((part) => (
          <Tabs.Panel key={part.name} value={part.name} className={styles.body ?? ""}>
            <Body part={part} view={view} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Panel>
  );
}

function listParts({ request, input, output, attempts }: RequestWhole): Part[] {
  const kept = attempts.filter((attempt) => attempt.output !== null);
  return [
    { name: "input", label: "Request", text: input, bytes: request.input_bytes },
    { name: "output", label: "Response", text: output, bytes: request.output_bytes },
    ...kept.map(({ id, position, output: text }) => ({
      name: id,
      label: `Hop ${position}`,
      text,
      bytes: text?.length ?? 0,
    })),
  ];
}

const NOTES = {
  none: "No bodies were captured for this request.",
  withheld: "Bodies are withheld: they were not captured, or your role may not read them.",
  cut: "A body was too large to keep whole: its middle is cut out. Sizes are those before the cut.",
  stored: "",
} as const;

function BodyNote({ state }: { state: keyof typeof NOTES }) {
  return NOTES[state] ? <p className={styles.note}>{NOTES[state]}</p> : null;
}

function Body({ part, view }: { part: Part; view: View }) {
  const { text, label } = part;
  const json = useMemo(() => (text && view === "tree" ? parseJson(text) : undefined), [text, view]);
  if (!text) return <p className={styles.note}>Empty.</p>;
  const isTree = json !== undefined && typeof json === "object";
  return (
    <>
      <div className={styles.bodyBar}>
        {view === "tree" && !isTree && (
          <span className={styles.note}>Not JSON: shown as recorded.</span>
        )}
        <CopyTextButton text={text} what={`the ${label.toLowerCase()} body`} />
      </div>
      {isTree ? <JsonTree value={json} /> : <TextViewer text={text} label={`${label} body`} />}
    </>
  );
}

type View = "tree" | "raw";

function ViewChoice({ view, onChoose }: { view: View; onChoose: (view: View) => void }) {
  return (
    <div className={styles.views}>
      {(["tree", "raw"] as const).map((one) => (
        <button key={one} type="button" aria-pressed={one === view} onClick={() => onChoose(one)}>
          {one === "tree" ? "Tree" : "Raw"}
        </button>
      ))}
    </div>
  );
}

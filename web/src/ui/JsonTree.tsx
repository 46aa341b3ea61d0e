/** A JSON value that opens branch by branch: only what is open is drawn. */

import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { children, describeBranch, isBranch, type Json, previewBranch } from "@/lib/json";
import styles from "@/ui/body.module.css";
import { TextViewer } from "@/ui/TextViewer";

const OPEN_DEPTH = 2;
/** A longer list starts closed, and opens a part at a time. */
const PART = 100;
const OPEN_AT_MOST = 20;
const SHORT_STRING = 400;

export function JsonTree({ value }: { value: Json }) {
  return (
    <ul className={styles.tree}>
      <Node name={null} value={value} depth={0} />
    </ul>
  );
}

interface NodeProps {
  name: string | null;
  value: Json;
  depth: number;
}

function Node({ name, value, depth }: NodeProps) {
  if (isBranch(value)) return <BranchNode name={name} value={value} depth={depth} />;
  return (
    <li className={styles.leaf}>
      <Name name={name} />
      <Leaf value={value} />
    </li>
  );
}

function BranchNode({
  name,
  value,
  depth,
}: NodeProps & { value: Json[] | { [key: string]: Json } }) {
  const entries = children(value);
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH && entries.length <= OPEN_AT_MOST);
  const [shown, setShown] = useState(PART);
  return (
    <li>
      <button
        type="button"
        className={styles.branch}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={13} className={styles.arrow} aria-hidden="true" />
        <Name name={name} />
        <span className={styles.about}>{describeBranch(value)}</span>
        {!isOpen && <span className={styles.preview}>{previewBranch(value)}</span>}
      </button>
      {isOpen && (
        <ul className={styles.tree}>
          {entries.slice(0, shown).map(([key, child]) => (
            <Node key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <li>
              <button type="button" className={styles.more} onClick={() => setShown(shown + PART)}>
                Show more: {shown} of {entries.length}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Name({ name }: { name: string | null }) {
  return name === null ? null : <span className={styles.name}>{name}:</span>;
}

function Leaf({ value }: { value: null | boolean | number | string }) {
  if (typeof value === "string") return <Text text={value} />;
  return <span className={styles[value === null ? "null" : typeof value]}>{String(value)}</span>;
}

function Text({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole) return <TextViewer text={text} label="Text" />;
  const isLong = text.length > SHORT_STRING;
  return (
    <span className={styles.string}>
      {isLong ? text.slice(0, SHORT_STRING) : text}
      {isLong && (
        <button type="button" className={styles.more} onClick={() => setWhole(true)}>
          … all {text.length.toLocaleString("en-US")} characters
        </button>
      )}
    </span>
  );
}

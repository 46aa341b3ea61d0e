import { ActionIcon, Input, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash, type TablerIcon } from "@tabler/icons-react";
import { type ChangeEvent, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { type Problem, problemAt } from "@/lib/definition";
import type { Health } from "@/lib/health";
import type { TargetDraft } from "@/pages/workflows/draft";
import styles from "@/pages/workflows/workflows.module.css";
import { HealthMark } from "@/ui/HealthMark";

interface Props {
  row: TargetDraft;
  index: number;
  count: number;
  problems: readonly Problem[];
  health: Health | undefined;
  onChange: (part: Partial<TargetDraft>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

const MOVES: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 };

export function TargetRow(props: Props) {
  const { row, index, count, problems, health, onMove, onRemove } = props;
  const at = `targets[${index}]`;
  const noteId = useId();
  const problem = problemAt(problems, at)?.replace(/^target: /, "");
  const ref = useKeptFocus(index);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    onMove(by);
  };
  return (
    <li ref={ref} className={styles.target} onKeyDown={onKeyDown}>
      <span className={styles.place}>{index + 1}</span>
      <Fields {...props} at={at} describedBy={problem ? noteId : undefined} />
      <div className={styles.rowActions}>
        <Action
          label={`Move target ${index + 1} up`}
          icon={IconArrowUp}
          isOff={index === 0}
          onClick={() => onMove(-1)}
        />
        <Action
          label={`Move target ${index + 1} down`}
          icon={IconArrowDown}
          isOff={index === count - 1}
          onClick={() => onMove(1)}
        />
        <Action
          label={`Remove target ${index + 1}`}
          icon={IconTrash}
          isOff={count === 1}
          onClick={onRemove}
        />
      </div>
      {(problem || health) && (
        <div className={styles.rowNotes}>
          {problem && (
            <p id={noteId} className={styles.error}>
              {problem}
            </p>
          )}
          {health && row.target && <HealthMark health={health} />}
        </div>
      )}
    </li>
  );
}

interface FieldsProps extends Props {
  at: string;
  describedBy: string | undefined;
}

function Fields({ row, index, problems, at, describedBy, onChange }: FieldsProps) {
  const isWrong = (path: string) => problemAt(problems, path) !== undefined;
  const field = (name: keyof TargetDraft & string, path: string) => ({
    value: String(row[name]),
    error: isWrong(path),
    // The row's problems stand below it as a whole.
    withAria: false,
    "aria-invalid": isWrong(path),
    "aria-describedby": describedBy,
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) =>
      onChange({ [name]: currentTarget.value }),
  });
  return (
    <>
      <Input
        className={styles.model}
        aria-label={`Target ${index + 1}`}
        placeholder="provider:model"
        list="known-targets"
        spellCheck={false}
        autoComplete="off"
        {...field("target", `${at}.target`)}
      />
      <Input
        aria-label={`Weight of target ${index + 1}`}
        placeholder="no"
        inputMode="numeric"
        rightSection={<span className={styles.unit}>weight</span>}
        rightSectionWidth={56}
        {...field("weight", `${at}.weight`)}
      />
      <Input
        aria-label={`Time limit of target ${index + 1}, in ms`}
        placeholder="no own limit"
        inputMode="numeric"
        rightSection={<span className={styles.unit}>ms</span>}
        {...field("timeoutMs", `${at}.timeout_ms`)}
      />
    </>
  );
}

interface ActionProps {
  label: string;
  icon: TablerIcon;
  isOff: boolean;
  onClick: () => void;
}

function Action({ label, icon: Icon, isOff, onClick }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        aria-disabled={isOff || undefined}
        onClick={() => !isOff && onClick()}
      >
        <Icon size={15} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}

/** A row that moves is taken out of the page and put in again, which would lose the focus in it. */
function useKeptFocus(index: number) {
  const ref = useRef<HTMLLIElement>(null);
  const focused = useRef<Element | null>(null);
  const before = useRef(index);
  useEffect(() => {
    const row = ref.current;
    const note = () => {
      focused.current = document.activeElement;
    };
    row?.addEventListener("focusin", note);
    return () => row?.removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    const wasHere = before.current !== index && document.activeElement === document.body;
    before.current = index;
    if (wasHere && ref.current?.contains(focused.current)) (focused.current as HTMLElement).focus();
  }, [index]);
  return ref;
}

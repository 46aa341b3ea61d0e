/** The search grammar's input: completion while typing, errors under the word that is wrong. */

import { ActionIcon } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { wordAt } from "@/lib/filter/word";
import styles from "@/ui/filter/filter.module.css";
import { OfferList } from "@/ui/filter/OfferList";
import { type FilterInputProps, useFilterInput } from "@/ui/filter/useFilterInput";

export interface FilterFault {
  message: string;
  hint: string;
  position: number;
  nearest: string | null;
}

interface Props extends FilterInputProps {
  /** What the server found wrong with `value`. */
  fault: FilterFault | null;
  children?: ReactNode;
}

export function FilterBar({ fault, children, ...props }: Props) {
  const id = useId();
  const input = useFilterInput(props);
  const [scroll, setScroll] = useState(0);
  const shownFault = input.draft === props.value ? fault : null;
  const isOpen = input.offers.length > 0;
  return (
    <div className={styles.bar} role="search">
      <div className={styles.field} data-bad={shownFault !== null}>
        <IconFilter size={15} className={styles.icon} aria-hidden="true" />
        <div className={styles.well}>
          {shownFault && <FaultLine text={input.draft} fault={shownFault} scroll={scroll} />}
          <input
            ref={input.ref}
            className={styles.input}
            type="text"
            role="combobox"
            aria-label="Filter requests"
            aria-expanded={isOpen}
            aria-controls={`${id}-offers`}
            aria-autocomplete="list"
            aria-activedescendant={input.picked >= 0 ? `${id}-${input.picked}` : undefined}
            aria-invalid={shownFault !== null}
            aria-describedby={shownFault ? `${id}-fault` : undefined}
            placeholder="provider:openai status:error duration_ms:>2000"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={input.draft}
            onChange={({ target }) => input.edit(target.value, target.selectionStart ?? 0)}
            onClick={({ currentTarget }) =>
              input.edit(currentTarget.value, currentTarget.selectionStart ?? 0)
            }
            onKeyDown={input.onKeyDown}
            onScroll={({ currentTarget }) => setScroll(currentTarget.scrollLeft)}
            onBlur={input.close}
          />
        </div>
        <FieldEnd draft={input.draft} value={props.value} onClear={() => input.apply("")} />
        {isOpen && (
          <OfferList
            id={id}
            offers={input.offers}
            picked={input.picked}
            indent={wordAt(input.draft, input.caret).start}
            onTake={input.take}
          />
        )}
      </div>
      {children}
      {shownFault && (
        <Fault
          id={`${id}-fault`}
          fault={shownFault}
          onFix={() => input.apply(fixed(input.draft, shownFault))}
        />
      )}
    </div>
  );
}

interface EndProps {
  draft: string;
  value: string;
  onClear: () => void;
}

function FieldEnd({ draft, value, onClear }: EndProps) {
  if (draft.trim() !== value) return <kbd className={styles.key}>Enter</kbd>;
  if (draft === "") return <kbd className={styles.key}>/</kbd>;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label="Clear the filter"
      onClick={onClear}
    >
      <IconX size={14} />
    </ActionIcon>
  );
}

/** Underlines the bad word: the same text in the same type, see-through, behind the input. */
function FaultLine({ text, fault, scroll }: { text: string; fault: FilterFault; scroll: number }) {
  const { start, end } = faultyPart(text, fault.position);
  return (
    <div className={styles.mirror} aria-hidden="true">
      <span style={{ marginLeft: -scroll }}>{text.slice(0, start)}</span>
      <span className={styles.wrong}>{text.slice(start, end) || " "}</span>
    </div>
  );
}

function Fault({ id, fault, onFix }: { id: string; fault: FilterFault; onFix: () => void }) {
  return (
    <p id={id} className={styles.fault} role="alert">
      <span>{fault.message}</span>
      {fault.nearest ? (
        <button type="button" className={styles.fix} onClick={onFix}>
          Use “{fault.nearest}”
        </button>
      ) : (
        <span className={styles.faultHint}>{fault.hint}</span>
      )}
    </p>
  );
}

/** The server counts characters; a browser counts UTF-16 units. */
function unitsAt(text: string, characters: number): number {
  return Array.from(text).slice(0, characters).join("").length;
}

/** The name or the value that starts at the place of the fault. */
function faultyPart(text: string, position: number): { start: number; end: number } {
  const start = unitsAt(text, position);
  const { end, valueStart } = wordAt(text, start);
  return start < valueStart - 1
    ? { start, end: valueStart - 1 }
    : { start, end: Math.max(end, start) };
}

function fixed(text: string, { position, nearest }: FilterFault): string {
  const { start, end } = faultyPart(text, position);
  return text.slice(0, start) + (nearest ?? "") + text.slice(end);
}

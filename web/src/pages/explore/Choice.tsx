import { useId } from "react";
import styles from "@/pages/explore/explore.module.css";

interface Option {
  value: string;
  label: string;
  help?: string;
  disabled?: boolean;
}

interface Props {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}

/** One word of the question. A value that is not among the options, as a link may name, stays seen. */
export function Choice({ label, value, options, onChange }: Props) {
  const id = useId();
  const isKnown = options.some((option) => option.value === value);
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {!isKnown && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            title={option.help}
            disabled={option.disabled}
          >
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
